/** A decision on the disk: as a record that is numbered and never overwritten, or as JSON; and its targets for load tests. */
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import nodePath from 'node:path';
import type { Decision, Recommendation } from '../../decision/decide.js';
import { decisionJson } from '../../decision/decisionJson.js';
import { decisionRecord, nextRecordName } from '../../decision/record.js';
import { sloThresholds } from '../../decision/thresholds.js';
import { mergeSlo } from '../../loadtest/verdict/mergeSlo.js';
import { sloPath } from '../../loadtest/verdict/slo.js';
import { Problem } from '../../text/problem.js';
import { findProjectFiles } from '../loadTest/readInput.js';
import { refuseOverwriting } from '../refuseOverwriting.js';
import { writeFiles } from '../writeFiles.js';

export type Decided = Decision & { readonly recommendation: Recommendation };

/** @throws Problem for an --output that is neither a folder nor a .md or .json file: before anything is asked. */
export async function checkOutput(output: string): Promise<void> {
  const extension = nodePath.extname(output).toLowerCase();
  if (['', '.md', '.json'].includes(extension) || (await isFolder(output))) return;
  throw new Problem(
    `--output is a folder such as docs/adr, or a file that ends with .md or .json, not ${JSON.stringify(output)}.`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** @param date `2026-01-31`. @returns the path that was written. @throws Problem, also for a file that is there already */
export async function writeDecision(output: string, decision: Decided, date: string): Promise<string> {
  const path = nodePath.resolve(output);
  if (nodePath.extname(path) === '' || (await isFolder(path)))
    return writeNumbered(path, decision.recommendation.fit.profile.name, decisionRecord(decision, date));
  const isJson = nodePath.extname(path).toLowerCase() === '.json';
  const text = isJson ? `${JSON.stringify(decisionJson(decision), undefined, 2)}\n` : decisionRecord(decision, date);
  const files = [{ path: nodePath.basename(path), text, owner: 'you' as const }];
  await refuseOverwriting(nodePath.dirname(path), files);
  await writeFiles(nodePath.dirname(path), files);
  return path;
}

async function writeNumbered(folder: string, profile: string, text: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    for (;;) {
      const path = nodePath.join(folder, nextRecordName(await readdir(folder), profile));
      if (await writeNew(path, text)) return path;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(`No record can be written here (${code}).`, { path: folder });
  }
}

/** @returns false when somebody was quicker. */
async function writeNew(path: string, text: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (!file) return false;
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return true;
}

export interface WrittenSlo {
  readonly path: string;
  readonly thresholds: readonly string[];
  /** What stood there about the same figures, and is no more. */
  readonly replaced: readonly string[];
}

/**
 * Into the nearest `.senior-backend/slo.json`, at the working directory or above it, or a new one at the working directory.
 * @throws Problem for a file that load tests could not read
 */
export async function writeSlo({ recommendation, answers }: Decided): Promise<WrittenSlo> {
  const thresholds = sloThresholds(recommendation.targets, answers);
  const [file] = await findProjectFiles('slo.json');
  const path = file?.path ?? nodePath.resolve(sloPath);
  const { text, replaced } = mergeSlo(path, file?.text, thresholds);
  await writeFiles(nodePath.dirname(nodePath.dirname(path)), [{ path: sloPath, text, owner: 'you' }]);
  return { path, thresholds, replaced };
}
