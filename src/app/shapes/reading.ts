/** Puts the readers of all libraries together. */
import { type About, detail } from '../about.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { Site, Value } from '../interpret/value.js';
import type { Reading, Schema, SchemaReader, Unclear } from './schema.js';

export interface Components {
  readonly reading: Reading;
  /** By name, in the order in which they were first needed. */
  readonly schemas: ReadonlyMap<string, Schema>;
  readonly unclear: readonly Unclear[];
}

/** `shared`: schemas by the `$id` under which the application shares them. */
export function startReading(
  interpreter: Interpreter,
  readers: readonly SchemaReader[],
  typeSchema: (
    type: Parameters<Reading['typeSchema']>[0],
    scope: Parameters<Reading['typeSchema']>[1],
    reading: Reading,
  ) => Schema,
  shared: ReadonlyMap<string, Value> = new Map(),
): Components {
  const schemas = new Map<string, Schema>();
  const names = new Map<object, string>();
  const unclear: Unclear[] = [];
  const reserved = new Set<object>();
  // Its place is taken before it is made: what refers back to it finds it.
  const reserve = (name: string, key: object): string => {
    const unique = uniqueName(name, schemas);
    names.set(key, unique);
    schemas.set(unique, {});
    return unique;
  };
  const reading: Reading = {
    interpreter,
    schemaOf: (value: Value) => {
      for (const reader of readers) {
        const schema = reader(value, reading);
        if (schema) return schema;
      }
      return undefined;
    },
    typeSchema: (type, scope) => typeSchema(type, scope, reading),
    component: (name, key, make) => {
      const known = names.get(key);
      if (known !== undefined && !reserved.has(key)) return reference(known);
      const unique = known ?? reserve(name, key);
      reserved.delete(key);
      schemas.set(unique, make());
      return reference(unique);
    },
    reserve: (name, key) => {
      const known = names.get(key);
      if (known !== undefined) return reference(known);
      reserved.add(key);
      return reference(reserve(name, key));
    },
    shared: id => {
      const value = reading.sharedValue(id);
      return value && reading.component(lastOf(id), value, () => reading.schemaOf(value) ?? {});
    },
    sharedValue: id => shared.get(id) ?? shared.get(id.replace(/#$/, '')),
    isReserved: key => reserved.has(key),
    resolved: schema => {
      const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1)! : undefined;
      return (name === undefined ? undefined : schemas.get(name)) ?? schema;
    },
    unclear: (site: Site, what: string, about: About = detail) => {
      if (!unclear.some(one => one.site.node === site.node && one.what === what)) unclear.push({ site, what, about });
    },
  };
  return { reading, schemas, unclear };
}

/** `https://example.com/user#` → `user` */
function lastOf(id: string): string {
  return id.replace(/#$/, '').split('/').filter(Boolean).at(-1) ?? 'Schema';
}

function reference(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** Component names may hold letters, digits, `.`, `-` and `_` (OpenAPI 3.1.1, section 4.8.7). */
function uniqueName(name: string, taken: ReadonlyMap<string, unknown>): string {
  const clean = name.replace(/[^A-Za-z0-9._-]+/g, '_') || 'Schema';
  if (!taken.has(clean)) return clean;
  let number = 2;
  while (taken.has(`${clean}${number}`)) number++;
  return `${clean}${number}`;
}
