import type { Operation, Parameter } from '../../api.js';
import type { ApiRule, Violation } from '../rule.js';
import { pathAt, type Spec } from '../spec.js';
import { segmentsOf } from './segments.js';

interface Route {
  readonly path: string;
  readonly segments: readonly string[];
  readonly methods: ReadonlySet<string>;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** Paths of one length are compared with each other; far more than any real description needs. */
const mostComparisons = 3_000_000;

/**
 * OpenAPI 3.1.1 §4.8.8: paths that differ in nothing but the names of their parameters must not exist, and which of
 * `/{entity}/me` and `/books/{id}` serves `/books/me` is up to the tool.
 */
export const ambiguousPaths: ApiRule = {
  id: 'ambiguous-paths',
  title: 'A request can be meant for either of two paths',
  category: 'path',
  level: 'warning',
  check: function* (spec) {
    let left = mostComparisons;
    const byLength = new Map<number, Route[]>();
    for (const route of routesOf(spec)) {
      const others = byLength.get(route.segments.length) ?? [];
      byLength.set(route.segments.length, others);
      for (const other of others) {
        if (--left < 0) return;
        const found = compare(spec, other, route);
        if (!found) continue;
        yield found;
        break;
      }
      others.push(route);
    }
  },
};

function routesOf(spec: Spec): Route[] {
  const operations = new Map<string, Operation[]>();
  for (const one of spec.api.operations) operations.set(one.path, [...(operations.get(one.path) ?? []), one]);
  // What follows a # or ? is no part of what is routed; that it is there is another rule's matter.
  const paths = spec.paths.filter(path => !/[#?]/.test(path));
  return paths.map(path => {
    const own = operations.get(path) ?? [];
    const parameters = own.flatMap(one => one.parameters).filter(one => one.in === 'path');
    return {
      path,
      segments: segmentsOf(path),
      methods: new Set(own.map(({ method }) => method)),
      parameters: new Map(parameters.map(one => [one.name, one])),
    };
  });
}

function compare(spec: Spec, a: Route, b: Route): Violation | undefined {
  // With a slash behind it a path is another one.
  if (a.path.endsWith('/') !== b.path.endsWith('/')) return undefined;
  const at = pathAt(spec, b.path);
  let closerA = false;
  let closerB = false;
  let same = true;
  for (const [index, left] of a.segments.entries()) {
    const right = b.segments[index]!;
    if (left === right) continue;
    const [open, otherOpen] = [left.includes('{'), right.includes('{')];
    if (!open && !otherOpen) return undefined;
    if (skeleton(left) === skeleton(right)) continue;
    same = false;
    if (!canBeSame(a, left, b, right)) return undefined;
    if (!open) closerA = true;
    if (!otherOpen) closerB = true;
  }
  if (same) {
    const message = `This path is the same as ${a.path}: only the names of parameters differ. Make one of them.`;
    // A mistake by the specification, and Spectral's `path-params` says the same.
    return { at, part: 'key', message, severity: 'error' };
  }
  const method = [...b.methods].find(one => a.methods.has(one));
  if (!closerA || !closerB || method === undefined) return undefined;
  const example = a.segments.map((one, index) => (one.includes('{') ? b.segments[index]! : one));
  const request = `${method.toUpperCase()} /${example.join('/')}`;
  const message = `${request} can be meant for this path as well as for ${a.path}, and servers choose as they like. Tell them apart by a literal, or narrow a parameter by an enum or a pattern.`;
  return { at, part: 'key', message };
}

function skeleton(segment: string): string {
  return segment.replace(/\{[^{}]*\}/g, '{}');
}

/** Whether some text fits both segments, as far as literals, types and enums tell. */
function canBeSame(a: Route, left: string, b: Route, right: string): boolean {
  const [start, otherStart] = [left.split('{')[0]!, right.split('{')[0]!];
  const [end, otherEnd] = [
    left.includes('{') ? left.split('}').at(-1)! : left,
    right.includes('{') ? right.split('}').at(-1)! : right,
  ];
  if (!start.startsWith(otherStart) && !otherStart.startsWith(start)) return false;
  if (!end.endsWith(otherEnd) && !otherEnd.endsWith(end)) return false;
  const [texts, otherTexts] = [valuesOf(a, left), valuesOf(b, right)];
  if (texts === 'narrowed' || otherTexts === 'narrowed') return false;
  if (texts === 'number')
    return otherTexts === 'number' || otherTexts === undefined || otherTexts.some(one => /^-?\d/.test(one));
  if (otherTexts === 'number') return texts === undefined || texts.some(one => /^-?\d/.test(one));
  return texts === undefined || otherTexts === undefined || texts.some(one => otherTexts.includes(one));
}

/** What a segment can be; undefined: anything. */
function valuesOf({ parameters }: Route, segment: string): readonly string[] | 'number' | 'narrowed' | undefined {
  if (!segment.includes('{')) return [segment];
  const name = /^\{([^{}]*)\}$/.exec(segment)?.[1];
  const shape = name === undefined ? undefined : parameters.get(name)?.shape;
  if (!shape) return undefined;
  if (shape.enum) return shape.enum.map(String);
  if (shape.const) return [String(shape.const.value)];
  // A pattern or format was written to tell values apart.
  if (shape.pattern !== undefined || /^(?:uuid|date|date-time|ipv4|ipv6)$/.test(shape.format ?? '')) return 'narrowed';
  return shape.types?.every(type => type === 'integer' || type === 'number') ? 'number' : undefined;
}
