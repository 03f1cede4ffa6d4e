import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { applyEdits } from '../../../src/app/drift/applyEdits.js';
import type { Comparison, ComparisonAsked } from '../../../src/editor/routes/appCalls.js';
import { compareApp } from '../../../src/editor/routes/compareApp.js';
import { generateSpec } from '../../../src/editor/routes/generateSpec.js';

const express = (lines: string) =>
  `const express = require('express');\nconst app = express();\n${lines}\napp.listen(1);\n`;

const api = (paths: string) => `openapi: 3.1.0\ninfo:\n  title: t\n  version: "1"\npaths:\n${paths}`;
const operation = (at: string, method: string) =>
  `  ${at}:\n    ${method}:\n      responses:\n        "200":\n          description: ok\n`;

describe('an application and its description, compared', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'compare-app-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  }

  function asked(more: Partial<ComparisonAsked> = {}): ComparisonAsked {
    return {
      ...{ folder, without: [], guards: [], open: [], frameworks: ['express'], isChosen: false, sameSources: false },
      description: { path: path.join(folder, 'openapi.yaml'), root: folder, allowOutside: false },
      ...more,
    };
  }

  const kinds = ({ drifts }: Comparison) => drifts.map(({ kind, method, path: at }) => `${kind} ${method} ${at}`);

  it('leads to the handler behind what is put around it', async () => {
    write({
      'app.js': express(
        "const h = require('./h');\nconst wrap = fn => (req, res, next) => fn(req, res).catch(next);\napp.get('/a', wrap(h.a));\napp.get('/b', h.later(h.b));",
      ),
      'h.js': `exports.later = fn => function (...args) { return Promise.resolve(fn(...args)); };
exports.a = async (req, res) => { res.json(1); };
exports.b = async (req, res) => { res.json(1); };
`,
      'openapi.yaml': api(operation('/a', 'get') + operation('/b', 'get')),
    });
    const { links } = await compareApp(asked());
    assert.deepEqual(
      links.map(({ handler }) => [path.basename(handler!.path), handler!.range.start.line]),
      [
        ['h.js', 1],
        ['h.js', 2],
      ],
    );
  });

  it('renames a path that is misspelt, in the quotes that it has, and no other', async () => {
    write({
      'app.js': express(
        "app.get('/orders/:orderId', (req, res) => res.json(1));\napp.get('/x', (req, res) => res.json(1));",
      ),
      'openapi.yaml': api(
        operation('/order/{id}', 'get').replace('/order/{id}', '"/order/{id}"') +
          operation('/x', 'get') +
          operation('/zebras', 'get'),
      ),
    });
    const { drifts } = await compareApp(asked());
    const [unserved, other] = drifts.filter(({ kind }) => kind === 'unserved-operation');
    assert.equal(unserved!.path, '/order/{id}');
    const fix = unserved!.fixes.find(({ title }) => title === 'Rename the path to /orders/{id}');
    assert.equal(fix?.edits[0]?.text, '"/orders/{id}"');
    assert.ok(other!.fixes.every(({ title }) => !/^Rename/.test(title)));
  });

  it('says what is missing in one place once, and mends it at once', async () => {
    write({
      'app.js': express("app.get('/a', (req, res) => { const { x, y } = req.query; res.json({ x, y }); });"),
      'openapi.yaml': api(operation('/a', 'get')),
    });
    const { drifts } = await compareApp(asked());
    const [drift] = drifts.filter(({ kind }) => kind === 'parameter-drift');
    assert.equal(drift!.size, 2);
    assert.match(drift!.message, /"x"[^\n]*\n[^\n]*"y"/);
    const text = applyEdits(api(operation('/a', 'get')), drift!.edits);
    const open = [{ path: path.join(folder, 'openapi.yaml'), text }];
    assert.ok(!kinds(await compareApp(asked({ open }))).some(one => one.startsWith('parameter-drift')));
  });

  it('says nothing of a description of others, unless somebody has named it', async () => {
    write({
      'app.js': express("app.get('/a', (req, res) => res.json(1));"),
      'openapi.yaml': api(operation('/b', 'get')),
    });
    assert.deepEqual(kinds(await compareApp(asked())), []);
    assert.deepEqual(kinds(await compareApp(asked({ isChosen: true }))), [
      'unserved-operation get /b',
      'undescribed-route get /a',
    ]);
  });

  it('says nothing of answers that are still to be written', async () => {
    write({
      'app.js': express("app.get('/a', (req, res) => { res.status(501).json({ message: 'Not implemented' }); });"),
      'openapi.yaml': api(operation('/a', 'get')),
    });
    assert.deepEqual(kinds(await compareApp(asked())), []);
  });

  it('reads what editors hold, leaves out other applications, and reads sources once', async () => {
    write({
      'app.js': express("app.get('/a', (req, res) => res.json(1));"),
      'other/app.js': express("app.get('/other', (req, res) => res.json(1));"),
      'openapi.yaml': api(operation('/a', 'get')),
    });
    const without = [path.join(folder, 'other')];
    assert.deepEqual(kinds(await compareApp(asked({ without }))), []);
    const open = [{ path: path.join(folder, 'app.js'), text: express("app.get('/a', h);\napp.put('/a', h);") }];
    assert.deepEqual(kinds(await compareApp(asked({ without, open, sameSources: true }))), []);
    assert.deepEqual(kinds(await compareApp(asked({ without, open }))), ['undescribed-route put /a']);
  });

  it('becomes a new description, of either version, in either format', async () => {
    write({ 'app.js': express("app.get('/a', (req, res) => res.json(null));") });
    const generate = (name: string, version: '3.0' | '3.1') =>
      generateSpec({
        ...{ folder, without: [], guards: [], open: [], version },
        description: { path: path.join(folder, name), root: folder, allowOutside: false },
      });
    const yaml = await generate('a.yaml', '3.0');
    assert.match(yaml.files[0]!.text, /^openapi: 3\.0\.\d/);
    assert.deepEqual([yaml.isNew, yaml.operations], [true, 1]);
    assert.ok(JSON.parse((await generate('a.json', '3.1')).files[0]!.text).openapi.startsWith('3.1'));
    rmSync(path.join(folder, 'app.js'));
    assert.deepEqual((await generate('a.yaml', '3.1')).files, []);
  });
});
