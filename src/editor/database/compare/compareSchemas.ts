/** From two schemas to a proven migration: asked for, shown, and saved when the user says so. */
import * as vscode from 'vscode';
import { isSql } from '../../sqlDocuments.js';
import { offerTrust } from '../../trust.js';
import type { Databases } from '../databases.js';
import { askPair } from './askPair.js';
import { askRenames, renameText } from './askRenames.js';
import type { CompareAsk, Compared } from './compareCalls.js';
import { type CompareChoice, chosenSide, readCompareChoice } from './compareChoice.js';
import { type CompareSettings, recallSettings, rememberPair } from './compareMemory.js';
import type { CompareView, ShownComparison } from './compareView.js';
import { comparisonText, verdictText } from './comparisonText.js';
import { givenSide } from './givenSide.js';
import { offerMigration } from './offerMigration.js';
import { previewFiles, saveMigration } from './saveMigration.js';
import { type Pair, type Side, sideLabel, sideRequest } from './sides.js';

/** What the command gives: plain data. */
export interface CompareSummary
  extends Pick<
    Compared,
    'isEqual' | 'isProven' | 'proofs' | 'hazards' | 'renames' | 'unmodelled' | 'upSql' | 'downSql'
  > {
  readonly from: string;
  readonly to: string;
  readonly possibleRenames: readonly string[];
  /** Absolute paths; empty: nothing was saved (yet). */
  readonly files: readonly string[];
}

/**
 * @param file what a menu passed.
 * @param choice see `compareChoice.ts`.
 * @returns undefined when the user stopped on the way.
 * @throws Problem for what cannot be read or compared.
 */
export async function compareSchemas(
  databases: Databases,
  view: CompareView,
  file: unknown,
  choice: unknown,
): Promise<CompareSummary | undefined> {
  const chosen = readCompareChoice(choice);
  if (!vscode.workspace.isTrusted) {
    void offerTrust('This workspace is not trusted, so its SQL is not run, and its schemas are not compared.');
    return undefined;
  }
  const pair = await pairOf(databases, file, chosen);
  if (!pair) return undefined;
  const settings = settingsOf(databases, chosen);
  const compared = await compareAndAsk(databases, pair, settings, chosen);
  if (!compared) return undefined;
  await rememberPair(databases.desk.context.workspaceState, pair);
  const names = [compared.from, compared.to].map(({ label }) => label.split('/').at(-1));
  const title = `${names.join(' → ')}: ${verdictText(compared)}`;
  const comparison: ShownComparison = {
    title,
    pair,
    compared,
    again: againOf(databases, pair, chosen),
    now: Date.now(),
  };
  databases.desk.log.info(`Compare Schemas\n${comparisonText(compared)}`);
  if (!compared.isEqual) {
    const { folder, files } = await previewFiles(databases, comparison);
    await view.show(comparison, folder, files);
  } else if (compared.unmodelled.length > 0) await view.show(comparison, '', []);
  const { save, unproven = false } = chosen;
  const isSaved = save !== undefined && !compared.isEqual;
  const files = isSaved ? await saveMigration(databases, comparison, { folder: save, unproven }) : [];
  // Not awaited: the command ends when its work does, not when somebody closes the message.
  if (save === undefined) void offerMigration(comparison);
  return summaryOf(compared, files ?? []);
}

async function pairOf(databases: Databases, file: unknown, { now, become }: CompareChoice): Promise<Pair | undefined> {
  const { connections } = databases;
  const given = {
    ...(now !== undefined && { now: await chosenSide(now, connections) }),
    ...(become !== undefined && { become: await chosenSide(become, connections) }),
  };
  if (given.now && given.become) return { now: given.now, become: given.become };
  const known = given.now || given.become ? given : await givenSide(databases, file);
  return askPair(databases, known);
}

function settingsOf({ desk }: Databases, chosen: CompareChoice): CompareSettings {
  const kept = recallSettings(desk.context.workspaceState);
  const { online, expandContract, copyFirst, owners, grants, without } = chosen;
  return {
    online: online ?? kept.online,
    expandContract: expandContract ?? kept.expandContract,
    copyFirst: copyFirst ?? kept.copyFirst,
    owners: owners ?? kept.owners,
    grants: grants ?? kept.grants,
    without: without ?? kept.without,
  };
}

/** Until nothing is left that looks like a rename and was not asked about. */
async function compareAndAsk(
  databases: Databases,
  pair: Pair,
  settings: CompareSettings,
  chosen: CompareChoice,
): Promise<Compared | undefined> {
  const renames = [...(chosen.renames ?? [])];
  const asked = new Set<string>();
  for (;;) {
    const compared = await compareOnce(databases, pair, settings, chosen, renames);
    const open = compared.possibleRenames.filter(one => !asked.has(renameText(one)));
    if (chosen.renames || open.length === 0) return compared;
    const picked = await askRenames(open);
    if (!picked) return undefined;
    for (const one of open) asked.add(renameText(one));
    if (picked.length === 0) return compared;
    renames.push(...picked.map(renameText));
  }
}

async function compareOnce(
  databases: Databases,
  { now, become }: Pair,
  { owners, grants, without, ...how }: CompareSettings,
  { owners: saidOwners, grants: saidGrants, schemas, forVersion, rows = true }: CompareChoice,
  renames: readonly string[],
): Promise<Compared> {
  const [from, to] = [await sideRequest(now, databases.connections), await sideRequest(become, databases.connections)];
  const scope = {
    // Not wanted is not refused: a script that speaks of owners means them.
    ...((owners || saidOwners === false) && { owners }),
    ...((grants || saidGrants === false) && { grants }),
    ...(schemas && { onlySchemas: schemas }),
    without,
  };
  const ask: CompareAsk = {
    ...{ from, to, scope, renames, rows, ...how, engine: databases.engine(), held: heldTexts() },
    ...(forVersion !== undefined && { forVersion }),
  };
  return databases.run(`Comparing ${from.label} → ${to.label}`, job =>
    databases.thread.call('compareSchemas', { job, ...ask }),
  );
}

/** What is typed counts, whether it is saved or not. */
function heldTexts(): CompareAsk['held'] {
  return vscode.workspace.textDocuments
    .filter(document => document.isDirty && isSql(document))
    .map(document => [document.uri.fsPath, document.getText()]);
}

/** Names are as the choice takes them. */
function againOf(
  { connections }: Databases,
  { now, become }: Pair,
  { save, unproven, ...chosen }: CompareChoice,
): CompareChoice {
  const word = (side: Side) => {
    if (side.kind === 'connection') return { connection: sideLabel(side, connections) ?? '' };
    const { path, revision } = side;
    return revision === undefined ? path : { path, revision };
  };
  return { ...chosen, now: word(now), become: word(become) };
}

function summaryOf(compared: Compared, files: readonly string[]): CompareSummary {
  const { isEqual, isProven, proofs, hazards, renames, unmodelled, upSql, downSql } = compared;
  return {
    ...{ isEqual, isProven, proofs, hazards, renames, unmodelled, upSql, downSql, files },
    from: compared.from.label,
    to: compared.to.label,
    possibleRenames: compared.possibleRenames.map(renameText),
  };
}
