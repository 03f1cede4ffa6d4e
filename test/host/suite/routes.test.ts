import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  inFolder,
  notes,
  problemsOf,
  readText,
  ruleOf,
  scaffoldAndApply,
  threadFiles,
  threads,
  unhurried,
  until,
  writeText,
} from './harness.js';

const app = `import express from 'express';
import { users } from './users.js';

const app = express();
app.use('/users', users);
app.listen(3000);
`;

const routes = `import { Router } from 'express';
import { getUser } from './handlers.js';

export const users = Router();
users.get('/:id', getUser);
users.post('/', (req, res) => {
  res.status(201).json({ id: 'a' });
});
`;

const handlers = `export function getUser(req, res) {
  res.json({ id: req.params.id });
}
`;

const api = `openapi: 3.1.0
# Written by hand.
info:
  title: Users
  version: "1"
paths:
  /users/{id}:
    parameters:
      - name: id
        in: path
        required: true
        schema:
          type: string
    get:
      operationId: getUser
      summary: One user, [not a link](command:x)
      responses:
        "200":
          description: The user
          content:
            application/json:
              schema:
                type: object
                properties:
                  id:
                    type: string
    delete:
      operationId: deleteUser
      responses:
        "204":
          description: gone
`;

/** What the routes serve in any case: a description of nothing that they have would be somebody else's. */
const other = `  /users:
    post:
      responses:
        "201":
          description: made
`;

const driftKinds = ['undescribed-route', 'unserved-operation', 'parameter-drift', 'body-drift', 'status-drift'];
const drifts = (file: vscode.Uri) => problemsOf(file).filter(one => driftKinds.includes(ruleOf(one)));
const ask = <Answer>(command: string, file: vscode.Uri, ...rest: unknown[]) =>
  vscode.commands.executeCommand<Answer>(`vscode.${command}`, file, ...rest);

/** Runs the command, and applies its preview once that is there. */
async function generate(...given: unknown[]): Promise<readonly string[] | undefined> {
  const run = vscode.commands.executeCommand<readonly string[] | undefined>('seniorBackend.specFromRoutes', ...given);
  let done = false;
  const ended = Promise.resolve(run).finally(() => {
    done = true;
  });
  while (!done) {
    await vscode.commands.executeCommand('refactorPreview.apply').then(undefined, () => undefined);
    await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 100))]);
  }
  return ended;
}

describe('routes and API descriptions', () => {
  const folder = inFolder('routes');
  const spec = inFolder('routes/openapi.yaml');
  const source = inFolder('routes/src/users.ts');
  const handler = inFolder('routes/src/handlers.ts');
  let description: vscode.TextDocument;
  let program: vscode.TextDocument;

  const place = (document: vscode.TextDocument, text: string, skip = 1) => {
    const at = document.getText().indexOf(text);
    assert.ok(at >= 0, text);
    return document.positionAt(at + skip);
  };

  /** Takes the fix of a problem, and waits until it is gone. */
  async function fix(file: vscode.Uri, message: RegExp, title: RegExp): Promise<void> {
    const action = await until(async () => {
      const problem = drifts(file).find(one => message.test(one.message));
      const actions = problem && (await ask<vscode.CodeAction[]>('executeCodeActionProvider', file, problem.range));
      return actions?.find(one => title.test(one.title));
    }, String(title));
    assert.ok(await vscode.workspace.applyEdit(action.edit!));
    await vscode.commands.executeCommand(action.command!.command, ...action.command!.arguments!);
    await until(() => !drifts(file).some(one => message.test(one.message)), `no ${message}`);
  }

  /** Not written to the disk: VS Code may miss what follows a save of the same file. */
  async function save(text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(source, new vscode.Range(0, 0, program.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await program.save());
  }

  async function reset(): Promise<void> {
    for (const document of [description, program]) {
      // Whatever the preview leaves behind may take the focus, and with it the command.
      await until(async () => {
        await vscode.window.showTextDocument(document, { preview: false });
        await vscode.commands.executeCommand('workbench.action.files.revert');
        return !document.isDirty && document.getText() === (await readText(document.uri));
      }, 'the text as it was saved');
    }
  }

  before(async () => {
    await writeText(inFolder('routes/src/app.ts'), app);
    await writeText(source, routes);
    await writeText(handler, handlers);
    await writeText(inFolder('routes/package.json'), '{ "name": "users", "dependencies": { "express": "^5.0.0" } }');
  });

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('say nothing where there is no description', async () => {
    program = await vscode.workspace.openTextDocument(source);
    await vscode.window.showTextDocument(program);
    assert.deepEqual(drifts(source), []);
  });

  it('become a new description', async () => {
    const written = await generate(folder, { output: inFolder('routes/generated.yaml').fsPath });
    assert.deepEqual(written, [inFolder('routes/generated.yaml').fsPath]);
    const text = (await readText(inFolder('routes/generated.yaml')))!;
    assert.match(text, /^openapi: 3\.1/);
    assert.match(text, /\/users\/\{id\}:/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(inFolder('routes/generated.yaml'));
  });

  it('are compared when a file of theirs is open, on both sides', async () => {
    await writeText(spec, api);
    description = await vscode.workspace.openTextDocument(spec);
    await vscode.window.showTextDocument(description);
    const [unserved] = await until(() => drifts(spec).length > 0 && drifts(spec), 'drift of the description');
    assert.equal(ruleOf(unserved!), 'unserved-operation');
    assert.match(unserved!.message, /DELETE \/users\/\{id\} is described, but no route serves it/);
    assert.equal(description.getText(unserved!.range), 'delete');
    const [undescribed] = drifts(source);
    assert.equal(ruleOf(undescribed!), 'undescribed-route');
    assert.equal(program.getText(undescribed!.range), "users.post('/'");
    assert.equal(undescribed!.severity, vscode.DiagnosticSeverity.Warning);
  });

  it('lead from an operation to its handler', async () => {
    for (const at of [place(description, '    get:', 5), place(description, 'operationId: getUser', 15)]) {
      const links = await ask<vscode.LocationLink[]>('executeDefinitionProvider', spec, at);
      assert.deepEqual(
        links.map(({ targetUri, targetRange }) => [targetUri.toString(), targetRange.start.line]),
        [[handler.toString(), 0]],
      );
    }
    const found = await ask<vscode.Location[]>('executeReferenceProvider', spec, place(description, '    get:', 5));
    assert.deepEqual(found.map(({ uri, range }) => [uri.toString(), range.start.line]).sort(), [
      [handler.toString(), 0],
      [source.toString(), 4],
    ]);
    const [hover] = await ask<vscode.Hover[]>('executeHoverProvider', spec, place(description, '    get:', 5));
    assert.match((hover!.contents[0] as vscode.MarkdownString).value, /Handled in \[handlers\.ts:1\]\(file:/);
    const lenses = await ask<vscode.CodeLens[]>('executeCodeLensProvider', spec, 100);
    const lens = lenses.find(({ command }) => command?.title === '$(arrow-right) handlers.ts:1');
    assert.equal(lens?.range.start.line, place(description, '    get:', 5).line);
  });

  it('lead from a route to its operation, without getting into TypeScript’s way', async () => {
    const links = await ask<vscode.LocationLink[]>('executeDefinitionProvider', source, place(program, "'/:id'"));
    assert.deepEqual(
      links.map(({ targetUri, targetRange }) => [targetUri.toString(), targetRange.start.line]),
      [[spec.toString(), place(description, '    get:').line]],
    );
    const onName = await ask<vscode.LocationLink[]>(
      'executeDefinitionProvider',
      source,
      place(program, ', getUser', 4),
    );
    assert.ok(onName.every(one => !(one.targetUri ?? (one as unknown as vscode.Location).uri).path.endsWith('.yaml')));
    const hovers = await ask<vscode.Hover[]>('executeHoverProvider', source, place(program, "'/:id'"));
    const texts = hovers.flatMap(({ contents }) => contents.map(one => (one as vscode.MarkdownString).value)).join();
    assert.match(texts, /\*\*GET \/users\/\\\{id\\\}\*\* — One user, \\\[not a link\\\]/);
    const lenses = await ask<vscode.CodeLens[]>('executeCodeLensProvider', source, 100);
    assert.deepEqual(
      lenses.map(({ command, range }) => [command?.title, range.start.line]),
      [['$(symbol-interface) GET /users/{id} — openapi.yaml', 4]],
    );
  });

  it('keep their places while somebody types above them', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(source, new vscode.Position(2, 0), '// one\n// two\n');
    await vscode.workspace.applyEdit(edit);
    const lenses = await ask<vscode.CodeLens[]>('executeCodeLensProvider', source, 100);
    assert.deepEqual(
      lenses.map(({ range }) => range.start.line),
      [6],
    );
    const [hover] = await ask<vscode.Hover[]>('executeHoverProvider', source, place(program, "'/:id'"));
    assert.ok(hover);
    await reset();
  });

  it('are added to the description by a fix', async () => {
    await fix(source, /^POST \/users is served/, /^Add POST \/users to openapi\.yaml$/);
    assert.match(description.getText(), /# Written by hand\.\n[\s\S]*\/users:\n {4}post:/);
    assert.ok(description.isDirty, 'it is theirs to save');
    await reset();
  });

  it('get a handler by a fix', async () => {
    await fix(spec, /^DELETE .* no route serves it/, /^Add a handler for DELETE \/users\/\{id\}$/);
    assert.match(
      program.getText(),
      /\nusers\.delete\('\/:id', \(req, res\) => \{\n {2}res\.status\(501\)\.json\(\{ message: 'Not implemented' \}\);\n\}\);\n/,
    );
    await reset();
  });

  it('give the description the name that they have by a fix, when it is misspelt', async () => {
    const edit = new vscode.WorkspaceEdit();
    const key = place(description, '/users/{id}:', 0);
    edit.replace(spec, new vscode.Range(key, key.translate(0, '/users'.length)), '/user');
    const end = new vscode.Position(place(description, '    delete:', 0).line, 0);
    edit.replace(spec, new vscode.Range(end, new vscode.Position(description.lineCount, 0)), other);
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('_seniorBackend.compareRoutes');
    await fix(spec, /^GET \/user\/\{id\} .* no route serves it/, /^Rename the path to \/users\/\{id\}$/);
    assert.match(description.getText(), /\n {2}\/users\/\{id\}:/);
    await reset();
  });

  it('are compared again when a file is saved', async () => {
    await until(() => drifts(source).length === 1, 'the drift');
    await save(
      routes.replace(/users\.post[\s\S]*/, "users.delete('/:id', (req, res) => {\n  res.sendStatus(204);\n});\n"),
    );
    await until(() => drifts(source).length === 0 && drifts(spec).length === 0, 'no drift');
    await save(routes);
    await until(() => drifts(source).length === 1, 'the drift again');
  });

  it('merge into a description, unsaved changes and all', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(spec, new vscode.Position(2, 0), '# And not saved.\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await generate(folder), [spec.fsPath]);
    assert.match(description.getText(), /# Written by hand\.\n# And not saved\.\n[\s\S]*\/users:\n {4}post:/);
    assert.ok(description.isDirty);
    await vscode.window.showTextDocument(description);
    await vscode.commands.executeCommand('undo');
    assert.ok(!description.getText().includes('post:'));
    await reset();
  });

  it('may be left unwritten', async () => {
    const run = vscode.commands.executeCommand<readonly string[] | undefined>('seniorBackend.specFromRoutes', folder);
    let done = false;
    const ended = Promise.resolve(run).finally(() => {
      done = true;
    });
    while (!done) {
      await vscode.commands.executeCommand('refactorPreview.discard').then(undefined, () => undefined);
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 100))]);
    }
    assert.equal(await ended, undefined);
    assert.equal(description.getText(), api);
  });

  it('are no longer read when the notification is cancelled', async () => {
    const many = Array.from(
      { length: 3000 },
      (_, i) => `app.get('/r${i}', (req, res) => { res.json({ i: req.query.q }); });`,
    );
    const large = `const express = require('express');\nconst app = express();\n${many.join('\n')}\napp.listen(1);\n`;
    await writeText(inFolder('manyRoutes/app.js'), large);
    const output = inFolder('manyRoutes/openapi.yaml').fsPath;
    let ended = false;
    const run = Promise.resolve(
      vscode.commands.executeCommand('seniorBackend.specFromRoutes', inFolder('manyRoutes'), { output }),
    ).finally(() => {
      ended = true;
    });
    while (!ended) {
      // Its button.
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      await Promise.race([run, new Promise(resolve => setTimeout(resolve, 50))]);
    }
    assert.equal(await run, undefined);
    assert.equal(await readText(inFolder('manyRoutes/openapi.yaml')), undefined);
  });

  it('say so when there are none', async () => {
    await writeText(inFolder('noRoutes/index.js'), 'console.log(1);\n');
    assert.equal(await generate(inFolder('noRoutes'), { output: inFolder('noRoutes/openapi.yaml').fsPath }), undefined);
    assert.equal(await readText(inFolder('noRoutes/openapi.yaml')), undefined);
  });

  it('are not compared when nobody wants it', async () => {
    const settings = vscode.workspace.getConfiguration('seniorBackend', spec);
    await settings.update('drift.severity', 'off', vscode.ConfigurationTarget.Workspace);
    await until(() => drifts(source).length === 0 && drifts(spec).length === 0, 'no drift');
    await settings.update('drift.severity', undefined, vscode.ConfigurationTarget.Workspace);
    await until(() => drifts(source).length === 1, 'the drift');
  });

  unhurried('come from Scaffold Routes where they came from there', async () => {
    const own = inFolder('scaffolded/openapi.yaml');
    await writeText(inFolder('scaffolded/package.json'), '{ "dependencies": { "express": "^5.0.0" } }');
    await writeText(own, notes('first'));
    await scaffoldAndApply(own, 'scaffolded/src', { app: true });
    const document = await vscode.workspace.openTextDocument(own);
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(own, new vscode.Range(0, 0, document.lineCount, 0), notes('first', 'second'));
    await vscode.workspace.applyEdit(edit);
    await document.save();
    const unserved = () => drifts(own).find(({ message }) => /^GET \/second .* no route serves it/.test(message));
    const problem = await until(unserved, 'the operation without a route');
    const actions = await ask<vscode.CodeAction[]>('executeCodeActionProvider', own, problem.range);
    const action = actions.find(({ title }) => title === 'Add a handler with Scaffold Routes…');
    assert.equal(action?.command?.command, 'seniorBackend.scaffoldRoutes');
    await scaffoldAndApply(own, 'scaffolded/src', { app: true });
    await until(() => !unserved(), 'the route');
    const [link] = await ask<vscode.LocationLink[]>(
      'executeDefinitionProvider',
      own,
      place(document, 'operationId: second', 14),
    );
    assert.ok(link!.targetUri.path.endsWith('/notes.handlers.ts'), link!.targetUri.path);
  });

  it('are read by one thread, however often something is saved', async () => {
    const before = threads.filter(one => threadFiles.get(one)?.includes('appThread')).length;
    for (let i = 0; i < 5; i++) await save(`${routes}// ${i}\n`);
    await save(routes.replace('users.post', 'users.put'));
    await until(() => drifts(source).some(({ message }) => /^PUT /.test(message)), 'the drift');
    const after = threads.filter(one => threadFiles.get(one)?.includes('appThread')).length;
    assert.ok(after - before <= 3, `${after - before} threads`);
  });
});
