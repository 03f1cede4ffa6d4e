/** What the text of a parameter may become, as source: the `WireType` of the generated code. */
import type { Api, JsonType, NamedShape, Shape, ShapeId } from '../../openapi/api.js';
import { literalEntry, stringLiteral } from '../source.js';

/** Everything that a shape's alternatives allow, taken together: decoding must be able to reach each of them. */
interface Gathered {
  readonly scalars: Set<'number' | 'boolean' | 'null' | 'string'>;
  array: boolean;
  readonly items: Shape[];
  object: boolean;
  readonly properties: Map<string, Shape[]>;
  readonly rest: Shape[];
}

/** Values in a URL do not nest deeper; recursive shapes end here. */
const deepest = 6;
/** Ten properties of ten properties, six deep, are a million types: no parameter that anybody writes needs so many. */
const most = 5000;

export class WireTypes {
  readonly shapes: ReadonlyMap<ShapeId, NamedShape>;
  private left = most;

  constructor(api: Api) {
    this.shapes = new Map(api.shapes.map(named => [named.id, named]));
  }

  /** `'number'`, `{ items: 'string' }`, `['number', 'string']`, … */
  source(shapes: readonly Shape[], depth = 0): string {
    this.left = depth === 0 ? most : this.left - 1;
    const gathered = this.gather(shapes);
    const choices: string[] = [...gathered.scalars].sort().map(stringLiteral);
    if (depth < deepest && this.left > 0) {
      if (gathered.array) choices.push(`{ items: ${this.source(gathered.items, depth + 1)} }`);
      if (gathered.object) choices.push(this.object(gathered, depth + 1));
    }
    if (choices.length === 0) return "'string'";
    return choices.length === 1 ? choices[0]! : `[${choices.join(', ')}]`;
  }

  /** The properties of an object, through `$ref` and compositions. */
  properties(shape: Shape): ReadonlyMap<string, readonly Shape[]> {
    return this.gather([shape]).properties;
  }

  /** What the properties of an object are that it does not name. */
  rest(shape: Shape): readonly Shape[] {
    return this.gather([shape]).rest;
  }

  /** True when nothing is said about the type. */
  isAny(shapes: readonly Shape[]): boolean {
    const { scalars, array, object } = this.gather(shapes);
    return scalars.size === 0 && !array && !object;
  }

  /** The shapes of an array's items. */
  items(shapes: readonly Shape[]): readonly Shape[] | undefined {
    const gathered = this.gather(shapes);
    return gathered.array ? gathered.items : undefined;
  }

  isObject(shapes: readonly Shape[]): boolean {
    return this.gather(shapes).object;
  }

  /** True when some keyword holds in one of the shapes or what they refer to. */
  some(shapes: readonly Shape[], test: (shape: Shape) => boolean): boolean {
    return this.flatten(shapes).some(test);
  }

  /** The first `default` in the shape itself or what it refers to. */
  defaultOf(shape: Shape): Shape['default'] {
    return this.flatten([shape]).find(one => one.default !== undefined)?.default;
  }

  private object(gathered: Gathered, depth: number): string {
    const properties = [...gathered.properties].map(([name, shapes]) => literalEntry(name, this.source(shapes, depth)));
    const inner = properties.length > 0 ? `{ ${properties.join(', ')} }` : '{}';
    // Without declared properties an object is a map: whatever is written belongs to it.
    const rest =
      gathered.rest.length > 0 || properties.length === 0 ? `, rest: ${this.source(gathered.rest, depth)}` : '';
    return `{ properties: ${inner}${rest} }`;
  }

  private gather(shapes: readonly Shape[]): Gathered {
    const all: Gathered = {
      scalars: new Set(),
      array: false,
      items: [],
      object: false,
      properties: new Map(),
      rest: [],
    };
    for (const shape of this.flatten(shapes)) {
      for (const type of typesOf(shape)) {
        if (type === 'array') all.array = true;
        else if (type === 'object') all.object = true;
        else all.scalars.add(type === 'integer' ? 'number' : type);
      }
      if (shape.items) all.items.push(shape.items);
      all.items.push(...(shape.prefixItems ?? []));
      for (const { name, shape: property } of shape.properties ?? []) {
        all.properties.set(name, [...(all.properties.get(name) ?? []), property]);
      }
      if (shape.additionalProperties && shape.additionalProperties.always !== false) {
        all.rest.push(shape.additionalProperties);
      }
    }
    return all;
  }

  /** The shapes themselves and all that `$ref`, allOf, anyOf and oneOf bring in, each once. */
  private flatten(shapes: readonly Shape[]): readonly Shape[] {
    const seen = new Set<Shape>();
    const open = [...shapes].reverse();
    for (let shape = open.pop(); shape; shape = open.pop()) {
      if (seen.has(shape)) continue;
      seen.add(shape);
      const referred = shape.ref === undefined ? undefined : this.shapes.get(shape.ref)?.shape;
      open.push(...(shape.oneOf ?? []), ...(shape.anyOf ?? []), ...(shape.allOf ?? []));
      if (referred) open.push(referred);
    }
    return [...seen];
  }
}

function typesOf(shape: Shape): readonly JsonType[] {
  if (shape.types) return shape.types;
  const values = shape.const ? [shape.const.value] : shape.enum;
  if (values) {
    return [
      ...new Set(
        values.map(value => {
          if (value === null) return 'null';
          return Array.isArray(value) ? 'array' : (typeof value as 'string' | 'number' | 'boolean' | 'object');
        }),
      ),
    ];
  }
  if (shape.properties || shape.additionalProperties) return ['object'];
  return shape.items || shape.prefixItems ? ['array'] : [];
}
