import { type HeldLocks, newLocks } from '../prove/lockModes.js';
import { type Files, type Relations, readFiles, readOwnTraces, readRelations, rewritten } from '../prove/watch.js';
import type { Session } from '../session.js';
import type { DryStatement } from './dryRunTypes.js';
import { explainCost } from './explainCost.js';
import type { StatementOutcome } from './outcome.js';
import type { ScriptSegment, ScriptStatement } from './script.js';
import type { Observer } from './segmentRun.js';

type Facts = Pick<DryStatement, 'locks' | 'rewrites' | 'plan'>;

export interface StatementWatch extends Observer {
  /** The outcomes, with what was seen. */
  told(statements: readonly StatementOutcome[]): readonly DryStatement[];
}

/** Notes what each statement locks and writes anew, and what the planner thinks of its queries. */
export async function watchStatements(
  session: Session,
  segments: readonly ScriptSegment[],
  beforeEach: () => Promise<void>,
): Promise<StatementWatch> {
  const relations: Relations = await readRelations(session);
  const inTransaction = new Map(segments.flatMap(one => one.statements.map(each => [each.start, one.inTransaction])));
  const firsts = new Set(segments.map(({ statements }) => statements[0]?.start));
  const facts = new Map<number, Facts>();
  let locks: HeldLocks = new Map();
  let files: Files = await readFiles(session);
  return {
    async before({ start, sql, commands }: ScriptStatement, index) {
      await beforeEach();
      // Locks go with their transaction.
      if (firsts.has(start)) locks = new Map();
      const isQuery = commands.length === 1 && commands[0]!.kind === 'query' && inTransaction.get(start) === true;
      const plan = isQuery ? await explainCost(session, sql) : undefined;
      facts.set(index, { rewrites: [], ...(plan && { plan }) });
    },
    async after({ start }, index) {
      const now = await readOwnTraces(session, relations);
      const seen = inTransaction.get(start) === true ? { locks: newLocks(locks, now.locks) } : {};
      facts.set(index, { ...facts.get(index), ...seen, rewrites: rewritten(files, now.files, relations) });
      [locks, files] = [now.locks, now.files];
    },
    told: statements => statements.map((one, index) => ({ ...one, rewrites: [], ...facts.get(index) })),
  };
}
