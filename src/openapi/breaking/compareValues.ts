/** What a value must be, beyond its type: one of a list, within bounds, of a format. */
import type { At, Shape } from '../api.js';
import { listed, quoted, shortened } from './apiChange.js';
import { type Aspect, breaks, type ChangeSeverity, type Turn, turnRule } from './changeRules.js';
import type { Comparison, Pair, ShapeChange } from './comparison.js';
import type { Facet } from './facets.js';
import { conditionsOf, patternsOf } from './fingerprint.js';
import { formatsOf, holds } from './formats.js';
import { boundsOf, compareLimits, type Limit, multiplesOf } from './limits.js';

interface Values {
  readonly pair: Pair;
  readonly before: Facet;
  readonly after: Facet;
}

export function compareValues(comparison: Comparison, pair: Pair, before: Facet, after: Facet): void {
  const values: Values = { pair, before, after };
  compareEnums(values);
  if (before.kind === 'number') compareIntegers(values);
  compareBounds(values);
  compareFormats(values);
  comparePatterns(values);
  compareTags(values);
  compareConditions(comparison, values);
}

function turned(
  { pair, before, after }: Values,
  aspect: Aspect,
  turn: Turn,
  keyword: keyof Shape,
  say: ShapeChange['say'],
  severity?: ChangeSeverity,
): void {
  const rule = turnRule(pair.direction, aspect, turn);
  const isBreak = breaks(pair.direction, turn);
  pair.changes.push({
    rule,
    ...(severity && isBreak && { severity }),
    say,
    label: '',
    at: placeOf(after, pair.after, keyword, pair.at),
    was: placeOf(before, pair.before, keyword, pair.was),
  });
}

/** Of the keyword, or of the schema that had it. */
function placeOf({ members }: Facet, all: readonly Shape[], keyword: keyof Shape, otherwise: At): At {
  const shape = [...members, ...all].find(member => member[keyword] !== undefined);
  return shape ? { path: shape.at.path, pointer: `${shape.at.pointer}/${keyword}` } : (members[0]?.at ?? otherwise);
}

function compareEnums(values: Values): void {
  const { pair, before, after } = values;
  const keyword = after.values ? enumKeyword(pair.after) : enumKeyword(pair.before);
  if (!before.values && !after.values) return;
  if (!before.values) {
    turned(values, 'enum', 'narrowed', keyword, what => `${what} can only be ${names(after)} now.`);
    return;
  }
  if (!after.values) {
    turned(
      values,
      'enum',
      'widened',
      keyword,
      what => `${what} can be any ${after.kind} now, where it was ${names(before)}.`,
    );
    return;
  }
  const gone = [...before.values.keys()].filter(value => !after.values!.has(value));
  const came = [...after.values.keys()].filter(value => !before.values!.has(value));
  if (gone.length === before.values.size && came.length > 0) {
    const say = (what: string) => `${what} changed from ${names(before)} to ${names(after)}.`;
    const { at, was } = {
      at: placeOf(after, pair.after, keyword, pair.at),
      was: placeOf(before, pair.before, keyword, pair.was),
    };
    pair.changes.push({ rule: 'value-changed', say, label: '', at, was });
    return;
  }
  if (gone.length > 0)
    turned(values, 'enum', 'narrowed', keyword, what => `${what} cannot be ${words(gone)} any more.`);
  if (came.length > 0) turned(values, 'enum', 'widened', keyword, what => `${what} can also be ${words(came)} now.`);
}

function enumKeyword(all: readonly Shape[]): 'enum' | 'const' {
  return all.some(shape => shape.const && !shape.enum) ? 'const' : 'enum';
}

function names({ values }: Facet): string {
  return words([...(values?.keys() ?? [])]);
}

function words(texts: readonly string[]): string {
  return listed(texts.map(shortened)).replace(/ and (?=[^ ]*$)/, ' or ');
}

function compareIntegers(values: Values): void {
  const { before, after } = values;
  if (before.values || after.values || before.isInteger === after.isInteger) return;
  if (after.isInteger) turned(values, 'type', 'narrowed', 'types', what => `${what} must be a whole number now.`);
  else turned(values, 'type', 'widened', 'types', what => `${what} can be a number with a fraction now.`);
}

function compareBounds(values: Values): void {
  const old = boundsOf(values.before);
  const now = boundsOf(values.after);
  // Listed values say by themselves how large they are.
  if (!values.before.values && !values.after.values) {
    compareBound(values, old.lower, now.lower, 1);
    compareBound(values, old.upper, now.upper, -1);
  }
  const unique = ({ members }: Facet) => members.some(({ uniqueItems }) => uniqueItems);
  if (values.before.kind === 'array' && unique(values.before) !== unique(values.after)) {
    if (unique(values.after))
      turned(
        values,
        'limit',
        'narrowed',
        'uniqueItems',
        what => `The items of ${what} must be different now.`,
        'warning',
      );
    else turned(values, 'limit', 'widened', 'uniqueItems', what => `The items of ${what} may repeat now.`);
  }
  compareMultiples(values);
}

function compareBound(values: Values, before: Limit | undefined, after: Limit | undefined, sign: 1 | -1): void {
  if (!before && !after) return;
  if (!before || !after) {
    const limit = (before ?? after)!;
    const say = (what: string) =>
      after
        ? `${what} has a limit now: ${limit.keyword} ${limit.value}.`
        : `${what} has no ${limit.keyword} any more; it was ${limit.value}.`;
    // A bound that was never written may have been there all the time.
    turned(values, 'limit', after ? 'narrowed' : 'widened', limit.keyword, say, 'warning');
    return;
  }
  const difference = compareLimits(after, before, sign);
  if (difference === 0) return;
  const old = before.keyword === after.keyword ? `${before.value}` : `${before.keyword} ${before.value}`;
  const say = (what: string) => `The ${after.keyword} of ${what} changed from ${old} to ${after.value}.`;
  turned(values, 'limit', difference > 0 ? 'narrowed' : 'widened', after.keyword, say);
}

function compareMultiples(values: Values): void {
  const [old, now] = [multiplesOf(values.before), multiplesOf(values.after)];
  if (old.join() === now.join()) return;
  const isMultiple = (one: number, of: number) => Math.abs(Math.round(one / of) - one / of) < 1e-9;
  const holdsAll = (strict: readonly number[], loose: readonly number[]) =>
    loose.every(one => strict.some(other => isMultiple(other, one)));
  if (!holdsAll(old, now))
    turned(
      values,
      'limit',
      'narrowed',
      'multipleOf',
      what => `${what} must be a multiple of ${now.join(' and ')} now.`,
    );
  if (!holdsAll(now, old))
    turned(
      values,
      'limit',
      'widened',
      'multipleOf',
      what => `${what} need not be a multiple of ${old.join(' and ')} any more.`,
    );
}

function compareFormats(values: Values): void {
  const { pair, before, after } = values;
  if (before.values && after.values) return;
  const [old, now] = [formatsOf(before), formatsOf(after)];
  const gone = old.filter(format => !now.includes(format));
  const came = now.filter(format => !old.includes(format));
  if (gone.length === 0 && came.length === 0) return;
  const [was, is] = [gone.map(quoted).join(' and '), came.map(quoted).join(' and ')];
  if (gone.length === 0) {
    turned(values, 'format', 'narrowed', 'format', what => `${what} has the format ${is} now.`);
  } else if (came.length === 0) {
    turned(values, 'format', 'widened', 'format', what => `${what} has the format ${was} no more.`);
  } else {
    const say = (what: string) => `The format of ${what} changed from ${was} to ${is}.`;
    const isWider = gone.every(format => came.some(other => holds(other, format)));
    const isNarrower = came.every(format => gone.some(other => holds(other, format)));
    if (isWider) turned(values, 'format', 'widened', 'format', say, 'error');
    else if (isNarrower) turned(values, 'format', 'narrowed', 'format', say, 'error');
    else {
      const at = placeOf(after, pair.after, 'format', pair.at);
      pair.changes.push({
        rule: 'format-changed',
        say,
        label: '',
        at,
        was: placeOf(before, pair.before, 'format', pair.was),
      });
    }
  }
}

function comparePatterns(values: Values): void {
  const { pair, before, after } = values;
  if (before.kind !== 'string') return;
  const [old, now] = [patternsOf(before.members), patternsOf(after.members)];
  const gone = old.filter(pattern => !now.includes(pattern));
  const came = now.filter(pattern => !old.includes(pattern));
  if (gone.length === 0 && came.length === 0) return;
  const shown = came.map(pattern => shortened(quoted(pattern))).join(' and ');
  if (gone.length === 0)
    turned(values, 'pattern', 'narrowed', 'pattern', what => `${what} must match the pattern ${shown} now.`);
  else if (came.length === 0)
    turned(values, 'pattern', 'widened', 'pattern', what => `${what} need not match a pattern any more.`);
  else {
    // Which of two patterns takes more cannot be told.
    const turn = pair.direction === 'request' ? 'narrowed' : 'widened';
    turned(values, 'pattern', turn, 'pattern', what => `The pattern of ${what} changed to ${shown}.`);
  }
}

/** The values by which a discriminator tells this alternative from the others. */
function compareTags({ pair, before, after }: Values): void {
  const [old, now] = [before.tag, after.tag];
  if (!old || !now) return;
  const places = { label: '', at: pair.at, was: pair.was };
  if (old.property !== now.property) {
    const say = (what: string) =>
      `${what} is told apart by ${quoted(now.property)} now, and was by ${quoted(old.property)}.`;
    pair.changes.push({ rule: 'discriminator-changed', say, ...places });
    return;
  }
  const gone = old.values.filter(value => !now.values.includes(value));
  const came = now.values.filter(value => !old.values.includes(value));
  const missed = pair.direction === 'request' ? gone : came;
  if (missed.length === 0) return;
  const name = after.names[0] ?? before.names[0] ?? 'one of its kinds';
  const say = (what: string) =>
    `The discriminator ${quoted(now.property)} of ${what} says ${listed(now.values.map(quoted))} for ${quoted(name)} now, and said ${listed(old.values.map(quoted))}.`;
  pair.changes.push({ rule: 'discriminator-changed', say, ...places });
}

function compareConditions(comparison: Comparison, values: Values): void {
  const { pair, before, after } = values;
  const read = (side: 'before' | 'after', { members, kind }: Facet) =>
    conditionsOf(comparison.prints, comparison[side], members, kind, 6);
  const [old, now] = [read('before', before), read('after', after)];
  const gone = old.filter(text => !now.includes(text));
  const came = now.filter(text => !old.includes(text));
  if (gone.length === 0 && came.length === 0) return;
  const [keyword] = (came[0] ?? gone[0])!.split(' ') as [keyof Shape];
  const say = (what: string) => `What "${keyword}" asks of ${what} changed.`;
  const turn: Turn =
    gone.length === 0
      ? 'narrowed'
      : came.length === 0
        ? 'widened'
        : pair.direction === 'request'
          ? 'narrowed'
          : 'widened';
  turned(values, 'condition', turn, keyword, say);
}
