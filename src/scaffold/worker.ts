/** Entry of the worker thread that reads a spec and works out its code: one request, one reply, and it ends. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Api } from '../openapi/api.js';
import { readDiskFile } from '../openapi/diskFiles.js';
import { fetchText } from '../openapi/fetchText.js';
import { readApi } from '../openapi/parse.js';
import type { ReadFile } from '../text/files.js';
import { Problem } from '../text/problem.js';
import { assertNothingLost } from './brokenSpec.js';
import { codeFindings } from './codeFindings.js';
import { inspectHeader } from './header.js';
import type { RefusedFile, ScaffoldReply, ScaffoldRequest, ScaffoldResult } from './messages.js';
import { type OutputFolder, type Scaffolding, type ScaffoldOptions, scaffold } from './scaffold.js';

async function answer(request: ScaffoldRequest): Promise<ScaffoldReply> {
  const unsaved = new Map(request.overlays.map(({ path, text }) => [path, text]));
  const readText: ReadFile = async file => unsaved.get(file) ?? readDiskFile(file);
  try {
    const { api, findings } = await readApi(request.spec, {
      readFile: readText,
      root: request.root,
      allowOutside: request.allowOutside,
      ...(request.allowRemote && { fetchText }),
    });
    const folder = outputFolder(request.output, unsaved);
    const options = { framework: request.framework, app: request.app, specName: path.basename(request.spec) };
    const outcome = await scaffoldOrForce(api, options, folder);
    assertNothingLost(findings, outcome.scaffolding);
    const result: ScaffoldResult = {
      scaffolding: outcome.scaffolding,
      specFindings: findings,
      codeFindings: await codeFindings(outcome.scaffolding, request.output, readText),
    };
    return outcome.stopped === undefined
      ? { kind: 'done', ...result }
      : {
          kind: 'refused',
          message: outcome.stopped,
          files: await refusedFiles(outcome.scaffolding, folder),
          ...result,
        };
  } catch (error) {
    if (error instanceof Problem) return { kind: 'problem', message: error.message, place: error.place };
    throw error;
  }
}

/** A Problem that force would overcome is a question to the user: `stopped` is its message. */
async function scaffoldOrForce(
  api: Api,
  options: ScaffoldOptions,
  folder: OutputFolder,
): Promise<{ readonly scaffolding: Scaffolding; readonly stopped?: string }> {
  try {
    return { scaffolding: await scaffold(api, options, folder) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const scaffolding = await scaffold(api, { ...options, force: true }, folder).catch(() => undefined);
    if (!scaffolding) throw error;
    return { scaffolding, stopped: error.message };
  }
}

function outputFolder(output: string, unsaved: ReadonlyMap<string, string>): OutputFolder {
  return {
    read: async file => unsaved.get(path.join(output, file)) ?? readExactly(path.join(output, file)),
    list: async () => {
      try {
        const entries = await readdir(output, { withFileTypes: true });
        return entries.filter(entry => !entry.isDirectory()).map(entry => entry.name);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return [];
        if (code === 'ENOTDIR') {
          throw new Problem('The output folder is a file. Choose another folder.', { path: output });
        }
        throw error;
      }
    },
  };
}

/** Text that is written back must be the same bytes again. */
async function readExactly(file: string): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (error instanceof TypeError) {
      throw new Problem('This file is not UTF-8, so nothing was changed. Save it as UTF-8 and run again.', {
        path: file,
      });
    }
    throw new Problem(`This file cannot be read (${code}), so nothing was changed.`, { path: file });
  }
}

/** Which of the files that force rewrites are not as we wrote them. */
async function refusedFiles({ changes }: Scaffolding, folder: OutputFolder): Promise<readonly RefusedFile[]> {
  const refused: RefusedFile[] = [];
  for (const { path: file, owner } of changes) {
    const text = owner === 'generated' ? await folder.read(file) : undefined;
    const origin = text === undefined ? 'ours' : inspectHeader(text);
    if (origin !== 'ours') refused.push({ path: file, origin });
  }
  return refused;
}

parentPort?.postMessage(await answer(workerData as ScaffoldRequest));
