/**
 * Long lists on their way between threads: columns of numbers and texts. A message of thousands of small objects takes the thread that
 * reads it ten times as long, in one piece.
 */
import type { Range, Severity } from '../../text/finding.js';
import type { PackedList, SchemaLens, SchemaSymbol, ShownLens, ShownProblem } from './schemaMessages.js';

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];
const lensKinds: readonly SchemaLens['kind'][] = ['columns', 'indexes', 'references'];
const symbolKinds: readonly SchemaSymbol['kind'][] = [
  'table',
  'view',
  'column',
  'index',
  'type',
  'function',
  'sequence',
  'trigger',
  'policy',
  'constraint',
  'schema',
];

export function packProblems(problems: readonly ShownProblem[]): PackedList {
  return {
    numbers: Uint32Array.from(
      problems.flatMap(({ severity, range }) => [severities.indexOf(severity), ...numbersOf(range)]),
    ),
    texts: problems.flatMap(({ rule, message }) => [rule, message]),
  };
}

export function unpackProblems({ numbers, texts }: PackedList): ShownProblem[] {
  return Array.from({ length: texts.length / 2 }, (_, i) => ({
    rule: texts[i * 2]!,
    severity: severities[numbers[i * 5]!]!,
    message: texts[i * 2 + 1]!,
    range: rangeAt(numbers, i * 5 + 1),
  }));
}

export function packLenses(lenses: readonly SchemaLens[]): PackedList {
  return {
    numbers: Uint32Array.from(
      lenses.flatMap(({ kind, locations, range }) => [
        lensKinds.indexOf(kind),
        Math.min(locations.length, 1),
        ...numbersOf(range),
      ]),
    ),
    texts: lenses.map(({ title }) => title),
  };
}

export function unpackLenses({ numbers, texts }: PackedList): ShownLens[] {
  return texts.map((title, i) => ({
    kind: lensKinds[numbers[i * 6]!]!,
    title,
    range: rangeAt(numbers, i * 6 + 2),
    hasLocations: numbers[i * 6 + 1] === 1,
  }));
}

/** Parents stand before their children, with the depth of each. */
export function packSymbols(symbols: readonly SchemaSymbol[]): PackedList {
  const numbers: number[] = [];
  const texts: string[] = [];
  const add = ({ kind, name, detail, range, nameRange, children }: SchemaSymbol, depth: number): void => {
    numbers.push(symbolKinds.indexOf(kind), depth, ...numbersOf(range), ...numbersOf(nameRange));
    texts.push(name, detail);
    for (const child of children) add(child, depth + 1);
  };
  for (const symbol of symbols) add(symbol, 0);
  return { numbers: Uint32Array.from(numbers), texts };
}

export function unpackSymbols({ numbers, texts }: PackedList): SchemaSymbol[] {
  const roots: SchemaSymbol[] = [];
  /** Where the children of each depth go. */
  const lists: SchemaSymbol[][] = [roots];
  for (let i = 0; i < texts.length / 2; i++) {
    const at = i * 10;
    const depth = numbers[at + 1]!;
    const children: SchemaSymbol[] = [];
    lists[depth]!.push({
      kind: symbolKinds[numbers[at]!]!,
      name: texts[i * 2]!,
      detail: texts[i * 2 + 1]!,
      range: rangeAt(numbers, at + 2),
      nameRange: rangeAt(numbers, at + 6),
      children,
    });
    lists[depth + 1] = children;
  }
  return roots;
}

function numbersOf({ start, end }: Range): readonly [number, number, number, number] {
  return [start.line, start.character, end.line, end.character];
}

function rangeAt(numbers: Uint32Array, at: number): Range {
  return {
    start: { line: numbers[at]!, character: numbers[at + 1]! },
    end: { line: numbers[at + 2]!, character: numbers[at + 3]! },
  };
}
