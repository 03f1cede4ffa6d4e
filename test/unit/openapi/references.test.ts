import assert from 'node:assert/strict';
import nodePath from 'node:path';
import { isInside, refTarget } from '../../../src/openapi/targets.js';
import { bare, folder, inFolder, places, readSpec, withSchemas } from './readSpec.js';

const head = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n';

const schemaOf = async (spec: Record<string, string> | string, index = 0) =>
  bare((await readSpec(spec)).api.shapes[index]);

describe('references', () => {
  describe('inside a file', () => {
    it('reach every kind of component', async () => {
      const { api, findings } = await readSpec(`openapi: 3.2.0
info: {title: T, version: "1"}
paths:
  /a/{id}: {$ref: '#/components/pathItems/A'}
components:
  pathItems:
    A:
      parameters: [{$ref: '#/components/parameters/Id'}]
      post:
        requestBody: {$ref: '#/components/requestBodies/B'}
        responses: {200: {$ref: '#/components/responses/R'}}
        callbacks: {done: {$ref: '#/components/callbacks/C'}}
  parameters:
    Id: {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/S'}, examples: {e: {$ref: '#/components/examples/E'}}}
  requestBodies:
    B: {content: {application/json: {$ref: '#/components/mediaTypes/M'}}}
  mediaTypes:
    M: {schema: {$ref: '#/components/schemas/S'}}
  responses:
    R: {description: ok, headers: {X-A: {$ref: '#/components/headers/H'}}, links: {l: {$ref: '#/components/links/L'}}}
  headers:
    H: {schema: {type: integer}}
  links:
    L: {operationRef: '#/paths/~1a~1{id}/post'}
  examples:
    E: {value: 7}
  callbacks:
    C:
      '{$request.body#/url}': {$ref: '#/components/pathItems/A'}
  schemas:
    S: {type: integer}
`);
      // The callback leads back to its own path item, which is legal.
      assert.deepEqual(places(findings), ['warning unsupported-callback 12:9-12:18']);
      const [operation] = api.operations;
      assert.deepEqual(bare(operation?.parameters[0]?.shape), { ref: '#/components/schemas/S', examples: [7] });
      assert.equal(operation?.body?.media[0]?.shape?.ref, '#/components/schemas/S');
      assert.deepEqual(bare(operation?.responses[0]?.headers[0]?.shape), { types: ['integer'] });
    });

    it('reach any pointer, escaped in both ways', async () => {
      const { api, findings } = await readSpec(`${head}paths:
  /x/{a~b}:
    get:
      responses: {200: {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}}
      parameters: [{name: a~b, in: path, required: true, schema: {type: string}}]
components:
  schemas:
    A: {type: object, properties: {b: {type: integer}, 'c d/%': {type: number}}}
    P: {$ref: '#/paths/~1x~1{a~0b}/get/responses/200/content/application~1json/schema/items'}
    Q: {$ref: '#/paths/~1x~1%7Ba~0b%7D/get/responses/200/content/application~1json/schema'}
    B: {$ref: '#/components/schemas/A/properties/b'}
    C: {$ref: '#/components/schemas/A/properties/c%20d~1%25'}
    D: {$ref: '#/components/schemas/Q/items'}
`);
      assert.deepEqual(findings, []);
      const shape = (id?: string) => bare(api.shapes.find(one => one.id === id)?.shape);
      const target = (name: string) => shape(api.shapes.find(one => one.name === name)?.shape.ref);
      assert.deepEqual(target('P'), { types: ['string'] });
      assert.deepEqual(target('Q'), { types: ['array'], items: { types: ['string'] } });
      assert.deepEqual(target('B'), { types: ['integer'] });
      assert.deepEqual(target('C'), { types: ['number'] });
      assert.deepEqual(target('D'), { types: ['string'] });
      assert.equal(api.shapes.find(one => one.id.endsWith('/b'))?.name, 'b');
    });

    it('reach anchors, $defs and $id', async () => {
      const { api, findings } = await readSpec(`${head}components:
  schemas:
    A: {$ref: '#here'}
    B: {$anchor: here, type: string}
    C: {$ref: '#/components/schemas/D/$defs/x'}
    D: {$defs: {x: {type: integer}}, $dynamicAnchor: node, $dynamicRef: '#node2'}
    E: {$id: 'https://example.com/e', $defs: {y: {type: boolean}}, properties: {p: {$ref: '#/$defs/y'}}}
    F: {$ref: 'https://example.com/e#/$defs/y'}
    G: {$dynamicAnchor: node2, type: object}
`);
      assert.deepEqual(findings, []);
      const by = new Map(api.shapes.map(one => [one.name, one.shape]));
      assert.equal(by.get('A')?.ref, '#/components/schemas/B');
      assert.equal(by.get('C')?.ref, '#/components/schemas/D/$defs/x');
      assert.equal(by.get('D')?.ref, '#/components/schemas/G');
      assert.equal(by.get('E')?.properties?.[0]?.shape.ref, '#/components/schemas/E/$defs/y');
      assert.equal(by.get('F')?.ref, '#/components/schemas/E/$defs/y');
    });

    it('keep siblings in 3.1 and report constraining ones in 3.0', async () => {
      const sibling = { A: "{$ref: '#/components/schemas/B', description: d, minLength: 3}", B: '{type: string}' };
      assert.deepEqual(await schemaOf(withSchemas('3.1.0', sibling)), {
        id: '#/components/schemas/A',
        name: 'A',
        shape: { ref: '#/components/schemas/B', description: 'd', minLength: 3 },
      });
      const old = await readSpec(withSchemas('3.0.3', sibling));
      assert.deepEqual(bare(old.api.shapes[0]?.shape), { ref: '#/components/schemas/B', description: 'd' });
      assert.deepEqual(places(old.findings), ['warning ignored-ref-sibling 6:57-6:66']);
    });

    it('allow recursion', async () => {
      const { findings } = await readSpec(
        withSchemas('3.0.3', {
          A: "{properties: {a: {$ref: '#/components/schemas/A'}, l: {items: {$ref: '#/components/schemas/B'}}}}",
          B: "{properties: {a: {$ref: '#/components/schemas/A'}}}",
        }),
      );
      assert.deepEqual(findings, []);
    });

    it('report circles, and take one reference out', async () => {
      const { api, findings } = await readSpec(
        withSchemas('3.1.0', {
          A: "{$ref: '#/components/schemas/B'}",
          B: "{$ref: '#/components/schemas/A'}",
          C: "{allOf: [{$ref: '#/components/schemas/C'}, {type: object}]}",
        }),
      );
      assert.deepEqual(places(findings), ['error circular-reference 7:15-7:39', 'error circular-reference 8:24-8:48']);
      assert.deepEqual(bare(api.shapes.map(one => one.shape)), [
        { ref: '#/components/schemas/B' },
        {},
        { allOf: [{}, { types: ['object'] }] },
      ]);
    });

    it('prefer to give up a choice: a base that lists its heirs', async () => {
      const { api, findings } = await readSpec(
        withSchemas('3.0.3', {
          Pet: "{type: object, properties: {kind: {type: string}}, oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]}",
          Dog: "{allOf: [{$ref: '#/components/schemas/Pet'}]}",
          Cat: "{allOf: [{$ref: '#/components/schemas/Pet'}]}",
        }),
      );
      assert.deepEqual(places(findings), ['warning circular-reference 6:76-6:102']);
      assert.equal(api.shapes[0]?.shape.oneOf, undefined);
      assert.equal(api.shapes[1]?.shape.allOf?.[0]?.ref, '#/components/schemas/Pet');
    });

    it('report circles of other components', async () => {
      const { api, findings } = await readSpec(`${head}paths:
  /a: {get: {responses: {200: {$ref: '#/components/responses/A'}, 201: {description: ok}}}}
  /b: {$ref: '#/paths/~1c'}
  /c: {$ref: '#/paths/~1b'}
components:
  responses:
    A: {$ref: '#/components/responses/B'}
    B: {$ref: '#/components/responses/A'}
`);
      assert.deepEqual(places(findings), [
        'error circular-reference 5:14-5:27',
        'error circular-reference 6:14-6:27',
        'error circular-reference 10:15-10:41',
      ]);
      assert.deepEqual(
        api.operations.map(one => one.responses.map(response => response.status)),
        [['201']],
      );
    });

    it('report what is missing, with the nearest name, and keep the rest', async () => {
      const { api, findings } = await readSpec(
        withSchemas('3.1.0', {
          User: '{type: object}',
          A: "{properties: {u: {$ref: '#/components/schemas/Usr'}, n: {type: string}}}",
          B: "{oneOf: [{$ref: '#/nope'}, {type: string}]}",
          C: '{$ref: 5, type: string}',
        }),
      );
      assert.deepEqual(findings, [
        'error missing-reference 7:32-7:58 "#/components/schemas/Usr" leads nowhere: /components/schemas has no "Usr". The nearest name is "User".',
        'warning undecidable-choice 8:9-8:14 "oneOf" is not applied, because one of its schemas cannot be read.',
        'error missing-reference 8:24-8:32 "#/nope" leads nowhere: The file has no "nope".',
        'error invalid-value 9:15-9:16 "$ref" must be a string, not a number; it is left out.',
      ]);
      assert.deepEqual(bare(api.shapes.slice(1).map(one => one.shape)), [
        {
          properties: [
            { name: 'u', shape: {} },
            { name: 'n', shape: { types: ['string'] } },
          ],
        },
        {},
        { types: ['string'] },
      ]);
    });

    it('report components of another kind', async () => {
      const { findings } = await readSpec(`${head}paths:
  /a: {get: {responses: {200: {$ref: '#/components/schemas/A'}}}}
components:
  schemas: {A: {$ref: '#/components/responses/R'}}
  responses: {R: {description: ok}}
`);
      assert.deepEqual(places(findings), ['error missing-reference 4:38-4:62', 'error missing-reference 6:23-6:49']);
    });
  });

  describe('across files', () => {
    it('are relative to the file that they stand in, in YAML and JSON', async () => {
      const { api, findings, files } = await readSpec({
        'openapi.yaml': `${head}paths:
  /users: {$ref: 'paths/users.json'}
components: {schemas: {U: {$ref: './schemas/my%20user.yaml'}, L: {$ref: 'schemas/common.yaml#/definitions/Id'}}}
`,
        'paths/users.json':
          '{"get": {"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "../schemas/my%20user.yaml"}}}}}}}',
        'schemas/my user.yaml':
          'type: object\nproperties: {id: {$ref: "common.yaml#/definitions/Id"}, back: {$ref: "../openapi.yaml#/components/schemas/L"}}\n',
        'schemas/common.yaml': 'definitions: {Id: {type: integer}}\n',
      });
      assert.deepEqual(findings, []);
      assert.deepEqual(files.toSorted(), [
        'openapi.yaml',
        'paths/users.json',
        'schemas/common.yaml',
        'schemas/my user.yaml',
      ]);
      assert.deepEqual(
        api.shapes.map(({ id, name }) => [id, name]),
        [
          ['#/components/schemas/U', 'U'],
          ['#/components/schemas/L', 'L'],
          ['schemas/my user.yaml#', 'my user'],
          ['schemas/common.yaml#/definitions/Id', 'Id'],
        ],
      );
      assert.equal(api.operations[0]?.responses[0]?.media[0]?.shape?.ref, 'schemas/my user.yaml#');
      assert.equal(api.operations[0]?.at.path, inFolder('paths/users.json'));
    });

    it('say what cannot be read', async () => {
      const { findings } = await readSpec({
        'openapi.yaml': `${head}components: {schemas: {A: {$ref: none.yaml}, B: {$ref: empty.yaml}, C: {$ref: 'broken.yaml#/A'}}}\n`,
        'empty.yaml': '',
        'broken.yaml': 'A: {type: string}\nB: [\n',
      });
      assert.deepEqual(places(findings), [
        'error missing-reference 3:34-3:43',
        'error missing-reference 3:56-3:66',
        'error invalid-yaml broken.yaml 3:1-3:1',
      ]);
    });

    it('are not fetched from the web unless allowed', async () => {
      const spec = `${head}components: {schemas: {A: {$ref: 'https://example.com/a.yaml#/X'}}}\n`;
      const refused = await readSpec(spec);
      assert.deepEqual(places(refused.findings), ['error remote-reference 3:34-3:65']);
      assert.match(refused.findings[0]!, /seniorBackend\.references\.allowRemote.*--allow-remote-refs/);
      const fetched: string[] = [];
      const allowed = await readSpec(spec, {
        fetchText: async url => {
          fetched.push(url);
          if (url.endsWith('/b.json')) return '{"Y": {"$ref": "file:///etc/passwd"}}';
          if (url.endsWith('/c.yaml')) throw new Error('404 Not Found');
          return 'X: {properties: {b: {$ref: "b.json#/Y"}, c: {$ref: "../c.yaml"}, me: {$ref: "#/X"}}}';
        },
      });
      assert.deepEqual(fetched, [
        'https://example.com/a.yaml',
        'https://example.com/b.json',
        'https://example.com/c.yaml',
      ]);
      assert.equal(allowed.api.shapes[0]?.shape.ref, 'https://example.com/a.yaml#/X');
      assert.deepEqual(
        allowed.findings.map(finding => /^\S+ \S+/.exec(finding)![0]),
        ['error remote-reference', 'error outside-reference'],
      );
    });

    for (const ref of [
      '../up.yaml',
      '%2e%2e/up.yaml',
      'a/../../up.yaml',
      '/etc/passwd',
      'file:///etc/passwd',
      '//host/share.yaml',
    ]) {
      it(`do not leave the folder by ${ref}`, async () => {
        const asked: string[] = [];
        const { findings } = await readSpec(`${head}components: {schemas: {A: {$ref: '${ref}'}}}\n`, {
          readFile: async path => {
            asked.push(path);
            return path === inFolder('openapi.yaml')
              ? `${head}components: {schemas: {A: {$ref: '${ref}'}}}\n`
              : 'type: string';
          },
        });
        assert.deepEqual(asked, [inFolder('openapi.yaml')]);
        assert.match(findings.join('\n'), /^error outside-reference .*allowOutsideWorkspace.*--allow-outside-refs/);
      });
    }

    it('may leave the folder when allowed', async () => {
      const text = `${head}components: {schemas: {A: {$ref: '../up.yaml'}}}\n`;
      const { api, findings } = await readSpec(text, {
        allowOutside: true,
        readFile: async path => (path === inFolder('openapi.yaml') ? text : 'type: string'),
      });
      assert.deepEqual(findings, []);
      assert.equal(api.shapes[0]?.shape.ref, '../up.yaml#');
    });

    it('cannot contain NUL', async () => {
      const { findings } = await readSpec(`${head}components: {schemas: {A: {$ref: 'a%00.yaml'}}}\n`);
      assert.deepEqual(places(findings), ['error missing-reference 3:34-3:45']);
    });
  });

  describe('on Windows', () => {
    const policy = { root: 'C:\\work\\api', allowOutside: false, allowRemote: false };
    const kindOf = (ref: string) => refTarget(ref, 'C:\\work\\api\\openapi.yaml', policy, nodePath.win32).kind;
    for (const ref of [
      '..\\up.yaml',
      'a\\..\\..\\up.yaml',
      '%2e%2e%5cup.yaml',
      'D:\\x.yaml',
      '\\\\host\\x.yaml',
      'file:///D:/x.yaml',
    ]) {
      it(`does not leave the folder by ${ref}`, () => assert.equal(kindOf(ref), 'refused'));
    }
    for (const ref of ['sub\\a.yaml', 'sub/a.yaml', '..a.yaml', 'c:\\work\\API\\a.yaml']) {
      it(`stays inside with ${ref}`, () => assert.equal(kindOf(ref), 'file'));
    }
  });

  it('a sibling folder with the same beginning is outside', () => {
    assert.equal(isInside(folder, `${folder}-secret${nodePath.sep}a.yaml`), false);
    assert.equal(isInside(folder, nodePath.join(folder, '..hidden')), true);
  });
});
