import { Problem } from '../../text/problem.js';
import { DatabaseError } from '../session.js';
import { failureOf } from './failure.js';
import type { Failure } from './outcome.js';
import type { ScriptSegment, ScriptStatement } from './script.js';
import type { SegmentRun } from './segmentRun.js';

/** A piece and its turn. */
export interface Turn {
  readonly segment: ScriptSegment;
  /** Index of the piece. */
  readonly at: number;
  /** Index of its first statement among all. */
  readonly first: number;
  /** From 1. */
  readonly attempt: number;
}

export interface Ran {
  readonly milliseconds: number;
  readonly rows?: number;
  readonly notices?: readonly string[];
}

/** @throws DatabaseError; 57014 when the run was cancelled before. */
export async function runStatement(run: SegmentRun, statement: ScriptStatement, index: number): Promise<Ran> {
  const { onProgress, observer } = run.options;
  onProgress?.({
    kind: 'statement',
    index: index + 1,
    of: run.total,
    head: statement.head,
    line: statement.position.line + 1,
    elapsed: Math.round(performance.now() - run.began),
  });
  await observer?.before?.(statement, index);
  checkCancelled(run);
  run.notices = [];
  const start = performance.now();
  const { count } = await run.session.run(statement.sql);
  const milliseconds = performance.now() - start;
  const { notices } = run;
  await observer?.after?.(statement, index);
  return { milliseconds, ...(count !== undefined && { rows: count }), ...(notices.length > 0 && { notices }) };
}

/** Between two statements there is nothing that a server could cancel. */
export function checkCancelled({ isCancelled }: SegmentRun): void {
  if (isCancelled) throw new DatabaseError({ severity: 'ERROR', code: '57014', message: 'canceled by the user' });
}

/** @throws what is neither a server's word nor a Problem. */
export function failureAt(
  { script, options, isCancelled }: SegmentRun,
  { segment, attempt, first }: Turn,
  /** Index within the piece; absent: its COMMIT. */
  index: number | undefined,
  error: unknown,
): Failure {
  const blockers = options.observer?.blockers?.() ?? [];
  const statement = index === undefined ? {} : { statement: { index: first + index, is: segment.statements[index]! } };
  if (error instanceof DatabaseError)
    return failureOf(script, error.server, { segment, ...statement, attempts: attempt, blockers, isCancelled });
  if (!(error instanceof Problem)) throw error;
  return {
    ...{ kind: 'refused', message: error.message, path: script.path, code: '', server: '', attempts: attempt },
    position: index === undefined ? segment.end : segment.statements[index]!.position,
    ...(index !== undefined && { statement: first + index }),
    blockers: [],
  };
}
