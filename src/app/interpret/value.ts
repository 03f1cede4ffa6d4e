/** What an expression is worth, as far as it can be told without running the program. */
import type { tree } from '../parse.js';

/** Where in the sources something stands. */
export interface Site {
  /** Absolute path of the file. */
  readonly path: string;
  readonly node: tree.Node;
}

export type Value =
  | Literal
  | Text
  | List
  | Members
  | Callable
  | Class
  | HostValue
  | Term
  | Choice
  /** `undefined` itself: a variable without a value, a function without a return. */
  | Nothing;

interface Named {
  /** What it is bound to first: `const User = z.object(…)`. */
  boundTo?: string;
}

export interface Nothing {
  readonly kind: 'nothing';
}

export interface Literal {
  readonly kind: 'literal';
  readonly value: string | number | boolean | bigint | null | RegExp;
}

/** A text of which parts are not known: `/${version}/users`. */
export interface Text extends Named {
  readonly kind: 'text';
  readonly parts: readonly Value[];
}

export interface List extends Named {
  readonly kind: 'list';
  readonly items: Value[];
  /** There may be more than these. */
  open: boolean;
  readonly site: Site;
}

/** An object: a literal, an instance, a module's exports. */
export interface Members extends Named {
  readonly kind: 'members';
  readonly properties: Map<string, Member>;
  /** There may be more than these: something unknown was spread into it, or a computed key was set. */
  open: boolean;
  readonly site: Site;
  /** What it is an instance of. */
  readonly of?: Class;
}

export interface Member {
  readonly value: Value;
  /** The property as it is written, with its comments and its place. */
  readonly site: Site;
}

export type FunctionNode =
  | tree.FunctionDeclaration
  | tree.FunctionExpression
  | tree.ArrowFunctionExpression
  | tree.ObjectMethod
  | tree.ClassMethod
  | tree.ClassPrivateMethod;

export interface Callable extends Named {
  readonly kind: 'function';
  readonly node: FunctionNode;
  readonly scope: Scope;
  /** What `this` is inside: bound, or an arrow function's own surroundings. */
  readonly self: Value | undefined;
  /** Arguments that `bind` has fixed. */
  readonly bound: readonly Value[];
  /** What is assigned to the function: `handler.schema = …`. */
  readonly properties: Map<string, Member>;
}

export interface Class extends Named {
  readonly kind: 'class';
  readonly node: tree.Class;
  readonly scope: Scope;
  readonly parent: Value | undefined;
  readonly statics: Map<string, Member>;
}

/** Something whose behaviour we know: a router, a request, `Array.prototype.map`. */
export interface HostValue {
  readonly kind: 'host';
  readonly host: Host;
}

export interface Host {
  /** For messages and for those who look for one: `express.Router`, `request.body`. */
  readonly name: string;
  /** Undefined: it has no such property that we know; it becomes a Term. */
  get?(key: string, site: Site): Value | undefined;
  set?(key: string, value: Value, site: Site): void;
  /** Called as a function. */
  call?(args: readonly Value[], site: Site, construct: boolean): Value;
  /** What is given to something unknown may be called there: `next`, `res.json`. */
  readonly callback?: boolean;
  /** Its properties, where all are known. */
  keys?(): readonly string[];
}

/** What a package or something unknown gives: kept as it is written, `z.string().min(1)`, for those who know the package. */
export interface Term extends Named {
  readonly kind: 'term';
  readonly site: Site;
  readonly is: TermForm;
}

export type TermForm =
  /** What a package exports, whole. */
  | { readonly form: 'package'; readonly name: string }
  | { readonly form: 'member'; readonly object: Value; readonly name: string }
  | { readonly form: 'call'; readonly callee: Value; readonly args: readonly Value[]; readonly construct: boolean }
  /** An environment variable, a parameter that nobody fills, an expression that is not followed. */
  | { readonly form: 'unknown'; readonly why: string }
  /** Unknown, but the sources say its type. */
  | { readonly form: 'typed'; readonly type: tree.TSType; readonly scope: Scope; readonly value: Value };

/** One of several, in the order of the text: both branches of a condition. */
export interface Choice extends Named {
  readonly kind: 'choice';
  readonly values: readonly Value[];
}

export interface Binding {
  value: Value;
  /** How deep in conditions it was declared: an assignment deeper down may or may not happen. */
  readonly depth: number;
}

/** A name's meaning as a type. */
export interface TypeDeclaration {
  readonly node: tree.TSInterfaceDeclaration | tree.TSTypeAliasDeclaration | tree.TSEnumDeclaration | tree.Class;
  readonly scope: Scope;
}

export interface Scope {
  readonly bindings: Map<string, Binding>;
  readonly types: Map<string, TypeDeclaration>;
  readonly parent: Scope | undefined;
  readonly module: Module;
  /** Undefined: that of the parent. */
  readonly self: Value | undefined;
}

export interface ImportedName {
  readonly specifier: string;
  /** What the other module calls it; `default`, or `*` for all of it. */
  readonly name: string;
}

export interface Module {
  /** Absolute path. */
  readonly path: string;
  readonly scope: Scope;
  readonly file: tree.File;
  readonly text: string;
  /** Names of this file that stand for another module's, as values and as types. */
  readonly imports: Map<string, ImportedName>;
  /** `module.exports`, or what `export` names; `default` is the default export. */
  exports: Value;
  readonly typeExports: Map<string, { readonly name: string } | ImportedName>;
  /** `export * from './x'` */
  readonly starExports: string[];
}

export const nothing: Nothing = { kind: 'nothing' };

export function literal(value: Literal['value']): Literal {
  return { kind: 'literal', value };
}

export function unknown(why: string, site: Site): Term {
  return { kind: 'term', site, is: { form: 'unknown', why } };
}

/** The text of a string literal, or of a text whose parts are all known. */
export function textOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'literal') return typeof value.value === 'string' ? value.value : undefined;
  if (value?.kind !== 'text') return undefined;
  const parts = value.parts.map(part => (part.kind === 'literal' ? String(part.value) : undefined));
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** The package that a value comes from, through members and calls. */
export function packageOf(value: Value): string | undefined {
  if (value.kind !== 'term') return undefined;
  const { is } = value;
  if (is.form === 'package') return is.name;
  if (is.form === 'member') return packageOf(is.object);
  return is.form === 'call' ? packageOf(is.callee) : undefined;
}

/** All texts that a value can be, as far as they are known; at most 16. */
export function textsOf(value: Value): string[] {
  if (value.kind === 'choice') return value.values.flatMap(textsOf).slice(0, 16);
  if (value.kind === 'literal') return value.value instanceof RegExp ? [] : [String(value.value)];
  if (value.kind !== 'text') return [];
  return value.parts.reduce<string[]>(
    (before, part) => {
      const texts = textsOf(part);
      return before.flatMap(start => texts.map(text => start + text)).slice(0, 16);
    },
    [''],
  );
}

/** One value of several: flat, each once, at most `limit`. */
export function choiceOf(values: readonly Value[], limit = 16): Value {
  const all: Value[] = [];
  for (const value of values.flatMap(one => (one.kind === 'choice' ? one.values : [one]))) {
    if (all.length === limit) break;
    if (!all.some(other => same(other, value))) all.push(value);
  }
  return all.length === 1 ? all[0]! : all.length === 0 ? nothing : { kind: 'choice', values: all };
}

/** All that a value can be. */
export function alternatives(value: Value): readonly Value[] {
  return value.kind === 'choice' ? value.values : [value];
}

function same(a: Value, b: Value): boolean {
  if (a === b || (a.kind === 'nothing' && b.kind === 'nothing')) return true;
  if (a.kind === 'host' && b.kind === 'host') return a.host === b.host;
  return a.kind === 'literal' && b.kind === 'literal' && a.value === b.value;
}
