import * as vscode from 'vscode';
import { unpackSymbols } from '../../../schema/service/packedLists.js';
import { toRange } from '../../findings.js';
import { plainMessage } from '../../plainMessage.js';
import { type SqlSchemas, sqlName } from '../../sqlSchemas.js';
import { isCreated } from './figures.js';

interface Place {
  readonly path: string;
  readonly range: vscode.Range;
}

/** Opens the CREATE TABLE of the workspace's SQL files; asks which one, when there are several. */
export async function openDefinition(
  schemas: SqlSchemas,
  { schema, name }: { readonly schema: string; readonly name: string },
): Promise<void> {
  const written = schema === 'public' ? [name, `${schema}.${name}`] : [`${schema}.${name}`];
  const places = await findCreated(schemas, written);
  if (places.length === 0) {
    const table = schema === 'public' ? name : `${schema}.${name}`;
    void vscode.window.showInformationMessage(plainMessage(`No SQL file of the workspace creates the table ${table}.`));
    return;
  }
  const place = places.length === 1 ? places[0] : await pick(places);
  if (!place) return;
  await vscode.window.showTextDocument(vscode.Uri.file(place.path), { selection: place.range, preview: false });
}

async function findCreated(schemas: SqlSchemas, written: readonly string[]): Promise<readonly Place[]> {
  const options = { location: vscode.ProgressLocation.Window, title: 'Looking for the table' };
  return vscode.window.withProgress(options, async () => {
    const found: Place[] = [];
    const groups = await schemas.ask('groups', {});
    for (const path of new Set(groups.flatMap(({ files }) => files))) {
      const symbols = unpackSymbols(await schemas.ask('symbols', { path }));
      for (const symbol of symbols.filter(isCreated))
        if (written.includes(symbol.name)) found.push({ path, range: toRange(symbol.nameRange) });
    }
    return found;
  });
}

async function pick(places: readonly Place[]): Promise<Place | undefined> {
  const items = places.map(place => ({
    label: plainMessage(sqlName(place.path)),
    description: `line ${place.range.start.line + 1}`,
    place,
  }));
  const placeHolder = 'Several files create this table. Which one?';
  return (await vscode.window.showQuickPick(items, { title: 'Go to Definition', placeHolder }))?.place;
}
