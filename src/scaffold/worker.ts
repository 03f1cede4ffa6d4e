/** Entry of the worker thread that reads a spec and works out its code: one request, one reply, and it ends. */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { readDiskFile } from '../openapi/diskFiles.js';
import { fetchText } from '../openapi/fetchText.js';
import { readApi } from '../openapi/parse.js';
import type { ReadFile } from '../text/files.js';
import { Problem } from '../text/problem.js';
import { assertNothingLost } from './brokenSpec.js';
import { codeFindings } from './codeFindings.js';
import { heldFolder } from './heldFolder.js';
import type { ScaffoldReply, ScaffoldRequest, ScaffoldResult } from './messages.js';
import { orForced, refusedFiles } from './refusedFiles.js';
import { scaffold } from './scaffold.js';

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
    const folder = heldFolder(request.output, unsaved);
    const options = { framework: request.framework, app: request.app, specName: path.basename(request.spec) };
    const { outcome: scaffolding, stopped } = await orForced(force => scaffold(api, { ...options, force }, folder));
    assertNothingLost(findings, scaffolding);
    const result: ScaffoldResult = {
      scaffolding,
      specFindings: findings,
      codeFindings: await codeFindings(scaffolding, request.output, readText),
    };
    return stopped === undefined
      ? { kind: 'done', ...result }
      : { kind: 'refused', message: stopped, files: await refusedFiles(scaffolding, folder), ...result };
  } catch (error) {
    if (error instanceof Problem) return { kind: 'problem', message: error.message, place: error.place };
    throw error;
  }
}

parentPort?.postMessage(await answer(workerData as ScaffoldRequest));
