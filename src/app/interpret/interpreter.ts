/**
 * Follows a program without running it: modules in the order in which Node would run them, both ways of every condition,
 * every item of a list that is known. What it cannot know becomes a Term, and says so.
 */
import path from 'node:path';
import type { tree } from '../parse.js';
import { type Aliases, resolveModule } from '../project/resolveModule.js';
import type { Sources } from '../project/sources.js';
import { evaluateExpression } from './expressions.js';
import { callValue, constructValue } from './functions.js';
import { globalOf } from './globals.js';
import { importsIn, rootsFirst } from './loadOrder.js';
import type { Machine, Observation, Packages, Refusing, Thrown } from './machine.js';
import { memberOf } from './members.js';
import { exportOf, parseModule, runModule } from './modules.js';
import { hoist, runBody } from './statements.js';
import { callUncalled } from './uncalled.js';
import {
  type ImportedName,
  type Module,
  type Scope,
  type Site,
  type TypeDeclaration,
  unknown,
  type Value,
} from './value.js';

export interface Unread {
  readonly path: string;
  readonly why: string;
}

/** Steps that following one module, or one handler, may take. */
const enough = 400_000;

/** Expressions inside of each other, calls followed: the stack has room for some more. */
const deepest = 120;

export class Interpreter implements Machine {
  readonly frames = new Map<tree.Node, number>();
  /** Files that were imported and could not be understood. */
  readonly unread: Unread[] = [];
  /** Functions and classes that something has called. */
  readonly called = new Set<tree.Node>();
  readonly refusing: Refusing = { refusals: 0, answers: 0, certain: true, needs: [] };
  /** Something was not followed because it took too long. */
  exhausted = false;
  depth = 0;
  #steps = 0;
  #limit = enough;
  #reserve = enough / 100;
  #nesting = 0;
  readonly #modules = new Map<string, Module | undefined>();
  readonly #begun = new Set<string>();
  /** Files that `loadAll` is about to load, after those that they import. */
  readonly #waiting = new Set<string>();
  readonly #resolved = new Map<string, string | undefined>();
  readonly #packages = new Map<string, Value>();
  readonly #watchers: ((observation: Observation) => void)[] = [];

  constructor(
    readonly sources: Sources,
    readonly aliases: Aliases,
    readonly packages: Packages,
  ) {}

  /** The module of a file, run. Undefined: it is not there, or nothing of it can be understood. */
  load(file: string): Module | undefined {
    const module = this.#parsed(file);
    // Modules that import each other: the one that was begun first runs last, as in Node.
    if (!module || this.#begun.has(file) || this.#waiting.has(file)) return module;
    this.#begun.add(file);
    this.apart(() => runModule(this, module));
    return module;
  }

  #parsed(file: string): Module | undefined {
    const known = this.#modules.get(file);
    if (known || this.#modules.has(file)) return known;
    const text = this.sources.read(file);
    const source = file.endsWith('.json') ? `module.exports = ${text}` : text;
    const module = source === undefined ? undefined : parseModule(file, source);
    this.#modules.set(file, module);
    if (!module) {
      this.unread.push({ path: file, why: 'Nothing of this file can be understood as JavaScript or TypeScript.' });
      return undefined;
    }
    hoist(this, module.file.program.body, module.scope);
    return module;
  }

  /** Loads files after those that they import, so that no chain of imports is deeper than the stack. */
  loadAll(files: readonly string[]): void {
    const met = new Set<string>();
    const importsOf = (file: string) =>
      importsIn(this.sources.read(file) ?? '').flatMap(specifier => this.#resolve(specifier, file) ?? []);
    const imports = new Map(files.map(file => [file, importsOf(file)]));
    const ordered = rootsFirst(files, imports);
    const open = ordered.toReversed().map(file => ({ file, ready: false }));
    for (let next = open.pop(); next; next = open.pop()) {
      if (next.ready) {
        this.#waiting.delete(next.file);
        this.load(next.file);
      }
      if (next.ready || met.has(next.file)) continue;
      met.add(next.file);
      this.#waiting.add(next.file);
      open.push({ file: next.file, ready: true });
      for (const file of (imports.get(next.file) ?? importsOf(next.file)).toReversed())
        if (!met.has(file)) open.push({ file, ready: false });
    }
  }

  /** See `callUncalled` of uncalled.ts. */
  callUncalled(making: RegExp): void {
    callUncalled(this, this.#modules.values(), making);
  }

  /** Runs `work` with steps of its own, outside of all conditions. */
  apart<T>(work: () => T, steps = enough): T {
    const [before, limit, reserve, depth] = [this.#steps, this.#limit, this.#reserve, this.depth];
    const frames = new Map(this.frames);
    this.#steps = 0;
    this.#limit = steps;
    this.#reserve = steps / 100;
    this.depth = 0;
    this.frames.clear();
    try {
      return work();
    } finally {
      this.#steps = before;
      this.#limit = limit;
      this.#reserve = reserve;
      this.depth = depth;
      this.frames.clear();
      for (const [node, count] of frames) this.frames.set(node, count);
    }
  }

  /** Runs `work` and tells `watcher` what happens meanwhile; those who watch outside do not hear of it. */
  watching<T>(watcher: (observation: Observation) => void, work: () => T): T {
    this.#watchers.push(watcher);
    try {
      return work();
    } finally {
      this.#watchers.pop();
    }
  }

  evaluate(node: tree.Node, scope: Scope): Value {
    if (this.#nesting > deepest) this.exhausted = true;
    if (this.#nesting > deepest || !this.step())
      return unknown('too much to follow', { path: scope.module.path, node });
    this.#nesting++;
    try {
      return evaluateExpression(this, node, scope);
    } finally {
      this.#nesting--;
    }
  }

  call(callee: Value, args: readonly Value[], site: Site, self?: Value): Value {
    if (callee.kind === 'function') this.called.add(callee.node);
    return callValue(this, callee, args, site, self);
  }

  construct(callee: Value, args: readonly Value[], site: Site): Value {
    if (callee.kind === 'class' || callee.kind === 'function') this.called.add(callee.node);
    return constructValue(this, callee, args, site);
  }

  member(object: Value, key: string, site: Site): Value {
    return memberOf(this, object, key, site);
  }

  run(body: readonly tree.Statement[], scope: Scope): Value {
    return runBody(this, body, scope);
  }

  imported(from: Module, { specifier, name }: ImportedName, site: Site): Value {
    const file = this.#resolve(specifier, from.path);
    if (file === undefined) {
      if (/^\.{0,2}\//.test(specifier)) return unknown(`${specifier} is not there`, site);
      return this.#fromPackage(specifier.replace(/^node:/, ''), name, site);
    }
    const module = this.load(file);
    if (!module) return unknown(`${specifier} cannot be read`, site);
    return exportOf(this, module, name) ?? { kind: 'nothing' };
  }

  #resolve(specifier: string, from: string): string | undefined {
    const key = `${specifier}\n${path.dirname(from)}`;
    if (!this.#resolved.has(key)) this.#resolved.set(key, resolveModule(specifier, from, this.sources, this.aliases));
    return this.#resolved.get(key);
  }

  #fromPackage(specifier: string, name: string, site: Site): Value {
    const known = this.#packages.get(specifier) ?? this.packages(specifier, this);
    const whole: Value = known ?? { kind: 'term', site, is: { form: 'package', name: specifier } };
    this.#packages.set(specifier, whole);
    if (name === '*' || name === 'require') return whole;
    if (name !== 'default') return this.member(whole, name, site);
    return (whole.kind === 'host' && whole.host.get?.('default', site)) || whole;
  }

  global(name: string, site: Site): Value {
    return globalOf(this, name, site);
  }

  typeNamed(name: string, scope: Scope): TypeDeclaration | undefined {
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const found = at.types.get(name);
      if (found) return found;
    }
    const imported = scope.module.imports.get(name);
    return imported && this.#typeExported(scope.module, imported, new Set());
  }

  #typeExported(from: Module, { specifier, name }: ImportedName, seen: Set<string>): TypeDeclaration | undefined {
    const file = this.#resolve(specifier, from.path);
    const module = file === undefined ? undefined : this.load(file);
    if (!module || seen.has(`${module.path} ${name}`)) return undefined;
    seen.add(`${module.path} ${name}`);
    const listed = module.typeExports.get(name);
    if (listed && 'specifier' in listed) return this.#typeExported(module, listed, seen);
    const own = this.typeNamed(listed?.name ?? name, module.scope);
    if (own) return own;
    for (const star of module.starExports) {
      const found = this.#typeExported(module, { specifier: star, name }, seen);
      if (found) return found;
    }
    return undefined;
  }

  observe(observation: Observation): void {
    if (observation.kind === 'throw' || (observation.kind === 'answer' && observation.refuses))
      this.refusing.refusals++;
    else if (observation.kind === 'answer') this.refusing.answers++;
    this.#watchers.at(-1)?.(observation);
  }

  catching<T>(work: () => T): { readonly result: T; readonly thrown: readonly Thrown[] } {
    const thrown: Thrown[] = [];
    const outer = this.#watchers.at(-1);
    const watcher = (observation: Observation) => {
      if (observation.kind === 'throw') thrown.push(observation);
      else outer?.(observation);
    };
    return { result: this.watching(watcher, work), thrown };
  }

  perhaps<T>(work: () => T): T {
    this.depth++;
    try {
      return work();
    } finally {
      this.depth--;
    }
  }

  step(): boolean {
    if (++this.#steps < this.#limit) return true;
    this.exhausted = true;
    return false;
  }

  inside<T>(work: () => T): T {
    const limit = this.#limit;
    this.#limit -= this.#reserve;
    try {
      return work();
    } finally {
      this.#limit = limit;
    }
  }
}
