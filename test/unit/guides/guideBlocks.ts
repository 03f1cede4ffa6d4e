/** The guides as Markdown, their sections and their samples. */
import { readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { emptyFolder, root } from '../../e2e/harness.js';

export const guides = ['api-design', 'database-optimisation', 'backend-security'] as const;
export type Guide = (typeof guides)[number];

/** A fenced sample: "```ts bad loop" is TypeScript that is wrong and is called `loop`. */
export interface Sample {
  readonly guide: Guide;
  readonly language: string;
  readonly isBad: boolean;
  /** '' for those that are only run or compiled. */
  readonly name: string;
  readonly text: string;
}

export interface Section {
  readonly title: string;
  /** As GitHub and VS Code make it. */
  readonly slug: string;
  readonly text: string;
}

export const guidePath = (guide: Guide) => path.join(root, 'docs/guides', `${guide}.md`);
export const guideText = (guide: Guide) => readFileSync(guidePath(guide), 'utf8');

export const slugOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

export function samplesOf(guide: Guide): readonly Sample[] {
  return [...guideText(guide).matchAll(/^```(\w+)( bad)?(?: ([\w-]+))?\n([\s\S]*?)\n```$/gm)].map(
    ([, language = '', bad, name = '', text = '']) => ({ guide, language, isBad: bad !== undefined, name, text }),
  );
}

export function sectionsOf(text: string): readonly Section[] {
  const [, ...parts] = text.split(/^## /m);
  return parts.map(part => {
    const title = part.slice(0, part.indexOf('\n'));
    return { title, slug: slugOf(title), text: part };
  });
}

/** Puts the TypeScript of all guides into one folder, once in a process: files of tests run side by side. */
export function typescriptFolder(): Promise<string> {
  written ??= write();
  return written;
}
let written: Promise<string> | undefined;

async function write(): Promise<string> {
  const folder = await emptyFolder(`guides-${process.pid}`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const guide of guides) {
    await mkdir(path.join(folder, guide));
    const samples = samplesOf(guide).filter(({ language }) => language === 'ts');
    for (const [at, { isBad, name, text }] of samples.entries())
      await writeFile(path.join(folder, guide, `${fileOf(isBad, name || `${at}`)}.ts`), `${text}\n`);
  }
  return folder;
}

const fileOf = (isBad: boolean, name: string) => (isBad ? `bad-${name}` : name);

// biome-ignore lint/suspicious/noExplicitAny: samples have no types here
type Loaded = any;

/** What a sample exports. */
export async function load(guide: Guide, name: string, isBad = false): Promise<Loaded> {
  return import(pathToFileURL(path.join(await typescriptFolder(), guide, `${fileOf(isBad, name)}.ts`)).href);
}

/** A database as `pg` shows it, which counts what it is asked. */
export function asPg(server: PGlite) {
  const db = {
    asked: 0,
    query: async (sql: string, values: readonly unknown[] = []) => {
      db.asked += 1;
      const { rows, affectedRows } = await server.query(sql, [...values]);
      return { rows, rowCount: affectedRows ?? rows.length };
    },
  };
  return db;
}
