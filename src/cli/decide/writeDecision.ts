/** A decision on the disk: as a record that is numbered and never overwritten, or as JSON; and its targets for load tests. */
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import nodePath from 'node:path';
import type { Decision, Recommendation } from '../../decision/decide.js';
import { decisionJson } from '../../decision/decisionJson.js';
import { decisionRecord } from '../../decision/record.js';
import { sloThresholds } from '../../decision/thresholds.js';
import { readSlo, sloPath } from '../../loadtest/verdict/slo.js';
import { parseThreshold, thresholdKey } from '../../loadtest/verdict/thresholds.js';
import { Problem } from '../../text/problem.js';
import { findProjectFiles } from '../loadTest/readInput.js';
import { refuseOverwriting } from '../refuseOverwriting.js';
import { writeFiles } from '../writeFiles.js';

export type Decided = Decision & { readonly recommendation: Recommendation };

/** @throws Problem for an --output that is neither a folder nor a .md or .json file: before anything is asked. */
export function checkOutput(output: string): void {
  const extension = nodePath.extname(output).toLowerCase();
  if (['', '.md', '.json'].includes(extension)) return;
  throw new Problem(
    `--output is a folder such as docs/adr, or a file that ends with .md or .json, not ${JSON.stringify(output)}.`,
  );
}

/** @param date `2026-01-31`. @returns the path that was written. @throws Problem, also for a file that is there already */
export async function writeDecision(output: string, decision: Decided, date: string): Promise<string> {
  const path = nodePath.resolve(output);
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() || nodePath.extname(path) === '';
  if (isFolder) return writeNumbered(path, decision.recommendation.fit.profile.name, decisionRecord(decision, date));
  const isJson = nodePath.extname(path).toLowerCase() === '.json';
  const text = isJson ? `${JSON.stringify(decisionJson(decision), undefined, 2)}\n` : decisionRecord(decision, date);
  const files = [{ path: nodePath.basename(path), text, owner: 'you' as const }];
  await refuseOverwriting(nodePath.dirname(path), files);
  await writeFiles(nodePath.dirname(path), files);
  return path;
}

/** The next number after the highest one that is there. */
async function writeNumbered(folder: string, profile: string, text: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    for (;;) {
      const taken = (await readdir(folder)).map(name => Number(/^(\d{1,6})-.*\.md$/i.exec(name)?.[1] ?? 0));
      const number = String(Math.max(0, ...taken) + 1).padStart(4, '0');
      const path = nodePath.join(folder, `${number}-use-architecture-profile-${profile}.md`);
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
 * Into the nearest `.senior-backend/slo.json`, at the working directory or above it, or a new one at the working directory. What is there
 * about other figures and about single operations stays.
 * @throws Problem for a file that load tests could not read
 */
export async function writeSlo({ recommendation, answers }: Decided): Promise<WrittenSlo> {
  const thresholds = sloThresholds(recommendation.targets, answers);
  const [file] = await findProjectFiles('slo.json');
  const path = file?.path ?? nodePath.resolve(sloPath);
  const before = file === undefined ? {} : parsed(file.path, file.text);
  const key = (threshold: string) => thresholdKey(parseThreshold(threshold));
  const ours = new Set(thresholds.map(key));
  const others = (before.default ?? []).filter(threshold => !ours.has(key(threshold)));
  const replaced = (before.default ?? []).filter(
    threshold => !others.includes(threshold) && !thresholds.includes(threshold),
  );
  const text = `${JSON.stringify({ ...before, default: [...thresholds, ...others] }, undefined, 2)}\n`;
  const root = nodePath.dirname(nodePath.dirname(path));
  await writeFiles(root, [{ path: sloPath, text, owner: 'you' }]);
  return { path, thresholds, replaced };
}

function parsed(path: string, text: string): { readonly default?: readonly string[] } {
  readSlo(path, text);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as { readonly default?: readonly string[] };
  } catch {
    throw new Problem(
      'This file holds thresholds that --write-slo could not keep as they are written. Make it plain JSON.',
      {
        path,
      },
    );
  }
}
