import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inFolder, until, writeText } from './harness.js';

const api = `openapi: 3.1.0
info:
  title: Pets
  version: "1"
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Pets"
components:
  schemas:
    Pets:
      type: array
      items:
        $ref: "./pet.yaml#/Pet"
`;
const part = `Pet:
  description: An animal
  type: object
  properties:
    name:
      type: string
    friends:
      $ref: "api.yaml#/components/schemas/Pets"
`;

const ask = <Answer>(command: string, file: vscode.Uri, ...rest: unknown[]) =>
  vscode.commands.executeCommand<Answer>(`vscode.${command}`, file, ...rest);

describe('finding one’s way in API descriptions', () => {
  const spec = inFolder('navigation/api.yaml');
  const pet = inFolder('navigation/pet.yaml');
  let document: vscode.TextDocument;

  /** Where a text stands, behind `skip` characters of it. */
  const place = (text: string, skip = 2, within = document) => {
    const at = within.getText().indexOf(text);
    assert.ok(at >= 0, text);
    return within.positionAt(at + skip);
  };
  const names = (found: readonly vscode.Location[]) =>
    found.map(({ uri, range }) => `${uri.path.split('/').at(-1)} ${range.start.line + 1}`).sort();

  before(async () => {
    await writeText(pet, part.replace('Pet:', 'Animal:'));
    await writeText(spec, api);
    document = await vscode.workspace.openTextDocument(spec);
    await vscode.window.showTextDocument(document);
    // What the editor shows counts, not what the disk holds.
    const other = await vscode.workspace.openTextDocument(pet);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(pet, new vscode.Range(0, 0, other.lineCount, 0), part);
    await vscode.workspace.applyEdit(edit);
  });

  after(async () => {
    for (const file of [pet, spec]) {
      await vscode.window.showTextDocument(file);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });

  it('goes to a definition in another file, as its editor shows it', async () => {
    const found = await until(async () => {
      const links = await ask<vscode.LocationLink[]>('executeDefinitionProvider', spec, place('./pet.yaml'));
      return links.length > 0 && links;
    }, 'the definition');
    const [{ targetUri, targetRange }] = found as [vscode.LocationLink];
    assert.equal(targetUri.toString(), pet.toString());
    assert.deepEqual([targetRange.start.line, targetRange.start.character, targetRange.end.character], [0, 0, 3]);
  });

  it('finds the references of all files, also from a part of an API', async () => {
    const all = ['api.yaml 15', 'api.yaml 18', 'pet.yaml 8'];
    const find = async (file: vscode.Uri, at: vscode.Position) =>
      names(await ask<vscode.Location[]>('executeReferenceProvider', file, at));
    assert.deepEqual(await find(spec, place('Pets:\n')), all);
    const other = await vscode.workspace.openTextDocument(pet);
    assert.deepEqual(await find(pet, place('api.yaml#', 2, other)), all);
  });

  it('shows what a reference means', async () => {
    const [shown] = await ask<vscode.Hover[]>('executeHoverProvider', spec, place('./pet.yaml'));
    const text = (shown!.contents[0] as vscode.MarkdownString).value;
    assert.match(text, /\*\*schema Pet\*\* `object`\n\nAn animal\n\n- `name\?: string`/);
  });

  it('completes a reference while the file does not parse', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(spec, new vscode.Position(document.lineCount, 0), "    New:\n      $ref: '#/\n");
    await vscode.workspace.applyEdit(edit);
    const at = place("'#/\n", 3);
    const { items } = await ask<vscode.CompletionList>('executeCompletionItemProvider', spec, at, '/');
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('#/components/schemas/Pets'), labels.join());
    assert.ok(labels.includes('./pet.yaml#/Pet'), labels.join());
    await vscode.commands.executeCommand('undo');
    await until(() => document.getText() === api, 'the text as it was');
  });

  it('renames a component with all its references', async () => {
    const rename = (at: vscode.Position, name: string) =>
      ask<vscode.WorkspaceEdit>('executeDocumentRenameProvider', spec, at, name);
    const edit = await rename(place('Pets:\n'), 'Animals');
    await vscode.workspace.applyEdit(edit);
    const other = await vscode.workspace.openTextDocument(pet);
    assert.equal(document.getText(), api.replace('schemas/Pets', 'schemas/Animals').replace('Pets:\n', 'Animals:\n'));
    assert.equal(other.getText(), part.replace('schemas/Pets', 'schemas/Animals'));
    await assert.rejects(async () => rename(place('Animals:\n'), 'not a name'), /cannot be the name of a component/);
    await assert.rejects(async () => rename(place('title'), 'name'));
  });
});
