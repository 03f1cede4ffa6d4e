import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import type { SavedConnection } from '../connections.js';
import type { Databases } from '../databases.js';
import { confirmChange } from '../stage.js';
import type { PlanBefore, QueryNeeds } from './explainCalls.js';
import type { Explained, PlanPanel } from './planPanel.js';

export interface ExplainScene {
  readonly databases: Databases;
  readonly panel: PlanPanel;
}

/** What the command gives to those who call it. */
export interface ExplainedSummary {
  readonly sql: string;
  readonly connection: string;
  readonly analyzed: boolean;
  readonly generic: boolean;
  readonly cost: number;
  /** Milliseconds. */
  readonly time?: number;
  readonly findings: readonly { readonly kind: string; readonly message: string; readonly sql?: string }[];
}

/** Seconds after which the server gives up. A wrong value counts as not set: settings files are outside bytes. */
function timeLimit(): number {
  const seconds = vscode.workspace.getConfiguration('seniorBackend.database').get<unknown>('explainTimeout');
  return typeof seconds === 'number' && seconds >= 1 && seconds <= 86_400 ? seconds : 30;
}

/**
 * Asks for a yes where one is needed, then explains it and shows the plan.
 * @returns undefined when the answer was no.
 */
export async function runAndShow(
  { databases, panel }: ExplainScene,
  explained: Omit<Explained, 'plan'>,
  { analyze, confirmed }: { readonly analyze: boolean; readonly confirmed?: string | undefined },
): Promise<ExplainedSummary | undefined> {
  const { query, needs, filled, connection, values } = explained;
  const { name, stage, description } = connection;
  const isRisky = analyze && (!needs.reads || stage === 'production');
  if (isRisky && confirmed !== name && !(await confirmRun(connection, needs))) return undefined;
  const connectionString = await databases.connections.stringOf(connection);
  if (connectionString === undefined)
    throw new Problem(`The system’s key store has lost the address of ${name}. Add the connection again.`);
  const before = beforeOf(panel.shown, explained);
  const title = analyze ? `Analyzing a query on ${name}` : `Explaining a query on ${name}`;
  const plan = await databases.run(title, job =>
    databases.thread.call('explainQuery', {
      ...{ job, connectionString, text: query.text, filled, analyze, timeout: timeLimit() * 1000 },
      database: { name, stage, description },
      ...(values && { values }),
      ...(before && { before }),
    }),
  );
  panel.show({ ...explained, plan });
  const { report } = plan;
  const time = report.plan.executionTime;
  return {
    ...{ sql: report.sql, connection: name, analyzed: report.analyzed, generic: report.generic },
    cost: report.plan.root.cost,
    ...(time !== undefined && { time }),
    findings: report.findings.map(({ kind, message, sql }) => ({ kind, message, ...(sql !== undefined && { sql }) })),
  };
}

function confirmRun(connection: SavedConnection, { verb, reads }: QueryNeeds): Promise<boolean> {
  const detail = reads
    ? `The query is run in a read-only transaction, for at most ${timeLimit()} s.`
    : `The ${verb} is run and rolled back, within at most ${timeLimit()} s. Until then it locks the rows it touches; numbers it takes from sequences, and what functions do outside of the database, are not taken back.`;
  return confirmChange(connection, `Run ${verb}`, detail, 'on');
}

/** What the same query on the same database had, to be compared with. */
function beforeOf(
  shown: Explained | undefined,
  { query, connection }: Omit<Explained, 'plan'>,
): PlanBefore | undefined {
  if (!shown || shown.query.text !== query.text || shown.connection.id !== connection.id) return undefined;
  const { analyzed, plan } = shown.plan.report;
  const time = plan.executionTime;
  return { analyzed, cost: plan.root.cost, ...(time !== undefined && { time }) };
}
