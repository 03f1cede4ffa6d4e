import assert from 'node:assert/strict';
import { posix } from 'node:path';
import fc from 'fast-check';
import { parseSource } from '../../../src/app/parse.js';
import { inspectHeader, stamp } from '../../../src/scaffold/header.js';
import { type Scaffolding, type ScaffoldOptions, scaffold } from '../../../src/scaffold/scaffold.js';
import { Problem } from '../../../src/text/problem.js';
import { apiOf, type JsonObject, specOf } from './generate.js';
import { hostile } from './hostile.js';

const frameworks = ['express', 'fastify', 'koa'] as const;
const text = { 200: { description: '', content: { 'application/json': { schema: { type: 'string' } } } } };
const operation = (id: string, tag: string, more: JsonObject = {}) => ({
  operationId: id,
  tags: [tag],
  responses: text,
  ...more,
});
const pets = specOf(
  {},
  {
    '/pets': { get: operation('listPets', 'pets'), post: operation('addPet', 'pets') },
    '/toys': { get: operation('listToys', 'toys') },
  },
);

/** A folder in memory, to which runs are applied. */
class Disk {
  constructor(readonly files = new Map<string, string>()) {}

  async run(spec: unknown, options: Partial<ScaffoldOptions> = {}): Promise<Scaffolding> {
    const folder = { read: async (path: string) => this.files.get(path), list: async () => [...this.files.keys()] };
    const result = await scaffold(
      await apiOf(spec),
      { framework: 'express', specName: 'pets.yaml', ...options },
      folder,
    );
    for (const { path, text } of result.changes) {
      if (text === undefined) this.files.delete(path);
      else this.files.set(path, text);
    }
    return result;
  }

  edit(path: string, change: (text: string) => string): void {
    this.files.set(path, change(this.files.get(path)!));
  }
}

const namesOf = ({ changes }: Scaffolding) => changes.map(change => change.path).sort();

describe('scaffold', () => {
  for (const framework of frameworks) {
    it(`writes what the guide lists, for ${framework}`, async () => {
      const result = await new Disk().run(pets, { framework });
      const names = namesOf(result);
      for (const name of [
        'types.ts',
        'validators.ts',
        'runtime/schema.ts',
        'runtime/http.ts',
        'index.ts',
        'pets.routes.ts',
        'toys.routes.ts',
        'pets.validators.ts',
        'toys.validators.ts',
        `runtime/${framework}.ts`,
      ]) {
        assert.ok(names.includes(name), name);
      }
      for (const other of frameworks.filter(one => one !== framework))
        assert.ok(!names.includes(`runtime/${other}.ts`));
      assert.deepEqual(
        result.changes.filter(change => change.owner === 'you').map(change => change.path),
        ['pets.handlers.ts', 'toys.handlers.ts'],
      );
      assert.ok(result.changes.every(({ text, owner }) => owner === 'you' || inspectHeader(text!) === 'ours'));
      assert.ok(
        result.changes.every(({ text }) => !text!.includes('\r') && text!.endsWith('\n') && !text!.endsWith('\n\n')),
      );
      assert.equal(result.routesCount, 3);
      assert.ok(result.dependencies.some(({ name }) => name === framework));
      assert.ok(result.dependencies.some(({ name }) => name === 'zod'));
    });
  }

  it('leaves a file alone that only a formatter changed, and rewrites it when the spec changes it', async () => {
    const disk = new Disk();
    await disk.run(pets, { framework: 'express' });
    const laidOut = disk.files.get('types.ts')!.replaceAll(';\n', '\n').replaceAll("'", '"').replaceAll('  ', '\t');
    disk.files.set('types.ts', laidOut);
    assert.deepEqual((await disk.run(pets, { framework: 'express' })).changes, []);
    assert.equal(disk.files.get('types.ts'), laidOut);
    disk.files.set('types.ts', laidOut.replace('export ', 'export declare '));
    await assert.rejects(disk.run(pets, { framework: 'express' }), /types\.ts: generated, but edited by hand/);
  });

  it('every file that a generated one imports is there', async () => {
    for (const framework of frameworks) {
      const disk = new Disk();
      await disk.run(pets, { framework });
      for (const [path, source] of disk.files) {
        for (const [, name] of source.matchAll(/^(?:import|export) [^;]*from '\.\/([^']+)\.js';/gm)) {
          assert.ok(disk.files.has(posix.join(posix.dirname(path), `${name}.ts`)), `${path} imports ${name}`);
        }
      }
    }
  });

  it('gives the frameworks their own code', async () => {
    const index = await Promise.all(
      frameworks.map(async framework => {
        const disk = new Disk();
        await disk.run(pets, { framework });
        return disk.files.get('index.ts')!;
      }),
    );
    assert.match(index[0]!, /\.route\('\/pets'\)\n\s+\.get\(/);
    assert.match(index[1]!, /routes\.get\('\/pets', /);
    assert.match(index[2]!, /routes\.get\('\/pets', /);
  });

  it('changes nothing the second time', async () => {
    const disk = new Disk();
    const first = await disk.run(pets, { app: true });
    const second = await disk.run(pets, { app: true });
    assert.deepEqual(second.changes, []);
    assert.deepEqual([...second.unchanged, ...second.kept].sort(), namesOf(first));
  });

  it('is the same whatever line ends git gave the files', async () => {
    const disk = new Disk();
    await disk.run(pets);
    for (const path of disk.files.keys()) disk.edit(path, source => source.replaceAll('\n', '\r\n'));
    assert.deepEqual((await disk.run(pets)).changes, []);
  });

  it('--types-only writes types.ts', async () => {
    const result = await new Disk().run(pets, { typesOnly: true, app: true });
    assert.deepEqual(namesOf(result), ['types.ts']);
    assert.ok(result.typesCount > 0);
  });

  it('--app writes app.ts once', async () => {
    const disk = new Disk();
    assert.ok(namesOf(await disk.run(pets, { app: true })).includes('app.ts'));
    disk.edit('app.ts', source => `${source}// mine\n`);
    const { changes, kept } = await disk.run(pets, { app: true, force: true });
    assert.deepEqual(changes, []);
    assert.ok(kept.includes('app.ts'));
  });

  it('adds new operations behind your code, and reports those that are gone', async () => {
    const disk = new Disk();
    await disk.run(pets);
    disk.edit('pets.handlers.ts', source =>
      source.replace("notImplemented('listPets', request, context)", "({ status: 200, body: 'mine' })"),
    );
    const before = disk.files.get('pets.handlers.ts')!;
    const next = specOf(
      {},
      { '/pets': { get: operation('listPets', 'pets'), delete: operation('removePets', 'pets') } },
    );
    const { orphans, changes } = await disk.run(next);
    const after = disk.files.get('pets.handlers.ts')!;
    assert.ok(after.startsWith(before));
    assert.match(after, /export const removePets: api\.RemovePets/);
    assert.deepEqual(orphans, [
      { file: 'pets.handlers.ts', name: 'addPet' },
      { file: 'toys.handlers.ts', name: 'listToys' },
    ]);
    assert.deepEqual(
      changes.filter(change => change.text === undefined).map(change => change.path),
      ['toys.routes.ts', 'toys.validators.ts'],
    );
    assert.ok(disk.files.has('toys.handlers.ts'));
  });

  it('says where an operation went whose tag changed', async () => {
    const disk = new Disk();
    await disk.run(pets);
    const next = specOf({}, { '/pets': { get: operation('listPets', 'animals'), post: operation('addPet', 'pets') } });
    const { orphans } = await disk.run(next);
    assert.deepEqual(orphans[0], { file: 'pets.handlers.ts', name: 'listPets', movedTo: 'animals.handlers.ts' });
  });

  it('updates a folder of the time when validators.ts held the operations too', async () => {
    const disk = new Disk();
    await disk.run(pets);
    disk.edit('pets.handlers.ts', source => source.replace('notImplemented(', 'null ?? notImplemented('));
    const now = new Map(disk.files);
    for (const path of [...disk.files.keys()].filter(name => name.endsWith('.validators.ts'))) disk.files.delete(path);
    const validators = stamp('export const listPets = {};\n', 'pets.yaml');
    disk.files.set('validators.ts', validators);
    disk.files.set('pets.routes.ts', stamp("import * as validators from './validators.js';\n", 'pets.yaml'));
    const before = new Map(disk.files);

    disk.files.set('validators.ts', validators.replace('{}', '{ mine: 1 }'));
    await assert.rejects(disk.run(pets), /validators\.ts: generated, but edited by hand/);
    disk.files.set('validators.ts', validators);
    assert.deepEqual(disk.files, before);

    const { changes } = await disk.run(pets);
    assert.ok(changes.every(({ text }) => text !== undefined));
    assert.deepEqual(new Map([...disk.files].sort()), new Map([...now].sort()));
  });

  it('changes framework without a trace of the old one', async () => {
    const disk = new Disk();
    await disk.run(pets, { framework: 'express' });
    const handlers = disk.files.get('pets.handlers.ts');
    await disk.run(pets, { framework: 'koa' });
    assert.ok(!disk.files.has('runtime/express.ts') && disk.files.has('runtime/koa.ts'));
    assert.equal(disk.files.get('pets.handlers.ts'), handlers);
  });

  it('stops at hand edits, naming every file, unless forced', async () => {
    const disk = new Disk();
    await disk.run(pets);
    disk.edit('types.ts', source => `${source}// mine\n`);
    disk.edit('index.ts', source => source.replace('register', 'enlist'));
    await assert.rejects(
      disk.run(pets),
      (error: unknown) => error instanceof Problem && /types\.ts, index\.ts.*--force/.test(error.message),
    );
    assert.deepEqual(namesOf(await disk.run(pets, { force: true })), ['index.ts', 'types.ts']);
  });

  it('stops at files of others under its names', async () => {
    const disk = new Disk(new Map([['types.ts', 'export type Mine = 1;\n']]));
    await assert.rejects(disk.run(pets), /types\.ts: not generated/);
  });

  it('stops at a handler file that does not parse', async () => {
    const disk = new Disk();
    await disk.run(pets);
    disk.edit('pets.handlers.ts', source => `${source}export const = ;\n`);
    const more = specOf({}, { '/pets': { get: operation('listPets', 'pets'), put: operation('putPets', 'pets') } });
    await assert.rejects(disk.run(more), /pets\.handlers\.ts:\d+:\d+/);
  });

  it('leaves an edited file of a vanished tag alone', async () => {
    const disk = new Disk();
    await disk.run(pets);
    disk.edit('toys.routes.ts', source => `${source}// mine\n`);
    disk.files.set('mine.validators.ts', 'export const mine = 1;\n');
    await disk.run(specOf({}, { '/pets': { get: operation('listPets', 'pets'), post: operation('addPet', 'pets') } }));
    assert.ok(disk.files.has('toys.routes.ts') && disk.files.has('mine.validators.ts'));
    assert.ok(!disk.files.has('toys.validators.ts'));
  });

  it('gives every tag its own file', async () => {
    const { changes } = await new Disk().run(
      specOf(
        {},
        Object.fromEntries(
          ['Sales Orders', 'sales-orders', '用户', 'CON', '../../etc', ''].map((tag, index) => [
            `/t${index}`,
            { get: operation(`op${index}`, tag) },
          ]),
        ),
      ),
    );
    const routes = changes.map(change => change.path).filter(path => path.endsWith('.routes.ts'));
    assert.equal(new Set(routes.map(path => path.toLowerCase())).size, 6);
    assert.ok(changes.every(({ path }) => !/[/\\]/.test(path.replace(/^runtime\//, ''))));
  });

  it('serves nothing for a spec without operations', async () => {
    for (const framework of frameworks) {
      const { changes, routesCount } = await new Disk().run(specOf({ A: { type: 'string' } }), { framework });
      assert.equal(routesCount, 0);
      assert.ok(changes.some(change => change.path === 'index.ts'));
    }
  });

  it('takes names that its own code uses', async () => {
    const names = [
      'handler',
      'route',
      'operation',
      'validators',
      'Handler',
      'RouteHandler',
      'serve',
      'refuse',
      'router',
      'Router',
      'app',
      'options',
      'schemes',
      'register',
      't',
      'api',
      'notImplemented',
      'createServer',
      'delete',
      'class',
      'default',
    ];
    const spec = specOf(
      {},
      Object.fromEntries(names.map((name, index) => [`/n${index}`, { get: operation(name, name) }])),
    );
    for (const framework of frameworks) {
      const { changes } = await new Disk().run(spec, { framework, app: true });
      for (const { path, text } of changes) assert.deepEqual(parseSource(text!, path).errors, [], path);
    }
  });

  it('text from a spec stays text, wherever it is', () => {
    const words = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 12 }));
    return fc.assert(
      fc.asyncProperty(words, words, words, fc.constantFrom(...frameworks), async (a, b, c, framework) => {
        const segment = b.replace(/[{}]/g, '');
        const spec = specOf(
          {},
          {
            [`/${segment}/{${segment}}`]: {
              post: operation(a, c, {
                summary: a,
                description: b,
                parameters: [
                  { name: segment, in: 'path', required: true, schema: { type: 'string' } },
                  {
                    name: a,
                    in: 'query',
                    schema: { type: 'object', properties: { [b]: { type: 'integer' } }, default: { [c]: a } },
                  },
                  { name: b, in: 'header', style: c, schema: { type: 'array', items: { enum: [a, c] } } },
                ],
                requestBody: {
                  content: { [c]: { schema: {} }, 'multipart/form-data': { schema: { properties: { [a]: {} } } } },
                },
                security: [{ [a]: [b], [c]: [] }],
              }),
            },
          },
        );
        const schemes = { [a]: { type: 'apiKey', in: 'header', name: b }, [c]: { type: 'http', scheme: b } };
        const withSchemes = { ...spec, components: { securitySchemes: schemes } };
        const { changes } = await new Disk().run(withSchemes, { framework, specName: a, app: true });
        for (const { path, text } of changes) {
          assert.deepEqual(parseSource(text!, path).errors, [], path);
          assert.doesNotMatch(path.replace(/^runtime\//, ''), /[/\\]|\.\./);
          // The canary may stand in strings and comments only. app.ts ends the process itself.
          if (path === 'app.ts') continue;
          const code = text!.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/.*/g, '');
          assert.doesNotMatch(code, /process\.exit\(\d/, path);
        }
      }),
      { numRuns: 60 },
    );
  });
});
