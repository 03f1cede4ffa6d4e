import assert from 'node:assert/strict';
import { readFiles } from './appHarness.js';
import { driftOf, merged, sentences } from './driftHarness.js';

const app = readFiles({
  'app.ts': `import express from 'express';
import { z } from 'zod';
import { requireAuth } from './auth.js';
const app = express();
const NewUser = z.object({ name: z.string(), age: z.number().int() });
app.get('/api/users', (req, res) => { const page = Number(req.query.page); res.json({ page }); });
app.post('/api/users', requireAuth, (req, res) => {
  const body = NewUser.parse(req.body);
  if (body.age < 0) return res.status(409).json({ message: 'x' });
  res.status(201).json({ id: 1 });
});
app.get('/api/users/:userId', (req, res) => res.json({ id: 'x' }));
app.delete('/api/users/:userId', (req, res) => res.sendStatus(204));
`,
  'auth.ts': `export function requireAuth(req, res, next) { next(); }`,
});

const whole = `openapi: 3.1.0
info: { title: T, version: '1' } # ours
servers:
  - url: https://api.test/api/
paths:
  /users:
    get:
      operationId: listUsers
      parameters:
        - { name: page, in: query, schema: { type: integer } } # from 1
      responses:
        '200': { description: Fine }
    post:
      security: [{ token: [] }]
      requestBody:
        content:
          application/json:
            schema: { type: object, properties: { name: { type: string }, age: { type: number } }, required: [name, age] }
      responses:
        '201': { description: Made }
        4XX: { description: No }
  /users/{id}/:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
    get:
      responses:
        '200': { description: Fine }
        '500': { description: Bad }
    delete:
      responses:
        '204': { description: Gone }
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
`;

/** The description with a text for another. */
function changed(...pairs: readonly (readonly [string, string])[]): { 'openapi.yaml': string } {
  let text = whole;
  for (const [before, after] of pairs) {
    assert.ok(text.includes(before), before);
    text = text.replace(before, after);
  }
  return { 'openapi.yaml': text };
}

describe('drift between a description and its application', () => {
  it('is none where both say the same: servers, names of path parameters, ranges, extra errors', async () => {
    assert.deepEqual(await sentences({ 'openapi.yaml': whole }, app), []);
  });

  const cases: readonly (readonly [string, readonly (readonly [string, string])[], readonly string[]])[] = [
    [
      'a route that is not described',
      [["    delete:\n      responses:\n        '204': { description: Gone }\n", '']],
      ['* DELETE /users/{id}/ is served, but not described.'],
    ],
    [
      'an operation that no route serves',
      [['    delete:', '    put:']],
      ['PUT /users/{id}/ is described, but no route serves it.', '* DELETE /users/{id}/ is served, but not described.'],
    ],
    [
      'a parameter that is not described',
      [['      parameters:\n        - { name: page, in: query, schema: { type: integer } } # from 1\n', '']],
      ['* The query parameter "page" of GET /users is read by the program, but not described.'],
    ],
    [
      'a parameter of another type',
      [['{ type: integer } } # from 1', '{ type: boolean } } # from 1']],
      ['* The query parameter "page" of GET /users is described as a boolean, but the program takes a number.'],
    ],
    [
      'not a narrower number, and not values listed as texts',
      [['{ type: integer } } # from 1', "{ type: string, enum: ['1', '2'] } } # from 1"]],
      [],
    ],
    ['a status that is not described', [['4XX', "'404'"]], ['* POST /users answers 409, which is not described.']],
    [
      'a success that never comes',
      [["'200': { description: Fine }\n        '500'", "'200': { description: Fine }\n        '206'"]],
      ['GET /users/{id}/ is described to answer 206, which the program never does.'],
    ],
    [
      'credentials that are not described',
      [['      security: [{ token: [] }]\n', '']],
      ['* POST /users asks who is there, but is described as open to everybody.'],
    ],
    [
      'credentials that somebody has decided against',
      [['[{ token: [] }]', '[]']],
      ['POST /users asks who is there, but is described as open to everybody.'],
    ],
    [
      'a query parameter that nothing reads',
      [['} # from 1\n', '} # from 1\n        - { name: size, in: query, schema: { type: integer } }\n']],
      ['The query parameter "size" of GET /users is described, but the program never reads it.'],
    ],
    [
      'a field that nothing reads',
      [['name: { type: string }, ', 'name: { type: string }, nick: { type: string }, ']],
      ['The field "nick" in the body of POST /users is described, but the program never reads it.'],
    ],
    [
      'a field that has to be there',
      [['required: [name, age]', 'required: [name]']],
      [
        '* The field "age" in the body of POST /users is described as one that may be left out, but the program needs it.',
      ],
    ],
    [
      'a field that is answered and not described',
      [
        [
          "'201': { description: Made }",
          "'201': { description: Made, content: { application/json: { schema: { type: object, properties: { name: { type: string } } } } } }",
        ],
      ],
      ['* The field "id" in the answer 201 of POST /users is answered by the program, but not described.'],
    ],
    [
      'a field that is answered as something else',
      [
        [
          "'201': { description: Made }",
          "'201': { description: Made, content: { application/json: { schema: { type: object, properties: { id: { type: string } } } } } }",
        ],
      ],
      [
        '* The field "id" in the answer 201 of POST /users is described as a string, but the program answers an integer.',
      ],
    ],
    [
      'a field that is not described',
      [['name: { type: string }, ', '']],
      ['* The field "name" in the body of POST /users is read by the program, but not described.'],
    ],
    [
      'a field of another type',
      [['age: { type: number }', 'age: { type: string }']],
      ['* The field "age" in the body of POST /users is described as a string, but the program takes an integer.'],
    ],
  ];
  for (const [name, changes, expected] of cases) {
    it(`finds ${name}`, async () => {
      const texts = changed(...changes);
      assert.deepEqual(await sentences(texts, app), expected);
      const after = await merged(texts, app);
      assert.deepEqual(
        after.left,
        expected.filter(line => !line.startsWith('*')),
        after.texts['openapi.yaml'],
      );
    });
  }

  it('takes a body that is not described, with its component', async () => {
    const body = whole.slice(whole.indexOf('      requestBody'), whole.indexOf("      responses:\n        '201'"));
    const texts = changed([body, '']);
    assert.deepEqual(await sentences(texts, app), ['* POST /users takes a body, which is not described.']);
    const { texts: after, left } = await merged(texts, app);
    assert.deepEqual(left, []);
    assert.match(after['openapi.yaml']!, /post:\n {6}requestBody:\n {8}required: true/);
    assert.match(after['openapi.yaml']!, /components:[\s\S]*NewUser:\n/);
    assert.equal(
      after['openapi.yaml']!.replace(/ {6}requestBody:[\s\S]*?(?= {6}security)/, '').replace(
        / {2}schemas:[\s\S]*$/,
        '',
      ),
      texts['openapi.yaml'],
    );
  });

  it('names both places', async () => {
    const [one] = await driftOf(changed(['4XX', "'404'"]), app);
    assert.deepEqual([one?.described?.range.start.line, one?.route?.range.start.line], [12, 6]);
  });

  it('keeps every byte outside of what is added', async () => {
    const texts = changed(
      ['# from 1', '# from 1 \t'],
      ["    delete:\n      responses:\n        '204': { description: Gone }\n", '    # delete is coming\n'],
    );
    const { texts: after } = await merged(texts, app);
    const lines = new Set(after['openapi.yaml']!.split('\n'));
    for (const line of texts['openapi.yaml']!.split('\n')) assert.ok(lines.has(line), line);
  });

  it('uses a component that says the same, and gives another name to one that does not', async () => {
    const text = `openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  schemas:
    NewUser:
      description: By hand
      type: object
      required: [age, name]
      properties: { name: { type: string, maxLength: 5 }, age: { type: integer, description: Years } }
`;
    const { texts: same } = await merged({ 'openapi.yaml': text }, app);
    assert.doesNotMatch(same['openapi.yaml']!, /NewUser2/);
    const { texts: other } = await merged({ 'openapi.yaml': text.replace('type: integer', 'type: boolean') }, app);
    assert.match(other['openapi.yaml']!, /\$ref: '#\/components\/schemas\/NewUser2'/);
    assert.match(other['openapi.yaml']!, / {4}NewUser2:\n/);
  });

  it('goes to the file where the path stands', async () => {
    const texts = {
      'openapi.yaml':
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\nservers: [{ url: /api }]\npaths:\n  /users:\n    $ref: paths/users.yaml\n",
      'paths/users.yaml': "get:\n  responses:\n    '200':\n      description: ok\n",
    };
    const { texts: after, left } = await merged(texts, app);
    assert.deepEqual(left, []);
    assert.match(after['paths/users.yaml']!, /^post:\n {2}operationId: /m);
    assert.match(after['paths/users.yaml']!, /\$ref: '?\.\.\/openapi\.yaml#\/components\/schemas\/NewUser/);
    assert.match(after['openapi.yaml']!, /^ {2}\/users\/\{userId\}:\n/m);
  });

  it('says nothing of operations that an unread route may serve', async () => {
    const texts = changed(
      ['    delete:', '    put:'],
      ['paths:\n', "paths:\n  /files/{name}:\n    get: { responses: { '200': { description: ok } } }\n"],
    );
    const withWildcard = readFiles({
      'app.ts': `import express from 'express'; const app = express();
        app.get('/api/users', (req, res) => res.json({})); app.get('/api/files/*', (req, res) => res.json({}));
        app.use('*', (req, res) => res.sendStatus(404));`,
    });
    const said = await sentences(texts, withWildcard);
    assert.ok(!said.some(line => line.includes('/files/')), said.join('\n'));
    assert.ok(said.includes('PUT /users/{id}/ is described, but no route serves it.'));
  });

  it('keeps line ends, a byte order mark, anchors and merge keys', async () => {
    const text = `\uFEFF${whole}`
      .replace("responses:\n        '201'", "responses: &post\n        '201'")
      .replace('        4XX: { description: No }\n', '')
      .replace(
        '  /users/{id}/:\n',
        '  /other:\n    post:\n      security: [{ token: [] }]\n      responses: *post\n  /users/{id}/:\n',
      )
      .replaceAll('\n', '\r\n');
    const { texts: after, left } = await merged({ 'openapi.yaml': text }, app);
    assert.deepEqual(left, ['POST /other is described, but no route serves it.']);
    const lines = after['openapi.yaml']!.split('\r\n');
    assert.ok(lines[0]!.startsWith('\uFEFFopenapi'));
    assert.ok(lines.every(line => !line.includes('\n')));
    assert.ok(lines.includes("        '409':"));
    assert.deepEqual(
      text.split('\r\n').filter(line => !lines.includes(line)),
      [],
    );
  });

  it('leaves to people what an alias brings', async () => {
    const text = whole
      .replace(
        "      responses:\n        '204': { description: Gone }",
        "      responses: &gone\n        '204': { description: Gone }",
      )
      .replace(/ {4}post:\n[\s\S]*? {2}\/users\/\{id\}/, '  /users/{id}')
      .replace(
        'components:',
        '  /users/:\n    post:\n      security: [{ token: [] }]\n      requestBody: { content: { application/json: {} } }\n      responses: *gone\ncomponents:',
      );
    const { texts: after, left } = await merged({ 'openapi.yaml': text }, app);
    assert.equal(after['openapi.yaml'], text);
    assert.deepEqual(left, [
      'POST /users/ answers 201, which is not described.',
      'POST /users/ answers 409, which is not described.',
      'POST /users/ is described to answer 204, which the program never does.',
    ]);
  });

  it('compares Swagger 2.0 and changes nothing in it', async () => {
    const text =
      'swagger: "2.0"\ninfo: { title: T, version: "1" }\nbasePath: /api\npaths:\n  /users:\n    get: { responses: { "200": { description: ok } } }\n';
    const { texts: after, left } = await merged({ 'openapi.yaml': text }, app);
    assert.equal(after['openapi.yaml'], text);
    assert.deepEqual(left, [
      'The query parameter "page" of GET /users is read by the program, but not described.',
      'POST /users is served, but not described.',
      'GET /users/{userId} is served, but not described.',
      'DELETE /users/{userId} is served, but not described.',
    ]);
  });

  it('takes the servers of a path for that path, and a part of a path that a proxy takes off', async () => {
    const own = whole.replace('  /users/{id}/:\n', '  /{id}:\n    servers: [{ url: /api/users }]\n');
    assert.deepEqual(await sentences({ 'openapi.yaml': own }, app), []);
    const proxied = whole.replace('https://api.test/api/', 'https://api.test/gateway/api');
    assert.deepEqual(await sentences({ 'openapi.yaml': proxied }, app), []);
  });

  it('says nothing about components that hostile names are in', async () => {
    const hostile = `openapi: 3.1.0
info: { title: T, version: '1' }
servers: [{ url: /api }, { url: 'http://[' }, {}]
paths:
  __proto__: { get: {} }
  /users: { parameters: [null, 3], constructor: { get: 1 }, post: { responses: { toString: {}, '201': { description: d } } } }
components: { schemas: { __proto__: { $ref: '#/components/schemas/__proto__' }, NewUser: { $ref: '#/components/schemas/NewUser' } } }
`;
    const { texts: after } = await merged({ 'openapi.yaml': hostile }, app);
    assert.match(after['openapi.yaml']!, /NewUser2/);
    const again = await merged(after, app);
    assert.deepEqual(again.texts, after);
  });
});
