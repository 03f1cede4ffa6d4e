import * as vscode from 'vscode';
import { pickGroup } from '../pickGroup.js';
import type { SchemaPictures } from '../schemaPictures.js';
import type { SqlSchemas } from '../sqlSchemas.js';

/**
 * A schema as a picture in a Markdown document.
 * @param given the SQL file whose schema is meant; menus pass it.
 * @returns the document's address; undefined when the user picked no schema.
 */
export async function showSchema(
  schemas: SqlSchemas,
  pictures: SchemaPictures,
  given: unknown,
): Promise<vscode.Uri | undefined> {
  const group = await pickGroup(schemas, given, 'Show Schema');
  if (!group) return undefined;
  const document = await pictures.open(group);
  await vscode.window.showTextDocument(document, { preview: false });
  // The picture itself: VS Code's Markdown preview draws Mermaid, older ones show its text.
  await vscode.commands.executeCommand('markdown.showPreviewToSide', document.uri).then(undefined, () => undefined);
  return document.uri;
}
