/** EXPLAIN on a server: always in a transaction that is rolled back, within a time limit. */
import { quoteLiteral } from '../../schema/print.js';
import { Problem } from '../../text/problem.js';
import { cancellable } from '../cancellable.js';
import { DatabaseError, type Session } from '../session.js';
import type { Explainable } from './explainable.js';

export interface ExplainOptions {
  /** Runs the statement and rolls back. What a transaction does not hold back stays: numbers of sequences, what functions do elsewhere. */
  readonly analyze?: boolean;
  /** For `$1`, `$2`, …: as text, which the server reads as the types that the statement needs. Without them the plan is the generic one. */
  readonly values?: readonly (string | null)[];
  /** Milliseconds after which the server gives up: 30,000. */
  readonly timeout?: number;
  /** Aborted: the server is told to stop, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Milliseconds to wait for a lock: plans need ACCESS SHARE only, runs may need more. */
const lockTimeout = 2000;

const preparedName = 'senior_backend_explain';
const settingName = 'senior_backend.plan';

/**
 * EXPLAIN's JSON.
 * @throws Problem when parameters have no values, when it takes too long, or when something writes that should only read; DatabaseError
 * when the server refuses the statement; the signal's reason.
 */
export async function runExplain(session: Session, statement: Explainable, options: ExplainOptions): Promise<unknown> {
  const { analyze = false, timeout = 30_000, signal, values } = options;
  checkValues(statement, analyze, values);
  signal?.throwIfAborted();
  const onAbort = () => void session.cancel().catch(() => undefined);
  signal?.addEventListener('abort', onAbort);
  try {
    const mode = analyze && !statement.reads ? 'READ WRITE' : 'READ ONLY';
    // A cancellation that comes between two statements finds nothing to end.
    const stoppable = cancellable(session, signal);
    await stoppable.execute(`BEGIN ${mode}`);
    await stoppable.execute(
      `SET LOCAL statement_timeout = ${Math.ceil(timeout)}; SET LOCAL lock_timeout = ${Math.min(lockTimeout, Math.ceil(timeout))}`,
    );
    return await planOf(stoppable, statement, analyze, values);
  } catch (error) {
    signal?.throwIfAborted();
    throw problemOf(error, timeout) ?? error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await session.execute('ROLLBACK').catch(() => undefined);
  }
}

function checkValues(
  { parameters, isPreparable }: Explainable,
  analyze: boolean,
  values: ExplainOptions['values'],
): void {
  if (parameters === 0) return;
  if (!isPreparable)
    throw new Problem(
      'CREATE TABLE … AS takes no parameters. Write values in place of $1 and the like, then explain it.',
    );
  if (values && values.length !== parameters)
    throw new Problem(`It has ${parameters} parameters, and there are ${values.length} values. Give one for each.`);
  if (analyze && !values)
    throw new Problem(
      `Nothing can be run without values: it has ${parameters === 1 ? 'a parameter' : `${parameters} parameters`}. Give values, or explain it without running it.`,
    );
}

async function planOf(
  session: Session,
  { sql, parameters }: Explainable,
  analyze: boolean,
  values: ExplainOptions['values'],
): Promise<unknown> {
  const words = ['FORMAT JSON', 'COSTS', 'VERBOSE', 'SETTINGS', ...(analyze ? ['ANALYZE', 'BUFFERS'] : [])];
  if (parameters === 0) return explained(session, `EXPLAIN (${words.join(', ')}) ${sql}`);
  if (!values && session.version >= 160000) {
    const plan = await genericPlan(session, `EXPLAIN (${words.join(', ')}, GENERIC_PLAN) ${sql}`);
    if (plan !== undefined) return plan;
  }
  return preparedPlan(session, sql, words, values ?? Array<null>(parameters).fill(null), values !== undefined);
}

async function explained(session: Session, sql: string): Promise<unknown> {
  const [row] = await session.query<Record<string, unknown>>(sql);
  return row && Object.values(row)[0];
}

/**
 * GENERIC_PLAN wants its parameters without values, which the extended protocol does not allow; a block of PL/pgSQL passes the text on
 * as it is. Undefined: the server has no PL/pgSQL for us.
 */
async function genericPlan(session: Session, sql: string): Promise<unknown> {
  await session.execute('SAVEPOINT generic');
  try {
    // The literal is one of ours: the block's own quotes are not in reach of the statement's text.
    const text = quoteLiteral(sql);
    const body = `DECLARE plan json; BEGIN EXECUTE ${text} INTO plan; PERFORM set_config('${settingName}', plan::text, true); END`;
    await session.execute(`DO ${quoteLiteral(body)}`);
  } catch (error) {
    const isMissing = error instanceof DatabaseError && ['42704', '42501'].includes(error.server.code);
    if (!isMissing) throw error;
    await session.execute('ROLLBACK TO SAVEPOINT generic');
    return undefined;
  }
  return explained(session, `SELECT current_setting('${settingName}')`);
}

/** Through PREPARE, as 13 to 15 know nothing of GENERIC_PLAN. It outlives the transaction: it is taken away again. */
async function preparedPlan(
  session: Session,
  sql: string,
  words: readonly string[],
  values: readonly (string | null)[],
  custom: boolean,
): Promise<unknown> {
  await session.execute(`SET LOCAL plan_cache_mode = force_${custom ? 'custom' : 'generic'}_plan`);
  await session.query(`PREPARE ${preparedName} AS ${sql}`);
  try {
    const literals = values.map(value => (value === null ? 'NULL' : quoteLiteral(value)));
    return await explained(session, `EXPLAIN (${words.join(', ')}) EXECUTE ${preparedName}(${literals.join(', ')})`);
  } finally {
    await session.execute('ROLLBACK').catch(() => undefined);
    await session.execute(`DEALLOCATE ${preparedName}`).catch(() => undefined);
  }
}

function problemOf(error: unknown, timeout: number): Problem | undefined {
  if (!(error instanceof DatabaseError)) return undefined;
  const { code, message, hint } = error.server;
  if (code === '57014')
    return new Problem(
      `It took longer than ${timeout / 1000} s and was stopped. Explain it without running it, or allow more time.`,
    );
  if (code === '55P03')
    return new Problem(
      'It waited for a lock that another session holds, and gave up. Try again when that one is done.',
    );
  if (code === '25006')
    return new Problem(
      `It is a query that writes (${message}): a SELECT is run in a read-only transaction only. Explain it without running it.`,
    );
  const more = hint === undefined ? '' : ` ${hint}`;
  return /^(?:22|42|26|0A)/.test(code) ? new Problem(`PostgreSQL refuses the query: ${message}.${more}`) : undefined;
}
