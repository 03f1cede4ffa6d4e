import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/app/drift/applyEdits.js';
import { type AppReading, readApp } from '../../../src/app/readApp.js';
import { addHandler, type Sibling, type StubFramework } from '../../../src/editor/routes/addHandler.js';
import { registrationsIn } from '../../../src/editor/routes/registration.js';

const file = '/a/app.js';

function read(text: string): AppReading {
  const sources = { root: '/a', programs: [file], read: (path: string) => (path === file ? text : undefined) };
  return readApp(sources, { guards: [] });
}

/** The source after the fix; undefined: there is none. */
function added(framework: StubFramework, text: string, method: string, path: string): string | undefined {
  const registered = registrationsIn(file, text);
  const siblings = read(text).operations.flatMap((one): Sibling[] => {
    const registration = registered(one.route.range);
    return registration ? [{ method: one.method, path: one.path, file, registration }] : [];
  });
  const fix = addHandler({ method, path }, siblings, framework, () => text);
  return fix && applyEdits(text, fix.edits);
}

const serves = (text: string) => read(text).operations.map(({ method, path }) => `${method} ${path}`);

const express = `const express = require("express");
const app = express();
const users = express.Router();
users.get("/:id", getUser); // one
users.put(
    "/:id",
    (req, res) => {
        res.sendStatus(204);
    },
);
app.use("/api/users", users);
app.get("/health", (req, res) => res.json({}));
`;

describe('a handler for an operation that nobody serves', () => {
  it('goes to the router of its siblings, in their manner', () => {
    const text = added('express', express, 'delete', '/api/users/{userId}')!;
    assert.ok(
      text.includes(
        `    },\n);\n\nusers.delete("/:userId", (req, res) => {\n    res.status(501).json({ message: "Not implemented" });\n});\n`,
      ),
      text,
    );
    assert.ok(serves(text).some(one => /^delete \/api\/users\/\{\w+\}$/.test(one)));
  });

  it('goes to the app when nothing is nearer', () => {
    const text = added('express', express, 'get', '/ready')!;
    assert.ok(text.includes(`app.get("/ready", (req, res) => {`));
    assert.ok(serves(text).includes('get /ready'));
  });

  it('stands before a route that would answer in its place', () => {
    const text = added('express', express, 'get', '/api/users/me')!;
    assert.ok(text.indexOf('users.get("/me"') < text.indexOf('users.get("/:id"'));
    assert.ok(serves(text).includes('get /api/users/me'));
  });

  it('keeps to line ends, and to doing without semicolons', () => {
    const text = "const app = require('fastify')()\r\napp.get('/a', async () => 1)\r\n";
    assert.equal(
      added('fastify', text, 'post', '/a/{item-id}'),
      `${text}app.post('/a/:itemId', async (request, reply) => {\r\n  return reply.code(501).send({ message: 'Not implemented' })\r\n})\r\n`,
    );
  });

  it('speaks Koa', () => {
    const text = `const Koa = require('koa');
const Router = require('@koa/router');
const router = new Router({ prefix: '/v1' });
router.get('one', '/a/:id', ctx => { ctx.body = {}; });
new Koa().use(router.routes());
`;
    const after = added('koa', text, 'delete', '/v1/a/{id}')!;
    assert.match(after, /router\.delete\('\/a\/:id', async ctx => \{\n {2}ctx\.status = 501;\n/);
    assert.ok(serves(after).includes('delete /v1/a/{id}'));
  });

  it('is not guessed: a path that is made elsewhere, a chain, a condition, letters that mean something', () => {
    const within = (line: string) => `const express = require('express');\nconst app = express();\n${line}\n`;
    for (const line of [
      "const path = '/a'; app.get(path, h);",
      "app.route('/a').get(h);",
      "if (x) app.get('/a', h);",
      "app.get('/a/:id(\\\\d+)', h);",
    ]) {
      assert.equal(added('express', within(line), 'post', '/a'), undefined, line);
    }
    for (const path of ["/a'b", '/a(b)', '/a/{b}{c}', '/a:b', '/a\n', '/$x', '/*']) {
      assert.equal(added('express', within("app.get('/a', h);"), 'post', path), undefined, path);
    }
    assert.equal(added('express', within("app.get('/a', h);"), 'constructor', '/a/b'), undefined);
  });
});

describe('how a route is registered', () => {
  const at = (text: string) => {
    const [operation] = read(text).operations;
    return registrationsIn(file, text)(operation!.route.range);
  };
  const cut = (text: string, range: { start: { line: number; character: number }; end: { character: number } }) =>
    text.split('\n')[range.start.line]!.slice(range.start.character, range.end.character);

  it('is underlined as far as its path', () => {
    const start = "const express = require('express');\nconst app = express();\n";
    for (const [line, head, path] of [
      ["app.get('/a', (q, s) => {\n  s.end();\n});", "app.get('/a'", "'/a'"],
      ["app.route('/a')\n  .get((q, s) => s.end());", 'get', "'/a'"],
      ["app.get(\n  '/a',\n  (q, s) => s.end(),\n);", 'app.get(', "'/a'"],
    ] as const) {
      const text = start + line;
      const found = at(text)!;
      assert.equal(cut(text, found.head), head);
      assert.equal(cut(text, found.path!), path);
    }
    const fastify = "const app = require('fastify')();\napp.route({ method: 'GET', url: '/a', handler: h });\n";
    assert.equal(cut(fastify, at(fastify)!.path!), "'/a'");
  });

  it('is none where there is no such call, and of broken text', () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } };
    assert.equal(registrationsIn(file, 'const = (')(range), undefined);
    assert.equal(registrationsIn(file, '')({ ...range, end: { line: 9, character: 9 } }), undefined);
  });
});
