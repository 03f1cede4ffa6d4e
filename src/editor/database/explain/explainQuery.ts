import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { offerTrust } from '../../trust.js';
import { pickConnection } from '../addConnection.js';
import type { SavedConnection } from '../connections.js';
import type { Databases } from '../databases.js';
import { askBlank, askHow, askValues } from './askHow.js';
import { type DocumentQuery, queryOfEditor } from './editorQuery.js';
import type { Filled, QueryNeeds } from './explainCalls.js';
import { type ExplainChoice, readExplainChoice } from './explainChoice.js';
import { actOnPlan } from './planActions.js';
import type { Explained } from './planPanel.js';
import { type ExplainedSummary, type ExplainScene, runAndShow } from './showPlan.js';

/** The database that was explained on last, by its connection's id: of this workspace. */
const lastConnection = 'explain.connection';

/**
 * The query at the cursor → the database → how → its plan, on a page beside it.
 * @param given see `explainChoice.ts`.
 * @returns undefined when the user stopped on the way.
 */
export async function explainQuery(scene: ExplainScene, given: unknown): Promise<ExplainedSummary | undefined> {
  const choice = readExplainChoice(given);
  if (!vscode.workspace.isTrusted) {
    void offerTrust('This workspace is not trusted, so none of its queries is sent to a database.');
    return undefined;
  }
  if (choice.plan !== undefined) return actOnPlan(scene, choice.plan);
  const query = await readQuery(scene.databases, choice);
  const open = await fillIn(scene.databases, query);
  if (!open) return undefined;
  const asked = await askConnection(scene.databases, choice, open.needs);
  if (!asked) return undefined;
  const { connection, analyze, withValues } = asked;
  const values = withValues ? (choice.values ?? (await askValues(query.text, open.needs.parameters))) : undefined;
  if (withValues && !values) return undefined;
  return runAndShow(scene, { query, ...open, connection, values }, { analyze, confirmed: choice.confirmed });
}

async function readQuery(databases: Databases, { query }: ExplainChoice): Promise<Explained['query']> {
  if (query !== undefined) return { text: query, source: query, uri: undefined, start: 0, end: query.length };
  const found: DocumentQuery = await queryOfEditor(databases);
  return { ...found, source: sourceOf(found) };
}

/** As the document has it: with its quotes and its interpolations. */
function sourceOf({ uri, start, end, text }: DocumentQuery): string {
  const document = vscode.workspace.textDocuments.find(one => one.uri.toString() === uri?.toString());
  return document?.getText(new vscode.Range(document.positionAt(start), document.positionAt(end))) ?? text;
}

/** Asks for what is no value, until nothing is open but values. */
async function fillIn(
  { thread }: Databases,
  { text }: DocumentQuery,
): Promise<{ readonly needs: QueryNeeds; readonly filled: readonly Filled[] } | undefined> {
  const filled: Filled[] = [];
  for (;;) {
    const needs = await thread.call('readQuery', { text, filled });
    if (needs.blanks.length === 0) return { needs, filled };
    for (const written of needs.blanks) {
      const as = await askBlank(written);
      if (as === undefined) return undefined;
      filled.push({ written, as });
    }
  }
}

interface Asked {
  readonly connection: SavedConnection;
  readonly analyze: boolean;
  readonly withValues: boolean;
}

async function askConnection(
  databases: Databases,
  choice: ExplainChoice,
  needs: QueryNeeds,
): Promise<Asked | undefined> {
  let connection = await firstConnection(databases, choice);
  while (connection) {
    const hasParameters = needs.parameters.length > 0;
    const wantsValues = hasParameters && (choice.analyze === true || (choice.values?.length ?? 0) > 0);
    const how =
      choice.analyze === undefined
        ? await askHow(connection, needs)
        : { analyze: choice.analyze, withValues: wantsValues };
    if (how !== 'another') return how && { connection, ...how };
    connection = await pickAndRemember(databases);
  }
  return undefined;
}

/** The one that was named, the last one of this workspace, the only one there is, or one that is picked. */
async function firstConnection(
  databases: Databases,
  { connection: name }: ExplainChoice,
): Promise<SavedConnection | undefined> {
  const list = databases.connections.list();
  if (name !== undefined) {
    const named = databases.connections.named(name);
    if (!named) throw new Problem(`There is no connection ${name}. Add it with Add Connection.`);
    return named;
  }
  const last = databases.desk.context.workspaceState.get<unknown>(lastConnection);
  return list.find(({ id }) => id === last) ?? (list.length === 1 ? list[0] : pickAndRemember(databases));
}

async function pickAndRemember(databases: Databases): Promise<SavedConnection | undefined> {
  const { workspaceState } = databases.desk.context;
  const last = workspaceState.get<unknown>(lastConnection);
  const picked = await pickConnection(databases, 'Explain Query', typeof last === 'string' ? last : undefined);
  if (picked) await workspaceState.update(lastConnection, picked.id);
  return picked;
}
