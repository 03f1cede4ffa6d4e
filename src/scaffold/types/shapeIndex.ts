import type { NamedShape, Shape, ShapeId } from '../../openapi/api.js';
import type { Note } from '../emitted.js';
import type { Plan } from '../plan.js';
import { eachShape, shapesReaching } from './variants.js';

/** Who sends the value: a `request` leaves readOnly properties out, a `response` writeOnly ones. */
export type Direction = 'request' | 'response';

/** What the emitters of shapes share: shapes by id, their names, and the notes they collect. */
export interface ShapeScope {
  readonly plan: Plan;
  readonly shapes: ReadonlyMap<ShapeId, NamedShape>;
  readonly notes: Note[];
  /** Shapes that lead back to themselves through $ref and allOf, anyOf or oneOf alone: no type can be one of these. */
  readonly circular: ReadonlySet<ShapeId>;
  /** Shapes with raw bytes in them, here or below. */
  readonly binary: ReadonlySet<ShapeId>;
  /** Names of the properties that discriminators look at. */
  readonly discriminators: ReadonlySet<string>;
}

type Index = Omit<ShapeScope, 'notes'>;

const indexes = new WeakMap<Plan, Index>();

/** A scope with notes of its own; what it knows of the shapes is worked out once for a plan. */
export function shapeScope(plan: Plan): ShapeScope {
  const index = indexes.get(plan) ?? indexOf(plan);
  indexes.set(plan, index);
  return { ...index, notes: [] };
}

function indexOf(plan: Plan): Index {
  const shapes = new Map(plan.api.shapes.map(shape => [shape.id, shape]));
  const discriminators = new Set<string>();
  eachShape(plan.api, ({ discriminator }) => {
    if (discriminator !== undefined) discriminators.add(discriminator.property);
  });
  const binary = shapesReaching(plan.api, isBinary);
  return { plan, shapes, circular: circularInPlace(shapes), binary, discriminators };
}

/** Raw bytes: `format: binary` (OpenAPI 3.0), or a media type without an encoding (3.1). */
export function isBinary(shape: Shape): boolean {
  return shape.format === 'binary' || (shape.contentMediaType !== undefined && shape.contentEncoding === undefined);
}

/** The subschemas that apply to the very same value and shape its type. */
export function inPlace(shape: Shape): readonly Shape[] {
  return [...(shape.allOf ?? []), ...(shape.anyOf ?? []), ...(shape.oneOf ?? [])];
}

/** Without recursion: a chain of references may be longer than the stack is deep. */
function circularInPlace(shapes: ReadonlyMap<ShapeId, NamedShape>): Set<ShapeId> {
  const circular = new Set<ShapeId>();
  const done = new Set<ShapeId>();
  for (const start of shapes.keys()) {
    if (done.has(start)) continue;
    const onPath = new Map<ShapeId, number>([[start, 0]]);
    const path = [{ id: start, next: inPlaceRefs(shapes.get(start)!.shape) }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const id = top.next.pop();
      if (id === undefined) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
        continue;
      }
      const from = onPath.get(id);
      const target = shapes.get(id);
      if (from !== undefined) for (const one of path.slice(from)) circular.add(one.id);
      else if (target !== undefined && !done.has(id)) {
        onPath.set(id, path.length);
        path.push({ id, next: inPlaceRefs(target.shape) });
      }
    }
  }
  return circular;
}

function inPlaceRefs(shape: Shape): ShapeId[] {
  const refs: ShapeId[] = [];
  const open = [shape];
  for (let one = open.pop(); one; one = open.pop()) {
    if (one.ref !== undefined) refs.push(one.ref);
    open.push(...inPlace(one));
  }
  return refs;
}

/** Follows $ref while a shape is nothing but a reference. */
export function target(scope: Pick<ShapeScope, 'shapes'>, shape: Shape): Shape {
  let at = shape;
  for (let hops = 0; at.ref !== undefined && hops < 50; hops++) {
    const next = scope.shapes.get(at.ref);
    if (next === undefined) break;
    at = next.shape;
  }
  return at;
}

/** The subschema of a property, looked for in the shape, its $ref and its allOf. Each is looked at once: they may fan out. */
export function propertyIn(scope: ShapeScope, shape: Shape, name: string): Shape | undefined {
  const seen = new Set<Shape>();
  const open = [shape];
  for (let one = open.pop(); one; one = open.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    const own = one.properties?.find(property => property.name === name);
    if (own !== undefined) return own.shape;
    for (const part of one.allOf?.toReversed() ?? []) open.push(part);
    const referred = one.ref === undefined ? undefined : scope.shapes.get(one.ref);
    if (referred !== undefined) open.push(referred.shape);
  }
  return undefined;
}

/** True for a property that the side which sends in this direction leaves out. */
export function isHidden(scope: ShapeScope, property: Shape, direction: Direction): boolean {
  const flag = direction === 'request' ? 'readOnly' : 'writeOnly';
  return property[flag] === true || (property.ref !== undefined && target(scope, property)[flag] === true);
}

/** True when the shape's own keywords speak of objects. */
export function speaksOfObjects(shape: Shape): boolean {
  return (
    shape.properties !== undefined ||
    shape.additionalProperties !== undefined ||
    shape.patternProperties !== undefined ||
    shape.required !== undefined
  );
}

/** True when the shape's own keywords speak of arrays. */
export function speaksOfArrays(shape: Shape): boolean {
  return shape.items !== undefined || shape.prefixItems !== undefined;
}

/** A multipart form that is being written, where `format: binary` is a File. */
export interface FormScope {
  /** The named shapes written out on the way here. */
  readonly within: ReadonlySet<ShapeId>;
  /** How many more may be written out in this form: schemas that refer to ten others, twenty deep, have no end. */
  readonly budget: { left: number };
}

export function formScope(): FormScope {
  return { within: new Set(), budget: { left: 500 } };
}

/** The scope inside a named shape that has to be written out, because its own type says `string` for a file. */
export function enterForm(scope: ShapeScope, form: FormScope | undefined, shape: Shape): FormScope | undefined {
  const id = shape.ref!;
  if (form === undefined || form.within.has(id) || !scope.binary.has(id)) return undefined;
  form.budget.left--;
  if (form.budget.left < 0) {
    const message = 'This form has more parts than can be written out: from here on a file counts as text.';
    if (form.budget.left === -1) scope.notes.push({ rule: 'form-too-large', at: shape.at, message });
    return undefined;
  }
  return { within: new Set([...form.within, id]), budget: form.budget };
}
