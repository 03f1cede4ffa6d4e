/** The list of runs that a workspace remembers: what is stored of it, and what leaves it. Plain data, no VS Code. */
import * as z from 'zod/mini';
import type { HistoryEntry } from '../../panel/panelMessages.js';
import { isRequest, type LoadTestRequest, type Subject, subjectKey } from './request.js';

/** Of one path. */
export const mostOfPath = 50;
/** Of all: a report may have some hundred kilobytes. */
export const mostOfAll = 500;
/** Characters of the whole list as JSON: the editor reads and writes all of it at once. */
export const mostCharacters = 1_000_000;

/** A run that is over. Its report is a file of its own. */
export interface PastRun {
  readonly entry: HistoryEntry;
  readonly title: string;
  readonly request: LoadTestRequest;
  /** Security schemes of which a secret was sent. */
  readonly schemes: readonly string[];
  /** The k6 that made the load; absent: the built-in engine. */
  readonly k6?: string;
}

const figure = z.number().check(z.nonnegative());
const Entry = z.object({
  // It names a file.
  id: z.uuid(),
  startedAt: z.iso.datetime(),
  load: z.string(),
  server: z.optional(z.string()),
  p50: figure,
  p99: figure,
  perSecond: figure,
  success: figure.check(z.maximum(1)),
  thresholds: z.enum(['passed', 'failed', 'none']),
  baseline: z.optional(z.boolean()),
});
const Stored = z.object({
  entry: Entry,
  title: z.string(),
  request: z.custom<LoadTestRequest>(isRequest),
  schemes: z.array(z.string()),
  k6: z.optional(z.string()),
});

/** @param stored outside bytes, written by this version or another one: what is no run is skipped. Oldest first. */
export function readPastRuns(stored: unknown): readonly PastRun[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap(each => {
    const read = z.safeParse(Stored, each);
    return read.success ? [read.data as PastRun] : [];
  });
}

/** With one more: `gone` are those that had to make room, the oldest of its path or of all. */
export function addPastRun(
  runs: readonly PastRun[],
  run: PastRun,
): { readonly kept: readonly PastRun[]; readonly gone: readonly PastRun[] } {
  const wanted = subjectKey(run.request);
  const all = [...runs, run];
  const ofPath = all.filter(({ request }) => subjectKey(request) === wanted);
  const tooOld = new Set(ofPath.slice(0, -mostOfPath));
  const few = all.filter(each => !tooOld.has(each)).slice(-mostOfAll);
  let room = mostCharacters;
  const from = few.findLastIndex(each => {
    room -= JSON.stringify(each).length + 1;
    return room < 0;
  });
  const kept = new Set(few.slice(from + 1));
  return { kept: [...kept], gone: all.filter(each => !kept.has(each)) };
}

/** One of a path's runs is its baseline, and no other one. */
export function withBaseline(runs: readonly PastRun[], id: string): readonly PastRun[] {
  const chosen = runs.find(({ entry }) => entry.id === id);
  if (!chosen) return runs;
  const wanted = subjectKey(chosen.request);
  return runs.map(run => {
    if (subjectKey(run.request) !== wanted) return run;
    const { baseline: _, ...entry } = run.entry;
    return { ...run, entry: entry.id === id ? { ...entry, baseline: true } : entry };
  });
}

export function runsOf(runs: readonly PastRun[], subject: Subject): readonly PastRun[] {
  const wanted = subjectKey(subject);
  return runs.filter(({ request }) => subjectKey(request) === wanted);
}
