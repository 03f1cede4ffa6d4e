/** In the thread: the routes of an application become a description, or are merged into one. */
import nodePath from 'node:path';
import { mergeDrift } from '../../app/drift/mergeDrift.js';
import { readProgram } from '../../app/generated/readProgram.js';
import { diskSources } from '../../app/project/diskSources.js';
import type { Sources } from '../../app/project/sources.js';
import { readDiskFile } from '../../openapi/diskFiles.js';
import { downgrade } from '../../openapi/downgrade.js';
import { writeDescription } from '../../openapi/write.js';
import type { ReadFile } from '../../text/files.js';
import type { AppAsked, GeneratedSpec, SpecAsked } from './appCalls.js';

/** @throws Problem when the folder is not there, or the description cannot be read or changed safely */
export async function generateSpec(asked: SpecAsked): Promise<GeneratedSpec> {
  const { guards, open, description, version } = asked;
  const { path } = description;
  const sources = sourcesOf(asked);
  const { document, operations, unclear } = readProgram(sources, { guards });
  const found = { operations: operations.length, sources: sources.programs.length, unclear };
  if (!document) return { ...found, files: [], isNew: false, mended: 0, left: [] };
  const readFile = reader(open);
  if ((await readFile(path)) === undefined) {
    const format = /\.json$/i.test(path) ? 'json' : 'yaml';
    const text = writeDescription(version === '3.0' ? downgrade(document) : document, format);
    return { ...found, files: [{ path, text }], isNew: true, mended: 0, left: [] };
  }
  const { root, allowOutside } = description;
  const reading = { document, operations, unclear };
  const { files, mended, left } = await mergeDrift(path, reading, { readFile, root, allowOutside });
  return {
    ...found,
    files: [...files].map(([file, text]) => ({ path: file, text })),
    isNew: false,
    mended: mended.length,
    left: left.map(({ kind, message, described, route }) => ({ kind, message, described, route })),
  };
}

/** The sources of an application, as editors hold them. @throws Problem when the folder is not there */
export function sourcesOf({ folder, without, open }: AppAsked): Sources {
  const sources = diskSources(folder, textsOf(open));
  const isOther = (file: string) => without.some(other => file.startsWith(other + nodePath.sep));
  return without.length === 0 ? sources : { ...sources, programs: sources.programs.filter(file => !isOther(file)) };
}

function textsOf(open: AppAsked['open']): ReadonlyMap<string, string> {
  return new Map(open.map(({ path, text }) => [path, text]));
}

/** What editors hold counts before the disk. */
export function reader(open: AppAsked['open']): ReadFile {
  const texts = textsOf(open);
  return async file => texts.get(file) ?? readDiskFile(file);
}
