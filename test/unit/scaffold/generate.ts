/** Specs to generated source, and generated validators to running code, in memory. */
import { transformSync } from 'esbuild';
import type { ZodType } from 'zod';
import type { Api } from '../../../src/openapi/api.js';
import { readApi } from '../../../src/openapi/parse.js';
import { planNames } from '../../../src/scaffold/names/names.js';
import type { Plan } from '../../../src/scaffold/plan.js';
import * as s from '../../../src/scaffold/runtime/schema.js';
import * as zod from '../../../src/scaffold/runtime/zod.js';
import { typesSource } from '../../../src/scaffold/types/types.js';
import { groupValidatorsSources, validatorsSource } from '../../../src/scaffold/validators/validators.js';

export type JsonObject = Record<string, unknown>;

export async function apiOf(spec: unknown): Promise<Api> {
  const text = JSON.stringify(spec);
  const path = '/spec/openapi.json';
  const { api } = await readApi(path, { readFile: async file => (file === path ? text : undefined), root: '/spec' });
  return api;
}

/** An OpenAPI 3.1 document of these schemas and paths. */
export function specOf(schemas: JsonObject, paths: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, components: { schemas }, ...more };
}

export interface Generated {
  readonly plan: Plan;
  readonly types: string;
  readonly validators: string;
  /** `<tag>.validators.ts` by path. */
  readonly operations: ReadonlyMap<string, string>;
  /** `rule`s of all notes. */
  readonly notes: readonly string[];
}

export async function generate(spec: unknown): Promise<Generated> {
  const plan = planNames(await apiOf(spec));
  const types = typesSource(plan);
  const validators = validatorsSource(plan);
  const operations = groupValidatorsSources(plan);
  const notes = [plan, types, validators, operations].flatMap(one => one.notes.map(note => note.rule));
  return { plan, types: types.text, validators: validators.text, operations: operations.files, notes };
}

/** What a validators.ts exports, or a `<tag>.validators.ts`. */
// biome-ignore lint/suspicious/noExplicitAny: operations are of any form
export type Exports = Record<string, ZodType & any>;

export function run(validators: string, schemas: Exports = {}): Exports {
  const { code } = transformSync(validators, { loader: 'ts', format: 'cjs', target: 'es2022' });
  const modules: Record<string, unknown> = {
    './runtime/schema.js': s,
    './runtime/zod.js': zod,
    './validators.js': schemas,
  };
  const module = { exports: {} as Exports };
  new Function('require', 'module', 'exports', code)((name: string) => modules[name], module, module.exports);
  return module.exports;
}

/** The validators of the operations without a tag. */
export function runOperations({ validators, operations }: Generated): Exports {
  return run(operations.get('default.validators.ts')!, run(validators));
}

/** The generated validator of one schema. */
export async function validatorOf(schema: unknown, others: JsonObject = {}): Promise<ZodType> {
  const { validators } = await generate(specOf({ It: schema, ...others }));
  return run(validators).It!;
}
