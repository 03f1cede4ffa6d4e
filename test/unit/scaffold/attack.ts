/** Proof that text of a spec is not code: what is emitted is parsed, then bundled, loaded and used in a process of its own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { parseSource, walk } from '../../../src/app/parse.js';
import { scaffold } from '../../../src/scaffold/scaffold.js';
import { apiOf } from './generate.js';

export const frameworks = ['express', 'fastify', 'koa'] as const;
export type Framework = (typeof frameworks)[number];
export type Files = ReadonlyMap<string, string>;

/** Everything that a run writes for a spec, app.ts too. */
export async function emitted(spec: unknown, framework: Framework, specName = 'openapi.yaml'): Promise<Files> {
  const folder = { read: async () => undefined, list: async () => [] };
  const { changes } = await scaffold(await apiOf(spec), { framework, app: true, specName }, folder);
  return new Map(changes.map(({ path, text }) => [path, text!]));
}

// What ends a line where no line ends, turns the reading direction, or is not text. The runtime files are our own.
const invisible = /[^\P{C}\n]|[\u2028\u2029]/u;

/** No file outside the folder, none that does not parse, none that calls what only a spec has named: `pwned…`. */
export function assertHarmless(files: Files, of: string): void {
  for (const [path, text] of files) {
    assert.match(
      path,
      /^(?:runtime\/)?[\p{L}\p{M}\p{N}-]{1,80}(?:\.(?:routes|handlers|validators))?\.ts$/u,
      `${of}: ${path}`,
    );
    const hidden = invisible.exec(text);
    assert.equal(hidden, null, `${of}: ${path} has U+${hidden?.[0].codePointAt(0)?.toString(16)}`);
    const { file, errors } = parseSource(text, path);
    assert.deepEqual(errors, [], `${of}: ${path} does not parse`);
    walk(file!.program, node => {
      const called =
        node.type === 'CallExpression' || node.type === 'NewExpression'
          ? node.callee
          : node.type === 'TaggedTemplateExpression'
            ? node.tag
            : undefined;
      if (called?.type === 'Identifier') assert.doesNotMatch(called.name, /^pwned/, `${of}: ${path} calls it`);
      return true;
    });
    for (const comment of file!.comments ?? []) {
      assert.doesNotMatch(comment.value, /^[ \t*/]*@ts-/m, `${of}: ${path}`);
    }
  }
}

export interface Victim {
  readonly name: string;
  readonly framework: Framework;
  readonly files: Files;
}

/**
 * Loads each victim's index.ts, registers its routes, gives a value to each validator and calls each handler, in one
 * process in which `pwned` says who called it. Answers what went wrong, by victim.
 */
export async function execute(folderName: string, victims: readonly Victim[]): Promise<Record<string, string[]>> {
  const root = fileURLToPath(new URL('../../.out/', import.meta.url));
  const folder = nodePath.join(root, folderName);
  await rm(folder, { recursive: true, force: true });
  const entries: Record<string, string> = {};
  for (const [index, { files }] of victims.entries()) {
    const home = nodePath.join(folder, 'source', String(index));
    await mkdir(nodePath.join(home, 'runtime'), { recursive: true });
    for (const [path, text] of files) {
      await mkdir(nodePath.dirname(nodePath.join(home, path)), { recursive: true });
      await writeFile(nodePath.join(home, path), text);
    }
    const parts = [...files.keys()].filter(path => /^index\.ts$|(?:^|\.)validators\.ts$|\.handlers\.ts$/.test(path));
    const lines = parts.map((path, at) => `export * as part${at} from ${JSON.stringify(`./${path}`)};\n`);
    await writeFile(nodePath.join(home, 'all.ts'), lines.join(''));
    entries[`victim${index}`] = nodePath.join(home, 'all.ts');
  }
  await build({
    entryPoints: entries,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  await writeFile(nodePath.join(folder, 'run.mjs'), runner);
  const list = JSON.stringify(victims.map(({ name, framework }) => ({ name, framework })));
  const { stdout } = await promisify(execFile)(process.execPath, [nodePath.join(folder, 'run.mjs'), list], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout) as Record<string, string[]>;
}

const runner = `
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
const wrong = {};
let now;
const say = what => (wrong[now] ??= []).push(what);
globalThis.pwned = (...more) => say('pwned ' + more.join());
process.exit = code => say('exit ' + code);
console.error = () => {};
const values = [undefined, null, {}, [], 'x', 1, { kind: 'x', type: 'x' }];
function use(value, depth) {
  if (typeof value?.safeParse === 'function') for (const one of values) value.safeParse(one);
  else if (typeof value === 'object' && value !== null && depth < 6) for (const key of Object.keys(value)) use(value[key], depth + 1);
}
async function register(module, framework, authenticate) {
  const options = { authenticate };
  if (framework === 'express') module.register(express(), options);
  else if (framework === 'koa') module.register(new Koa(), options);
  else {
    const app = Fastify({ routerOptions: { caseSensitive: true, maxParamLength: 5000 } });
    await app.register(module.register, options);
    await app.ready();
  }
}
const authenticator = () => ({});
const own = { configurable: true, enumerable: true, writable: true, value: authenticator };
const anyAuthenticator = new Proxy({}, { get: () => authenticator, getOwnPropertyDescriptor: () => own });
const victims = JSON.parse(process.argv[2]);
for (const [index, { name, framework }] of victims.entries()) {
  now = name + ' ' + framework;
  try {
    const parts = Object.values(await import('./victim' + index + '.mjs'));
    for (const part of parts) {
      if (part.register) {
        await register(part, framework, anyAuthenticator);
      } else for (const one of Object.values(part)) {
        if (typeof one === 'function') await Promise.resolve(one({ params: {}, query: {}, headers: {}, cookies: {} }, {})).catch(() => {});
        else use(one, 0);
      }
    }
  } catch (error) {
    say(String(error?.stack ?? error).slice(0, 600));
  }
}
process.stdout.write(JSON.stringify(wrong), () => process.reallyExit(0));
`;
