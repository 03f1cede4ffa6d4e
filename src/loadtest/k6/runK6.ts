/**
 * Runs a Plan with the user's own k6. The same data comes out as of `run()`: Snapshots on the way, a Report at the end.
 *
 * In the editor it is called in the runner thread, with `k6` from the settings:
 *   `await runK6(plan, { k6: 'k6', signal, onSnapshot, snapshotMilliseconds: 200 })`
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import { Merge } from '../engine/merge.js';
import { plannedSeconds } from '../engine/timeline.js';
import type { Plan } from '../plan.js';
import type { Report } from '../report.js';
import { createRequests } from '../requests/createRequests.js';
import { checkPlan, type RunOptions } from '../run.js';
import { k6Version } from './executable.js';
import { type K6Ended, type K6Process, startK6 } from './k6Process.js';
import { wordsOfFailure } from './lastWords.js';
import { checkForK6, reportNotes } from './notes.js';
import { PointReader } from './points.js';
import { PointTotals } from './pointTotals.js';
import { k6Environment, k6Words, plainKey } from './runWords.js';
import { type K6Script, k6Script } from './script.js';

export interface RunK6Options extends Omit<RunOptions, 'workerEntry'> {
  /** The executable: a path, or a name that is looked for in PATH. */
  readonly k6: string;
}

/** Milliseconds for k6 to end when it is told to; longer with a teardown, which it still does. */
const patience = 2000;
const teardownPatience = 5000;
/** Seconds that k6 may be busy with setup before the load, and with teardown after it: it ends either after 60. */
const mostOverdue = 75;

/**
 * Runs a plan to its end. Its script is in a folder of its own that is gone afterwards; secrets are in the environment of k6 alone.
 * @throws Problem without k6, for what it cannot do, and when it fails: with its last words, secrets masked
 */
export async function runK6(plan: Plan, options: RunK6Options): Promise<Report> {
  checkPlan(plan);
  checkForK6(plan);
  // Figures are kept by name, and names may be the same, or anything.
  const numbered = plan.targets.map(target => {
    const requests = target.flow.requests.map((request, i) => ({ ...request, name: String(i) }));
    return { ...target, connection: plainKey(target.connection), flow: { ...target.flow, requests } };
  });
  const script = k6Script({ ...plan, targets: numbered }, { isForReport: true });
  const { flow, origin } = plan.targets[0]!;
  createRequests(flow, origin, plan.seed);
  const folder = await mkdtemp(nodePath.join(tmpdir(), 'senior-backend-k6-'));
  try {
    return await runIn(folder, plan, script, options);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runIn(folder: string, plan: Plan, script: K6Script, options: RunK6Options): Promise<Report> {
  const { signal, onSnapshot, snapshotMilliseconds = 200 } = options;
  // It is started in that folder; a plain name is looked for in PATH.
  const k6 = /[\\/]/.test(options.k6) ? nodePath.resolve(options.k6) : options.k6;
  const { flow, connection } = plan.targets[0]!;
  const version = await k6Version(k6, folder, k6Environment(plan, {}, folder));
  await writeFile(nodePath.join(folder, 'script.js'), script.text, { mode: 0o600 });
  await writeFile(nodePath.join(folder, 'config.json'), '{}');
  const { ca } = connection.tls;
  if (ca !== undefined) await writeFile(nodePath.join(folder, 'ca.pem'), ca);
  const merge = new Merge(plan, 1, snapshotMilliseconds, onSnapshot);
  const totals = new PointTotals(plan, merge, Date.now());
  const report = (): Report => withoutGuesses(merge, totals, version, plan, signal?.aborted ?? false);
  if (signal?.aborted) return report();
  if (flow.setup.length > 0) merge.phase('setup');
  const points = new PointReader(point => totals.add(point, Date.now()));
  const child = startK6({
    ...{ k6, folder, words: k6Words(version), environment: k6Environment(plan, script.values, folder) },
    onOutput: bytes => points.push(bytes),
  });
  const wait = flow.teardown.length > 0 ? teardownPatience : patience;
  let stoppedAt: number | undefined;
  const stop = () => {
    stoppedAt ??= Date.now();
    child.stop(wait);
  };
  signal?.addEventListener('abort', stop, { once: true });
  const overdue = watch(child, totals, plan, merge.tickMilliseconds);
  try {
    const ended = await child.ended;
    if (signal?.aborted) totals.end(stoppedAt);
    else {
      points.end();
      checkEnd(ended, overdue.isMet(), totals, script);
      totals.end(undefined);
    }
    return report();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = wordsOfFailure(error.message, script.values);
    throw new Problem(`k6 printed what is none of its figures: ${JSON.stringify(line)}. Is ${JSON.stringify(k6)} k6?`);
  } finally {
    overdue.dispose();
    signal?.removeEventListener('abort', stop);
  }
}

/** Keeps the picture going while k6 is silent, and ends a k6 that does not end. */
function watch(child: K6Process, totals: PointTotals, plan: Plan, milliseconds: number) {
  const startedAt = Date.now();
  const planned = plan.limits.warmupSeconds + plannedSeconds(plan);
  let isMet = false;
  const timer = setInterval(() => {
    const now = Date.now();
    totals.pass(now);
    const seconds = totals.seconds(now);
    const over = seconds === undefined ? (now - startedAt) / 1000 : seconds - planned;
    if (over < mostOverdue || isMet) return;
    isMet = true;
    child.stop(patience);
  }, milliseconds);
  return { isMet: () => isMet, dispose: () => clearInterval(timer) };
}

/** @throws Problem when k6 did not do what it was to do. */
function checkEnd({ code, lastWords }: K6Ended, isOverdue: boolean, { counted }: PointTotals, script: K6Script): void {
  const words = wordsOfFailure(lastWords, script.values);
  const said = words === '' ? 'It did not say why.' : `It said: ${words}`;
  if (isOverdue) throw new Problem(`k6 did not end on time, and was ended. ${said}`);
  if (code !== 0) throw new Problem(`k6 failed (${code === null ? 'it was killed' : `exit code ${code}`}). ${said}`);
  // A script that fails in each of its turns is no failure to k6.
  if (counted === 0 && words !== '') throw new Problem(`k6 sent nothing. ${said}`);
}

/** The report, less what k6 does not tell and zeros would claim. */
function withoutGuesses(merge: Merge, totals: PointTotals, version: string, plan: Plan, isStopped: boolean): Report {
  const report = merge.report(isStopped ? 'stopped' : undefined, totals.teardownFailure);
  return {
    ...report,
    engine: { name: 'k6', version, notes: reportNotes(plan) },
    targets: report.targets.map(({ corrected: _, ...target }) => target),
  };
}
