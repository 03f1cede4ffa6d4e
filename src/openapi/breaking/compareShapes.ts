/** Two schemas, before and after: which values came and went. */
import type { At } from '../api.js';
import { quoted } from './apiChange.js';
import { mostBranches } from './branches.js';
import { breaks, type Turn, turnRule } from './changeRules.js';
import { compareArrays } from './compareArrays.js';
import { compareObjects } from './compareObjects.js';
import { compareValues } from './compareValues.js';
import type { Comparison, Pair, ShapeChange } from './comparison.js';
import { type Facet, type Facets, facetsOf, isOpen, type Kind, kinds } from './facets.js';
import { matchFacets } from './matchFacets.js';

/** Compares all pairs that wait, and those that come up on the way. */
export function compareWaiting(comparison: Comparison): void {
  for (let pair = comparison.waiting.pop(); pair; pair = comparison.waiting.pop()) compareShapes(comparison, pair);
}

function compareShapes(comparison: Comparison, pair: Pair): void {
  const before = facetsOf(comparison.before, pair.before);
  const after = facetsOf(comparison.after, pair.after);
  if (before.unknown || after.unknown) {
    if (before.tooMany || after.tooMany) pair.changes.push(incomplete(pair));
    return;
  }
  const kept = compareKinds(pair, before, after);
  for (const kind of kept) {
    const old = before.byKind.get(kind)!;
    const now = after.byKind.get(kind)!;
    const { pairs, lost, gained } = matchFacets(comparison, old, now);
    for (const [was, is] of pairs) compareFacets(comparison, pair, was, is);
    for (const facet of lost) choiceChange(pair, 'narrowed', facet);
    for (const facet of gained) choiceChange(pair, 'widened', facet);
  }
}

function incomplete({ at, was }: Pair): ShapeChange {
  const say = (what: string) =>
    `${what} was changed, and has more than ${mostBranches} alternatives: whether that breaks clients is not known.`;
  return { rule: 'comparison-incomplete', say, label: '', at, was };
}

function compareFacets(comparison: Comparison, pair: Pair, before: Facet, after: Facet): void {
  compareValues(comparison, pair, before, after);
  if (before.kind === 'array') compareArrays(comparison, pair, before, after);
  if (before.kind === 'object') compareObjects(comparison, pair, before, after);
}

/** Kinds of values that came or went. @returns those that both have. */
function compareKinds(pair: Pair, before: Facets, after: Facets): readonly Kind[] {
  const has = (facets: Facets, kind: Kind) => facets.byKind.has(kind);
  const kept = kinds.filter(kind => has(before, kind) && has(after, kind));
  // Without these a change of type would be told twice: once in all, and once as null.
  const spelled = (facets: Facets) => (pair.isText ? inText(facets) : new Set<Kind>());
  const lost = kinds.filter(kind => has(before, kind) && !has(after, kind) && !spelled(after).has(kind));
  const gained = kinds.filter(kind => has(after, kind) && !has(before, kind) && !spelled(before).has(kind));
  const change = changeOf(pair, before, after, lost, gained);
  if (change) {
    const { at, was } = placesOfType(pair);
    pair.changes.push({ ...change, label: '', at, was });
    return kept;
  }
  if (pair.isText && kept.length === 0 && before.byKind.size > 0 && after.byKind.size > 0) {
    const turn: Turn = inText(after).size > 0 ? 'widened' : 'narrowed';
    const rule = turnRule(pair.direction, 'type', turn);
    const [old, now] = [typeWords(before), typeWords(after)];
    pair.changes.push({
      rule,
      severity: 'info',
      say: what => `${what} is ${now} now, where it was ${old}.`,
      label: '',
      ...placesOfType(pair),
    });
  }
  return kept;
}

/** Kinds whose text any string is. */
function inText({ byKind }: Facets): ReadonlySet<Kind> {
  const strings = byKind.get('string') ?? [];
  return new Set<Kind>(strings.some(isOpen) ? ['number', 'boolean', 'null'] : ['null']);
}

function changeOf(
  { direction }: Pair,
  before: Facets,
  after: Facets,
  lost: readonly Kind[],
  gained: readonly Kind[],
): Pick<ShapeChange, 'rule' | 'say' | 'severity'> | undefined {
  if (lost.length === 0 && gained.length === 0) return undefined;
  const [old, now] = [typeWords(before), typeWords(after)];
  const only = (list: readonly Kind[]) => list.length === 1 && list[0] === 'null';
  if (lost.length > 0 && gained.length > 0 && !only(lost) && !only(gained))
    return { rule: 'type-changed', say: what => `The type of ${what} changed from ${old} to ${now}.` };
  const isLoss = breaks(direction, 'narrowed') ? lost.length > 0 : gained.length === 0;
  const rule = turnRule(direction, 'type', isLoss ? 'narrowed' : 'widened');
  const some = isLoss ? lost : gained;
  if (!isLoss && only(some)) {
    return { rule, say: what => (direction === 'request' ? `${what} may be null.` : `${what} may be null now.`) };
  }
  if (isLoss && only(some)) return { rule, say: what => `${what} must not be null any more.` };
  if (after.byKind.size === 0) return { rule, say: what => `No value is right for ${what} any more.` };
  return {
    rule,
    say: what => `${what} ${isLoss ? `can only be ${now} now` : `can be ${now} now`}, where it could be ${old}.`,
  };
}

function placesOfType({ before, after, at, was }: Pair): { at: At; was: At } {
  const typed = (shapes: Pair['before'], other: At): At => {
    const shape = shapes.find(({ types }) => types);
    return shape ? { ...shape.at, pointer: `${shape.at.pointer}/type` } : other;
  };
  return { at: typed(after, at), was: typed(before, was) };
}

function typeWords({ byKind }: Facets): string {
  if (byKind.size === kinds.length) return 'any value';
  const words = [...byKind].map(([kind, facets]) =>
    kind === 'number' && facets.every(({ isInteger, values }) => isInteger || values) ? wordOfNumber(facets) : kind,
  );
  if (words.length === 0) return 'nothing';
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function wordOfNumber(facets: readonly Facet[]): string {
  const isWhole = facets.every(
    ({ isInteger, values }) => isInteger || [...(values?.values() ?? [])].every(Number.isInteger),
  );
  return isWhole ? 'integer' : 'number';
}

function choiceChange(pair: Pair, turn: Turn, { names, tag, members, kind }: Facet): void {
  const name = names[0] ?? tag?.values[0];
  const called =
    name === undefined ? `one of its ${kind === 'object' ? 'kinds of objects' : `${kind}s`}` : quoted(name);
  const place = members[0]?.at;
  const { at, was } = pair;
  pair.changes.push({
    rule: turnRule(pair.direction, 'choice', turn),
    say: what =>
      turn === 'narrowed' ? `${what} cannot be ${called} any more.` : `${what} can also be ${newName(name, kind)} now.`,
    label: name === undefined ? '' : `<${name}>`,
    at: turn === 'widened' && place ? place : at,
    was: turn === 'narrowed' && place ? place : was,
  });
}

function newName(name: string | undefined, kind: Kind): string {
  return name === undefined ? `another kind of ${kind}` : quoted(name);
}
