/** Properties that came, went, or have to be there. */
import type { At } from '../api.js';
import { quoted, shortened } from './apiChange.js';
import { canonical } from './canonical.js';
import { turnRule } from './changeRules.js';
import { type Comparison, enter, type Pair, type ShapeChange } from './comparison.js';
import type { Facet } from './facets.js';
import { fingerprint } from './fingerprint.js';
import { type ObjectView, objectView } from './objectView.js';
import { type Conjunction, type Notes, notesOf } from './side.js';

interface Objects {
  readonly comparison: Comparison;
  readonly pair: Pair;
  readonly old: ObjectView;
  readonly now: ObjectView;
  /** Properties that are there no more, and those that were not there. */
  readonly gone: readonly string[];
  readonly came: readonly string[];
  /** Where the object stands. */
  readonly at: At;
  readonly was: At;
}

export function compareObjects(comparison: Comparison, pair: Pair, before: Facet, after: Facet): void {
  const [old, now] = [objectView(before), objectView(after)];
  const at = after.members.find(({ properties }) => properties)?.at ?? after.members[0]?.at ?? pair.at;
  const was = before.members.find(({ properties }) => properties)?.at ?? before.members[0]?.at ?? pair.was;
  const gone = [...old.properties.keys()].filter(name => !now.properties.has(name));
  const came = [...now.properties.keys()].filter(name => !old.properties.has(name));
  const objects: Objects = { comparison, pair, old, now, gone, came, at, was };
  for (const [name, all] of old.properties) {
    const other = now.properties.get(name);
    if (other) keptProperty(objects, name, all, other);
    else goneProperty(objects, name, all);
  }
  for (const [name, all] of now.properties) if (!old.properties.has(name)) newProperty(objects, name, all);
  for (const name of now.required)
    if (!old.required.has(name) && !now.properties.has(name)) note(objects, requiredRule(pair), `.${name}`, required);
  compareRest(objects);
}

function note(
  { pair, at, was }: Objects,
  rule: ShapeChange['rule'],
  label: string,
  say: ShapeChange['say'],
  more: Partial<Pick<ShapeChange, 'at' | 'was' | 'severity'>> = {},
): void {
  pair.changes.push({ rule, label, say, at, was, ...more });
}

/** Properties that never travel in this direction are none. */
function isAbsent({ direction }: Pair, { readOnly, writeOnly }: Notes): boolean {
  return direction === 'request' ? readOnly : writeOnly;
}

function requiredRule({ direction }: Pair) {
  return direction === 'request' ? 'request-property-became-required' : 'response-property-became-required';
}

const required = (what: string) => `${what} is required now.`;

function keptProperty(objects: Objects, name: string, before: Conjunction, after: Conjunction): void {
  const { comparison, pair } = objects;
  const was = notesOf(comparison.before, before);
  const is = notesOf(comparison.after, after);
  const places = placesOf(before, after, objects);
  const label = `.${name}`;
  if (isAbsent(pair, was)) {
    if (!isAbsent(pair, is)) newProperty(objects, name, after, places.was);
    return;
  }
  if (isAbsent(pair, is)) {
    if (pair.direction === 'request')
      note(
        objects,
        'request-property-became-read-only',
        label,
        what => `${what} cannot be sent any more: it is read-only now.`,
        places,
      );
    else
      note(
        objects,
        'response-property-became-write-only',
        label,
        what => `${what} is not returned any more: it is write-only now.`,
        places,
      );
    return;
  }
  if (is.deprecated && !was.deprecated)
    note(objects, 'property-deprecated', label, what => `${what} is deprecated now.`, places);
  compareRequired(objects, name, is, places);
  if (pair.direction === 'request') compareDefaults(objects, label, was, is, places);
  enter(comparison, pair, label, before, after);
}

function compareRequired({ pair, old, now, ...rest }: Objects, name: string, is: Notes, places: Places): void {
  const [before, after] = [old.required.has(name), now.required.has(name)];
  if (before === after) return;
  const objects = { pair, old, now, ...rest };
  const label = `.${name}`;
  if (after) {
    // Many servers fill in defaults before they check; the contract does not say so.
    const severity = pair.direction === 'request' && is.default ? { severity: 'warning' as const } : {};
    note(objects, requiredRule(pair), label, required, { ...places, ...severity });
  } else if (pair.direction === 'request')
    note(objects, 'request-property-became-optional', label, what => `${what} is not required any more.`, places);
  else
    note(
      objects,
      'response-property-became-optional',
      label,
      what => `${what} may be missing now: it is not required any more.`,
      places,
    );
}

type Places = { readonly at: At; readonly was: At };

function placesOf(before: Conjunction, after: Conjunction, objects: Objects): Places {
  return { at: after[0]?.at ?? objects.at, was: before[0]?.at ?? objects.was };
}

function compareDefaults(objects: Objects, label: string, was: Notes, is: Notes, places: Places): void {
  const change = defaultChange(was, is);
  if (change) note(objects, 'request-default-changed', label, change, places);
}

/** What is said when clients that leave a value out get another one than before. */
export function defaultChange(was: Notes, is: Notes): ((what: string) => string) | undefined {
  if (!was.default) return undefined;
  const old = canonical(was.default.value);
  const now = is.default && canonical(is.default.value);
  if (old === now) return undefined;
  return what =>
    now === undefined
      ? `${what} has no default any more; it was ${shortened(old)}.`
      : `The default of ${what} changed from ${shortened(old)} to ${shortened(now)}.`;
}

function goneProperty(objects: Objects, name: string, before: Conjunction): void {
  const { comparison, pair, now } = objects;
  const notes = notesOf(comparison.before, before);
  if (isAbsent(pair, notes)) return;
  const renamed = renamedTo(objects, name, before);
  const hint = renamed === undefined ? '' : ` It seems to be called ${quoted(renamed)} now.`;
  const severity = notes.deprecated ? { severity: 'warning' as const } : {};
  const places = { was: before[0]?.at ?? objects.was, ...severity };
  if (pair.direction === 'response') {
    note(
      objects,
      'response-property-removed',
      `.${name}`,
      what => `${what} was removed: it is not returned any more.${hint}`,
      places,
    );
    return;
  }
  const effect = now.isClosed ? 'requests that have it are refused' : 'it has no effect any more';
  note(objects, 'request-property-removed', `.${name}`, what => `${what} was removed: ${effect}.${hint}`, places);
}

/** A new property that accepts the same, when there is no other one that it could be. */
function renamedTo(
  { comparison, old, now, gone, came }: Objects,
  name: string,
  before: Conjunction,
): string | undefined {
  if (came.length === 0 || gone.length > 50 || came.length > 50) return undefined;
  const print = fingerprint(comparison.prints, comparison.before, before, 4);
  const isSame = (one: string) =>
    fingerprint(comparison.prints, comparison.after, now.properties.get(one)!, 4) === print;
  const same = came.filter(isSame);
  const rivals = gone.filter(
    one => one !== name && fingerprint(comparison.prints, comparison.before, old.properties.get(one)!, 4) === print,
  );
  return same.length === 1 && rivals.length === 0 ? same[0] : undefined;
}

function newProperty(objects: Objects, name: string, after: Conjunction, was?: At): void {
  const { comparison, pair, old, now } = objects;
  const notes = notesOf(comparison.after, after);
  if (isAbsent(pair, notes)) return;
  const label = `.${name}`;
  const places = { at: after[0]?.at ?? objects.at, ...(was && { was }) };
  const mustBe = now.required.has(name);
  if (pair.direction === 'response') {
    const severity = old.isClosed ? { severity: 'warning' as const } : {};
    const why = old.isClosed ? ', where no more properties were allowed' : '';
    note(objects, 'response-property-added', label, what => `${what} is new${why}.`, { ...places, ...severity });
  } else if (mustBe && !old.required.has(name)) {
    const severity = notes.default ? { severity: 'warning' as const } : {};
    const but = notes.default ? ' It has a default, but the contract asks for it all the same.' : '';
    note(objects, 'required-request-property-added', label, what => `${what} is new and required.${but}`, {
      ...places,
      ...severity,
    });
  } else note(objects, 'request-property-added', label, what => `${what} is new, and optional.`, places);
}

/** What properties may be that nobody names. */
function compareRest(objects: Objects): void {
  const { comparison, pair, old, now } = objects;
  if (old.isClosed !== now.isClosed) {
    const turn = now.isClosed ? 'narrowed' : 'widened';
    const say = now.isClosed
      ? (what: string) => `${what} takes no other properties any more than those that it names.`
      : (what: string) => `${what} may have other properties now than those that it names.`;
    note(objects, turnRule(pair.direction, 'additional-properties', turn), '', say);
  } else if (!old.isClosed) enter(comparison, pair, '.*', old.rest, now.rest);
  for (const [pattern, all] of old.patterns) {
    const other = now.patterns.get(pattern);
    if (other) enter(comparison, pair, `.{${pattern}}`, all, other);
  }
  const [gone, came] = [without(old, now), without(now, old)];
  if (gone.length + came.length > 0) {
    const rule = turnRule(pair.direction, 'condition', pair.direction === 'request' ? 'narrowed' : 'widened');
    note(objects, rule, '', what => `The patterns of ${what}'s property names changed.`);
  }
}

function without({ patterns }: ObjectView, other: ObjectView): readonly string[] {
  return [...patterns.keys()].filter(pattern => !other.patterns.has(pattern));
}
