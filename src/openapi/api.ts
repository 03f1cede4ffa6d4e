/**
 * An API description, understood: plain data in one dialect, whatever the file was written in
 * (Swagger 2.0, OpenAPI 3.0, 3.1 or 3.2). It survives `postMessage`, JSON and snapshots.
 */
import type { Json } from './json.js';
import type { RuntimeText } from './runtimeExpression.js';

/** A node's place: the file, and the JSON pointer inside it (RFC 6901, '' for the root). `locate` turns it into a Range. */
export interface At {
  readonly path: string;
  readonly pointer: string;
}

export interface Api {
  readonly at: At;
  readonly dialect: '2.0' | '3.0' | '3.1' | '3.2';
  readonly title: string;
  /** `info.version`, '' when the file has none. */
  readonly version: string;
  readonly description?: string;
  readonly servers: readonly Server[];
  readonly tags: readonly Tag[];
  /** In file order. One that cannot be understood is left out, with a finding. */
  readonly operations: readonly Operation[];
  readonly webhooks: readonly Operation[];
  /** Every schema that something refers to by `$ref`, and every `components/schemas` entry, in file order. */
  readonly shapes: readonly NamedShape[];
  readonly securitySchemes: readonly SecurityScheme[];
}

export interface Server {
  readonly url: string;
  readonly description?: string;
}

export interface Tag {
  readonly name: string;
  readonly description?: string;
}

export interface Operation {
  readonly at: At;
  /** `operationId` as written. */
  readonly id?: string;
  /** Lower case: get, put, post, delete, options, head, patch, trace, query, or a name from `additionalOperations`. */
  readonly method: string;
  /** The path template as written, `/users/{id}`; a webhook's name; a callback's expression. */
  readonly path: string;
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly tags: readonly string[];
  /** Path-level ones included, operation-level ones winning. */
  readonly parameters: readonly Parameter[];
  readonly body?: Body;
  readonly responses: readonly Response[];
  /** Alternatives; each names all schemes that it needs. Empty: no authentication. An empty alternative: optional. */
  readonly security: readonly (readonly SecurityNeed[])[];
  readonly callbacks: readonly Operation[];
}

export interface SecurityNeed {
  readonly scheme: string;
  readonly scopes: readonly string[];
}

export interface SecurityScheme {
  readonly at: At;
  readonly name: string;
  readonly type: 'apiKey' | 'http' | 'oauth2' | 'openIdConnect' | 'mutualTLS';
  readonly description?: string;
  /** For `apiKey`. */
  readonly key?: { readonly in: 'query' | 'header' | 'cookie'; readonly name: string };
  /** For `http`, lower case: bearer, basic, … */
  readonly http?: { readonly scheme: string; readonly bearerFormat?: string };
}

/** https://spec.openapis.org/oas/v3.1.1.html#style-values */
export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  /** Swagger 2.0's `collectionFormat: tsv`. */
  | 'tabDelimited'
  /** OpenAPI 3.2. */
  | 'cookie';

export interface Parameter {
  readonly at: At;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'querystring';
  readonly description?: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly allowEmptyValue: boolean;
  readonly shape: Shape;
  /** Set when the parameter is described by `content`: the value is a document of this media type. */
  readonly contentType?: string;
}

export interface Body {
  readonly at: At;
  readonly description?: string;
  readonly required: boolean;
  readonly media: readonly Media[];
}

export interface Media {
  readonly at: At;
  /** As written: `application/json; charset=utf-8`, `image/*`. */
  readonly type: string;
  readonly shape?: Shape;
  /** How the parts of a form are written, by property name. */
  readonly encoding: readonly Encoding[];
}

export interface Encoding {
  readonly property: string;
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
}

export interface Response {
  readonly at: At;
  /** `200`, `4XX` (upper case) or `default`. */
  readonly status: string;
  readonly description: string;
  readonly headers: readonly Parameter[];
  readonly media: readonly Media[];
  /** In file order. One that leads to no operation of the description is left out, with a finding. */
  readonly links: readonly Link[];
}

/** What can be called with what an answer, or its request, holds. */
export interface Link {
  readonly at: At;
  readonly name: string;
  readonly description?: string;
  /** Of `operations`; both together name one. */
  readonly target: Pick<Operation, 'method' | 'path'>;
  /** Of the target; a name that it does not have is left out, with a finding. */
  readonly parameters: readonly LinkParameter[];
  readonly body?: LinkValue;
}

export interface LinkParameter {
  readonly name: string;
  readonly in: Parameter['in'];
  readonly value: LinkValue;
}

export type LinkValue =
  | { readonly kind: 'constant'; readonly value: Json }
  | { readonly kind: 'expression'; readonly parts: RuntimeText };

/** Identifies a NamedShape: its file relative to the entry file, then `#` and its pointer. */
export type ShapeId = string;

export interface NamedShape {
  readonly id: ShapeId;
  /** What the spec calls it: the last part of its pointer, as written. Not unique, not an identifier. */
  readonly name: string;
  readonly shape: Shape;
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/**
 * A JSON Schema with every keyword in its 2020-12 form: `nullable` is in `types` and `enum`, `exclusiveMinimum` is a
 * number, `example` is in `examples`, `items` arrays are `prefixItems`. A keyword whose value is of the wrong kind is
 * left out, with a finding. Absent `types`: any. All keywords of one shape hold together, `ref` too.
 */
export interface Shape {
  readonly at: At;
  /** Boolean schemas: `true` accepts everything, `false` nothing. No other keyword is present then. */
  readonly always?: boolean;
  readonly ref?: ShapeId;

  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly default?: { readonly value: Json };
  readonly examples?: readonly Json[];

  readonly types?: readonly JsonType[];
  readonly enum?: readonly Json[];
  readonly const?: { readonly value: Json };

  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;

  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;

  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly contains?: Shape;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly unevaluatedItems?: Shape;

  readonly properties?: readonly Property[];
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape;
  readonly patternProperties?: readonly PatternProperty[];
  readonly propertyNames?: Shape;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: readonly { readonly property: string; readonly required: readonly string[] }[];
  readonly dependentSchemas?: readonly Property[];
  readonly unevaluatedProperties?: Shape;

  readonly allOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly not?: Shape;
  readonly if?: Shape;
  readonly then?: Shape;
  readonly else?: Shape;

  readonly discriminator?: Discriminator;
}

export interface Property {
  readonly name: string;
  readonly shape: Shape;
}

export interface PatternProperty {
  readonly pattern: string;
  readonly shape: Shape;
}

export interface Discriminator {
  readonly property: string;
  /** Explicit `mapping` entries whose target exists. */
  readonly mapping: readonly { readonly value: string; readonly shape: ShapeId }[];
  /** `defaultMapping` of OpenAPI 3.2: for values without the property, or with one that means no other shape. */
  readonly fallback?: ShapeId;
}
