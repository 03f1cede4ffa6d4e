import path from 'node:path';
import { findDrift } from '../../../src/app/drift/findDrift.js';
import { mergeDrift } from '../../../src/app/drift/mergeDrift.js';
import type { AppReading } from '../../../src/app/readApp.js';
import { readApiAndSources } from '../../../src/openapi/parse.js';
import type { ReadFile } from '../../../src/text/files.js';

const folder = path.resolve('/described');
const inFolder = (name: string) => path.join(folder, name);

/** Descriptions held in memory, by name; the first is the entry. */
export type Texts = Readonly<Record<string, string>>;

function reader(texts: Texts): { entry: string; readFile: ReadFile } {
  const files = new Map(Object.entries(texts).map(([name, text]) => [inFolder(name), text]));
  return { entry: [...files.keys()][0]!, readFile: async file => files.get(file) };
}

export async function driftOf(texts: Texts, reading: AppReading) {
  const { entry, readFile } = reader(texts);
  return findDrift(await readApiAndSources(entry, { readFile, root: folder }), reading);
}

/** What is said, with a star before what has edits. */
export async function sentences(texts: Texts, reading: AppReading): Promise<string[]> {
  const found = await driftOf(texts, reading);
  return found.map(({ message, edits }) => (edits.length > 0 ? '* ' : '') + message);
}

/** All texts afterwards, and what is left to people. */
export async function merged(texts: Texts, reading: AppReading): Promise<{ texts: Texts; left: string[] }> {
  const { entry, readFile } = reader(texts);
  const { files, left } = await mergeDrift(entry, reading, { readFile, root: folder });
  const after = Object.entries(texts).map(([name, text]) => [name, files.get(inFolder(name)) ?? text]);
  return { texts: Object.fromEntries(after) as Texts, left: left.map(({ message }) => message) };
}
