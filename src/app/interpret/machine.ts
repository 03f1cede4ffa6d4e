/** What the parts of the interpreter ask of each other; `interpreter.ts` is the one that has it all. */
import type { tree } from '../parse.js';
import type { Sources } from '../project/sources.js';
import type { Class, ImportedName, Module, Scope, Site, Term, TypeDeclaration, Value } from './value.js';

/** What those who watch a handler learn while it is followed. */
export type Observation =
  /** Something unknown, or a package's function, was called. */
  | { readonly kind: 'call'; readonly term: Term }
  | { readonly kind: 'throw'; readonly value: Value; readonly site: Site }
  /** A response was given: it refuses the request, or does not. */
  | { readonly kind: 'answer'; readonly refuses: boolean }
  /** The sources say the type of a value: `const body: NewUser = req.body`. */
  | { readonly kind: 'annotated'; readonly value: Value; readonly type: tree.TSType; readonly scope: Scope };

/** What a package exports, for those packages whose behaviour is known: by name, a value. */
export type Packages = (name: string, machine: Machine) => Value | undefined;

export type Thrown = Extract<Observation, { readonly kind: 'throw' }>;

export interface Machine {
  evaluate(node: tree.Node, scope: Scope): Value;
  /** Calls a value with values. `self` is `this` inside. */
  call(callee: Value, args: readonly Value[], site: Site, self?: Value): Value;
  construct(callee: Value, args: readonly Value[], site: Site): Value;
  member(object: Value, key: string, site: Site): Value;
  /** Runs a body; what it returns. */
  run(body: readonly tree.Statement[], scope: Scope): Value;
  /** What a module's `import` or `require` gives. */
  imported(from: Module, name: ImportedName, site: Site): Value;
  /** A name that nothing in the file declares: `process`, `Object`. */
  global(name: string, site: Site): Value;
  /** What a name means as a type, here. */
  typeNamed(name: string, scope: Scope): TypeDeclaration | undefined;
  /** The module of a file, run. Undefined: it is not there, or cannot be understood. */
  load(path: string): Module | undefined;
  readonly sources: Sources;
  observe(observation: Observation): void;
  /** Runs `work`, and tells what was thrown in it; those who watch hear of everything else. */
  catching<T>(work: () => T): { readonly result: T; readonly thrown: readonly Thrown[] };
  /** Runs `work` as something that may or may not happen. */
  perhaps<T>(work: () => T): T;
  /** How many conditions the present place stands in. */
  readonly depth: number;
  /** Counts a step. False: enough, go no further. */
  step(): boolean;
  /** Runs `work` as something inside: it leaves some of the steps for what comes after it. */
  inside<T>(work: () => T): T;
  readonly frames: Map<tree.Node, number>;
  /** What is known of how requests are refused. */
  readonly refusing: Refusing;
}

/** Which values a request cannot be without: `if (!body.name) throw …`, on a way that every request takes. */
export interface Refusing {
  /** How many refusals there have been, and other answers. */
  refusals: number;
  answers: number;
  /** Whether each request comes to the present place, but for those that have been refused. */
  certain: boolean;
  /** Values without which a request is refused. */
  readonly needs: Value[];
}

export function siteOf(node: tree.Node, scope: Scope): Site {
  return { path: scope.module.path, node };
}

/** A scope inside another. */
export function inner(parent: Scope, self?: Value): Scope {
  return { bindings: new Map(), types: new Map(), parent, module: parent.module, self };
}

/** The scope of a class's methods: `super` means the parent of this class, whatever the instance is of. */
export function homeScope(of: Class): Scope {
  const scope = inner(of.scope);
  scope.bindings.set(home, { value: of, depth: 0 });
  return scope;
}

/** What `super` means here. */
export function parentOf(scope: Scope): Value | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.bindings.get(home)?.value;
    if (found?.kind === 'class') return found.parent;
  }
  return undefined;
}

/** No name of a program. */
const home = '(class)';

export function selfOf(scope: Scope): Value | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.self) return at.self;
  return undefined;
}
