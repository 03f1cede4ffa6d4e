/** JSON Schema as OpenAPI 3.1 writes it, made of what a program says about its data. */
import type { Json } from '../../openapi/json.js';
import type { About } from '../about.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { Scope, Site, Value } from '../interpret/value.js';
import type { tree } from '../parse.js';

/** `{}`: anything. */
export type Schema = { readonly [keyword: string]: Json };

/** Something that could not be read, and where it stands. */
export interface Unclear {
  readonly site: Site;
  /** A whole sentence. */
  readonly what: string;
  readonly about: About;
}

/** What those who read schemas have at hand. */
export interface Reading {
  readonly interpreter: Interpreter;
  /** The schema that a value of a validation library is (`z.object(…)`), or the class that stands for one. Undefined: it is none. */
  schemaOf(value: Value): Schema | undefined;
  /** The schema of a TypeScript type. `{}` where it says nothing. */
  typeSchema(type: tree.TSType, scope: Scope): Schema;
  /**
   * A `$ref` to a component. `key` is what it is made of (a declaration, a value): the same key gives the same component, and a
   * name that another key has gets a number. `make` is called once; a schema that refers to itself finds the `$ref` while it is made.
   */
  component(name: string, key: object, make: () => Schema): Schema;
  /** The `$ref` of a component that is still to be made, for a schema that refers to itself. */
  reserve(name: string, key: object): Schema;
  isReserved(key: object): boolean;
  /** The schema that the application shares under an `$id` (Fastify's `addSchema`), as a `$ref`. Undefined: there is none. */
  shared(id: string): Schema | undefined;
  sharedValue(id: string): Value | undefined;
  /** What a `$ref` leads to; any other schema is itself. */
  resolved(schema: Schema): Schema;
  /** `about`: a detail of values, unless it says otherwise. */
  unclear(site: Site, what: string, about?: About): void;
}

/** One library's part of `schemaOf`. Undefined: the value is not one of its schemas. */
export type SchemaReader = (value: Value, reading: Reading) => Schema | undefined;
