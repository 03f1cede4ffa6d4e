import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseStrict, walk } from '../../../src/app/parse.js';
import type { Api, Operation, SecurityScheme } from '../../../src/openapi/api.js';
import { appSource } from '../../../src/scaffold/app/appFile.js';
import { planNames } from '../../../src/scaffold/names/names.js';

const at = { path: '/openapi.yaml', pointer: '' };
const frameworks = ['express', 'fastify', 'koa'] as const;

function operation(path: string, ...schemes: string[]): Operation {
  const security = schemes.map(scheme => [{ scheme, scopes: [] }]);
  return {
    at,
    method: 'get',
    path,
    deprecated: false,
    tags: [],
    parameters: [],
    responses: [],
    security,
    callbacks: [],
  };
}

function source(
  framework: (typeof frameworks)[number],
  operations: Operation[],
  schemes: SecurityScheme[] = [],
  title = 'Notes',
) {
  const api: Api = {
    at,
    dialect: '3.1',
    title,
    version: '1',
    servers: [],
    tags: [],
    operations,
    webhooks: [],
    shapes: [],
    securitySchemes: schemes,
  };
  return appSource(planNames(api), framework);
}

const bearer = (name: string): SecurityScheme => ({ at, name, type: 'http', http: { scheme: 'bearer' } });
const apiKey = (name: string): SecurityScheme => ({ at, name, type: 'apiKey', key: { in: 'header', name: 'X-Key' } });

describe('scaffold/appFile', () => {
  for (const framework of frameworks) {
    describe(framework, () => {
      it('needs exactly what it imports, at versions that are tested here', () => {
        const { text, dependencies } = source(framework, [operation('/a', 'b')], [bearer('b')]);
        const imported = [...text.matchAll(/from '([^.'][^']*)'/g)]
          .map(match => match[1]!)
          .filter(name => !name.startsWith('node:'));
        const known = ['zod', 'express', 'fastify', 'koa', ...dependencies.map(({ name }) => name)];
        assert.deepEqual(
          imported.filter(name => !known.includes(name)),
          [],
        );
        const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
        for (const { name, version } of dependencies) assert.equal(version, `^${manifest.devDependencies[name]}`, name);
        for (const { name, dev } of dependencies) if (!dev) assert.ok(imported.includes(name), name);
      });

      it('verifies no tokens where the spec has none', () => {
        const { text, dependencies } = source(framework, [operation('/a', 'k')], [apiKey('k'), bearer('unused')]);
        assert.ok(!/jose|JWT|verifyToken|permissionDenied,/.test(text));
        assert.ok(!dependencies.some(({ name }) => name === 'jose'));
        assert.ok(!source(framework, [operation('/a')]).text.includes('authenticate'));
      });

      it('stays out of the way of the spec', () => {
        const probes = (...paths: string[]) => {
          const { text } = source(
            framework,
            paths.map(path => operation(path)),
          );
          return [...text.matchAll(/'([^' ]*\/(?:health|ready))'/g)].map(match => match[1]);
        };
        assert.deepEqual(probes('/users/{id}'), ['/health', '/ready']);
        for (const path of ['/health', '/Health', '/health/', '/ready', '/{tenant}', '/{a}.{b}', '/health?x=1']) {
          assert.deepEqual(probes(path), ['/-/health', '/-/ready'], path);
        }
        assert.deepEqual(probes('/{a}', '/{a}/{b}'), ['/-/probes/health', '/-/probes/ready']);
        assert.equal(probes('/{a}', '/{a}/{b}', '/{a}/{b}/{c}', '/{a}/{b}/{c}/{d}').length, 2);
      });

      it('takes names for data', () => {
        const evil = '*/ process.exit(1); /* $' + "{process.exit(1)} ` ' \u2028 process.exit(1)";
        const names = [evil, '__proto__', '用户', 'constructor', 'a-b', 'a_b', 'class', '', 'verifyToken', '\u202E'];
        const schemes = names.map((name, i) => (i % 2 ? apiKey(name) : { at, name, type: 'mutualTLS' as const }));
        const { text } = source(framework, [operation('/a', ...names)], schemes, evil);
        const exits: number[] = [];
        const file = parseStrict(text, 'app.ts');
        walk(file, node => {
          if (node.type === 'CallExpression' && /^process\.exit\(/.test(text.slice(node.start!)))
            exits.push(node.start!);
          return undefined;
        });
        assert.equal(exits.length, 2, 'only our own');
        assert.equal(file.program.body.filter(node => node.type === 'ExpressionStatement').length, 1);
        assert.ok(text.includes("['__proto__']: authenticate"));
        assert.ok(!/[\u2028\u202E]/.test(text));
      });

      it('is formatted, and the same every time', () => {
        const make = () => source(framework, [operation('/a', 'b', 'k')], [bearer('b'), apiKey('k')]).text;
        assert.equal(make(), make());
        const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
        const { stdout } = spawnSync(process.execPath, [biome, 'check', '--stdin-file-path=src/app.ts', '--write'], {
          input: make(),
          encoding: 'utf8',
        });
        assert.equal(make(), stdout);
      });
    });
  }
});
