/** A query's plan, with what is costly in it and what to do about it. */
import { Looks } from '../live/readOnly.js';
import type { Session } from '../session.js';
import { type Explainable, readExplainable } from './explainable.js';
import type { PlanFinding } from './finding.js';
import type { Plan } from './plan.js';
import { planFindings } from './planFindings.js';
import { readPlan } from './readPlan.js';
import { readRelationFacts } from './relationFacts.js';
import { type ExplainOptions, runExplain } from './runExplain.js';

export interface PlanReport {
  /** What was explained: placeholders of drivers have become `$1` and so on. */
  readonly sql: string;
  readonly analyzed: boolean;
  /** Made without knowing the values of its parameters. */
  readonly generic: boolean;
  /** What stood for a parameter before. */
  readonly renamed: Explainable['renamed'];
  /** `18.4` */
  readonly version: string;
  readonly plan: Plan;
  readonly findings: readonly PlanFinding[];
}

/** A report, and what the server said: EXPLAIN's JSON, which other plan viewers read. */
export interface ExplainedQuery {
  readonly report: PlanReport;
  readonly json: unknown;
}

/**
 * Plans one statement; with `analyze` it is run, and rolled back.
 * @throws Problem for what is no statement to explain, for missing values, when time runs out; DatabaseError when the connection is
 * lost; the signal's reason.
 */
export async function explainQuery(session: Session, text: string, options: ExplainOptions = {}): Promise<PlanReport> {
  return (await explainWithJson(session, text, options)).report;
}

/** As explainQuery. */
export async function explainWithJson(
  session: Session,
  text: string,
  options: ExplainOptions = {},
): Promise<ExplainedQuery> {
  const statement = await readExplainable(text);
  const said = await runExplain(session, statement, options);
  const json: unknown = typeof said === 'string' ? JSON.parse(said) : said;
  const plan = readPlan(json);
  options.signal?.throwIfAborted();
  const looks = new Looks(session, { statementTimeout: 30_000, lockTimeout: 2000, signal: options.signal });
  const known = await looks.read(one => readRelationFacts(one, plan.root));
  const report: PlanReport = {
    sql: statement.sql,
    analyzed: options.analyze ?? false,
    generic: statement.parameters > 0 && !options.values,
    renamed: statement.renamed,
    version: `${Math.floor(session.version / 10000)}.${session.version % 10000}`,
    plan,
    findings: planFindings(plan, known, statement.query),
  };
  return { report, json };
}
