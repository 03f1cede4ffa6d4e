/** Scripts become the schema that they make, in a scratch database. */
import { Problem } from '../text/problem.js';
import { firstCause, type Refusal, refusalProblem } from './scriptRefusal.js';
import { ScriptRun } from './scriptRun.js';
import type { Script } from './scriptStatements.js';
import type { Session } from './session.js';

/**
 * Runs a script in a scratch database. Roles that it speaks of are made.
 * @throws Problem with the place of the statement that the server refuses.
 */
export function loadScript(session: Session, script: Script): Promise<void> {
  return loadScripts(session, [script]);
}

/**
 * Runs scripts one after the other. Of files in any order that stand side by side, each is run as far as it goes, again and again, so that
 * they may need each other; within a file, also a lone one, the order stays, unless nothing else is left.
 * @throws Problem with the place of the statement that the server refuses; the signal's reason.
 */
export async function loadScripts(session: Session, scripts: readonly Script[], signal?: AbortSignal): Promise<void> {
  const runs: ScriptRun[] = [];
  const state = { session, isInTransaction: false };
  for (const script of scripts) runs.push(await ScriptRun.start(state, script));
  for (let at = 0; at < runs.length; ) {
    signal?.throwIfAborted();
    const end = runs.findIndex(({ script }, index) => index >= at && !script.isInAnyOrder);
    const together = runs.slice(at, end < 0 ? runs.length : Math.max(end, at + 1));
    at += together.length;
    if (together.length > 1) await loadTogether(together, signal);
    else if (together[0]!.script.isInAnyOrder) await loadLone(together[0]!, signal);
    else await together[0]!.advance('strict');
  }
}

/** When no order helps, people are told what is wrong in the order that they wrote. */
async function loadLone(run: ScriptRun, signal: AbortSignal | undefined): Promise<void> {
  const [refusal] = await run.advance('inOrder');
  if (!refusal) return;
  try {
    await loadTogether([run], signal);
  } catch (error) {
    if (!(error instanceof Problem) || signal?.aborted) throw error;
    throw refusalProblem(refusal);
  }
}

/** Files that wait for each other more often than this are made to. */
const mostRounds = 200;

/** Each round runs something, or the next one goes on behind what waits, or it is the last. */
async function loadTogether(runs: readonly ScriptRun[], signal: AbortSignal | undefined): Promise<void> {
  let manner: 'inOrder' | 'anyOrder' = 'inOrder';
  for (let round = 0; ; round++) {
    const before = countLeft(runs);
    const waiting: Refusal[] = [];
    for (const run of runs) {
      signal?.throwIfAborted();
      waiting.push(...(await run.advance(manner)));
    }
    const left = countLeft(runs);
    if (left === 0) return;
    if ((left === before && manner === 'anyOrder') || round === mostRounds) throw refusalProblem(firstCause(waiting));
    manner = left === before ? 'anyOrder' : 'inOrder';
  }
}

function countLeft(runs: readonly ScriptRun[]): number {
  return runs.reduce((sum, { left }) => sum + left.length, 0);
}
