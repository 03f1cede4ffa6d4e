/** Objects that a spec writes out again and again, each said once. */
import { pascalName } from '../../openapi/nameCase.js';

/** Fewer lines are as easily read where they stand. */
const fewest = 5;

/** The lines from one that ends with an opening bracket to the one that begins with its counterpart. */
interface Block {
  readonly start: number;
  end: number;
  readonly inner: Block[];
  /** The same number for the same text between the brackets, however deep it stands. */
  id: number;
}

/**
 * The declarations of validators.ts, with functions at their end for object schemas that stand in several places: what they
 * cost tsc grows with each, and the webhooks of GitHub say 222 times what a user is. Functions and no constants, because
 * for each constant in a function tsc looks at all that the file declares before it.
 * @param text as the emitters lay it out: an object of several lines is one from `z.looseObject({` at the end of a line
 *   to `})` at the beginning of one, and no literal is longer than a line
 * @param taken names that the file declares
 */
export function shareRepeatedObjects(text: string, taken: Iterable<string>): string {
  const lines = text.split('\n');
  const root = blocksOf(lines);
  const counts = countSame(root, lines);
  const names = new Map<string, string>();
  const used = new Set(taken);
  const functions: string[] = [];
  const write = (block: Block): string[] => {
    const out: string[] = [];
    let next = block.start + 1;
    for (const one of block.inner) {
      for (; next < one.start; next++) out.push(lines[next]!);
      // The line that closes one may open the next: `})), z.looseObject({`.
      const first = next > one.start ? out.pop()! : lines[one.start]!;
      const key = keyOf(one, lines);
      if (key === undefined || counts.get(key)! < 2) {
        out.push(first);
        for (const line of write(one)) out.push(line);
        out.push(lines[one.end]!);
      } else {
        const [, before, call] = opening.exec(first)!;
        let name = names.get(key);
        if (name === undefined) {
          name = nameAfter(before!, used);
          names.set(key, name);
          const members = write(one).map(line => `  ${line.slice(indentOf(lines[one.end]!))}\n`);
          functions.push(`function ${name}() {\n  return ${call}\n${members.join('')}  });\n}\n`);
        }
        out.push(`${before}${name}()${lines[one.end]!.trimStart().slice('})'.length)}`);
      }
      next = one.end + 1;
    }
    for (; next < block.end; next++) out.push(lines[next]!);
    return out;
  };
  const body = write(root).join('\n');
  return [body, ...functions].join('\n');
}

const opening = /^(.*?)(z\.(?:looseObject|strictObject|object)\(\{)$/;
const indentOf = (line: string) => line.length - line.trimStart().length;

/** The same for the same schema wherever it stands; undefined for what is not shared. */
function keyOf({ start, end, id }: Block, lines: readonly string[]): string | undefined {
  if (end - start - 1 < fewest || !lines[end]!.trimStart().startsWith('})')) return undefined;
  const call = opening.exec(lines[start]!)?.[2];
  return call === undefined ? undefined : `${id} ${call}`;
}

function blocksOf(lines: readonly string[]): Block {
  const root: Block = { start: -1, end: lines.length, inner: [], id: 0 };
  const open = [root];
  for (const [index, line] of lines.entries()) {
    if (/^\s*[\])}]/.test(line) && open.length > 1) open.pop()!.end = index;
    if (!/[[({]$/.test(line)) continue;
    const block: Block = { start: index, end: lines.length, inner: [], id: 0 };
    open.at(-1)!.inner.push(block);
    open.push(block);
  }
  return root;
}

/** Numbers the blocks from within, each text once, so that a deep one is not read again for each around it. */
function countSame(root: Block, lines: readonly string[]): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  const counts = new Map<string, number>();
  const number = (block: Block) => {
    const members: string[] = [];
    let next = block.start + 1;
    for (const one of block.inner) {
      number(one);
      for (; next <= one.start; next++) members.push(lines[next]!.trimStart());
      members.push(`${one.id}`);
      next = one.end;
      const key = keyOf(one, lines);
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (; next < block.end; next++) members.push(lines[next]!.trimStart());
    const text = members.join('\n');
    block.id = ids.get(text) ?? ids.size;
    ids.set(text, block.id);
  };
  number(root);
  return counts;
}

/** After the property that the first of them is of: `ownerSchema`. */
function nameAfter(before: string, used: Set<string>): string {
  const property = /([A-Za-z]\w*)'?: [^:]*$/.exec(before)?.[1] ?? 'object';
  const stem = `${pascalName(property.slice(0, 40)).replace(/^./, first => first.toLowerCase())}Schema`;
  let name = stem;
  for (let number = 2; used.has(name); number++) name = `${stem}${number}`;
  used.add(name);
  return name;
}
