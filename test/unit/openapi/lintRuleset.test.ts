/** The ruleset of a project: what it says holds, what is wrong in it is said at its place, and nothing runs that is not trusted. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { apiRules } from '../../../src/openapi/lint/apiRules.js';
import { lintApi } from '../../../src/openapi/lint/lint.js';
import { matchesGlob } from '../../../src/openapi/lint/ruleset/glob.js';

const spec = `openapi: 3.0.3
info: { title: T, version: 1.0.0 }
servers: [{ url: https://api.test }]
paths:
  /users:
    post:
      summary: Add a user
      responses: { '200': { description: ok } }
`;

describe('rulesets of projects', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(nodePath.join(tmpdir(), 'rulesets-'));
  });
  after(() => rm(root, { recursive: true }));

  async function lint(
    files: Record<string, string>,
    options: Partial<Parameters<typeof lintApi>[1]> = {},
    entry = 'api/openapi.yaml',
  ) {
    const folder = await mkdtemp(nodePath.join(root, 'case-'));
    for (const [name, text] of Object.entries({ [entry]: spec, ...files })) {
      const path = nodePath.join(folder, name);
      await mkdir(nodePath.dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const { findings, files: read } = await lintApi(nodePath.join(folder, entry), {
      root: folder,
      trusted: true,
      readFile: path => readFile(path, 'utf8').catch(() => undefined),
      ...options,
      rules: { ...Object.fromEntries(apiRules.map(({ id }) => [id, 'off'])), ...options.rules },
    });
    const name = (path: string) => nodePath.relative(folder, path).replaceAll('\\', '/');
    return {
      rules: findings.filter(({ path }) => name(path) === entry).map(({ rule, severity }) => `${severity} ${rule}`),
      wrong: findings
        .filter(({ path }) => name(path) !== entry)
        .map(({ path, rule, range, message }) => `${name(path)}:${range.start.line + 1} ${rule} ${message}`),
      read: read.map(name),
    };
  }

  it('count from the nearest folder upwards, and replace what is usual', async () => {
    const { rules, wrong, read } = await lint({
      '.spectral.yaml':
        'extends: spectral:oas\nrules: { info-contact: error, operation-tags: off, operation-description: off }\n',
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(rules, ['error info-contact', 'warning info-description', 'warning operation-operationId']);
    assert.deepEqual(read, ['api/openapi.yaml', '.spectral.yaml']);
    const nearer = await lint({
      '.spectral.yaml': 'extends: spectral:oas',
      'api/.spectral.json': '{"extends": [["spectral:oas", "off"]], "rules": {"info-license": "hint"}}',
    });
    assert.deepEqual(nearer.rules, ['hint info-license']);
  });

  it('are overruled by what people set', async () => {
    const { rules } = await lint(
      { '.spectral.yaml': 'extends: [[spectral:oas, off]]\nrules: { info-contact: error, info-license: error }\n' },
      { rules: { 'info-contact': 'hint', 'info-license': 'off' } },
    );
    assert.deepEqual(rules, ['hint info-contact']);
  });

  it('have rules of their own, with functions of Spectral and of theirs', async () => {
    const { rules, wrong, read } = await lint({
      '.spectral.yml': `functions: [shout]
formats: [oas3]
aliases: { Operation: ['$.paths[*][get,post]'] }
rules:
  summary-ends-with-dot:
    given: '#Operation'
    severity: warn
    formats: [oas3_0]
    message: '{{property}} {{error}}'
    then: { field: summary, function: pattern, functionOptions: { match: '\\.$' } }
  loud-title:
    given: $.info.title
    severity: info
    then: { function: shout }
`,
      'functions/shout.js': `module.exports = value => value === value.toUpperCase() && [{ message: 'too loud' }];\n`,
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(rules, ['info loud-title', 'warning summary-ends-with-dot']);
    assert.deepEqual(read, ['api/openapi.yaml', '.spectral.yml', 'functions/shout.js']);
  });

  it('extend files and JavaScript, and say what they say of ours', async () => {
    const { rules, wrong } = await lint({
      '.spectral.yaml':
        'extends: [./base.yaml, ./code.mjs]\nrules: { missing-client-error: warn, info-contact: info }\n',
      'base.yaml': 'extends: [[spectral:oas, off]]\nrules: { info-contact: error }\n',
      'code.mjs': `export default { rules: { code: { given: '$.info', severity: 'hint', then: { function: () => [{ message: 'x' }] } } } };\n`,
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(rules, ['hint code', 'info info-contact']);
  });

  it('have overrides for files, and for parts of them', async () => {
    const { rules, wrong } = await lint({
      '.spectral.yaml': `extends: [[spectral:oas, off]]
rules: { info-contact: error, operation-tags: error }
overrides:
  - files: ['api/*.yaml']
    rules: { info-contact: hint }
  - files: ['other/**']
    rules: { info-contact: off }
  - files: ['api/openapi.yaml#/paths/~1users']
    rules: { operation-tags: info }
`,
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(rules, ['hint info-contact', 'info operation-tags']);
  });

  it('are said to be wrong where they are, and the rest of them holds', async () => {
    const { rules, wrong } = await lint({
      '.spectral.yaml': `extends: [spectral:oas, ./none.yaml, 'https://example.com/r.yaml', spectral:nothing, ../outside.yaml]
rules:
  info-contacts: warn
  info-license: loud
  no-such: { given: $, then: { function: truthi } }
  bad-path: { given: nowhere, then: { function: truthy } }
  bad-options: { given: $, then: { function: pattern, functionOptions: { mach: x } } }
  info-contact: hint
  operation-tags: off
`,
    });
    assert.ok(
      rules.includes('hint info-contact') && !rules.some(rule => rule.includes('operation-tags')),
      rules.join(),
    );
    assert.deepEqual(
      wrong.map(line => line.replace(/ invalid-ruleset.*/, '')).sort(),
      [
        '.spectral.yaml:1',
        '.spectral.yaml:1',
        '.spectral.yaml:1',
        '.spectral.yaml:1',
        '.spectral.yaml:3',
        '.spectral.yaml:4',
        '.spectral.yaml:5',
        '.spectral.yaml:6',
        '.spectral.yaml:7',
        'none.yaml:1',
      ],
      wrong.join('\n'),
    );
    assert.match(wrong.join('\n'), /Did you mean "info-contact"\?/);
    assert.match(wrong.join('\n'), /Did you mean "truthy"\?/);
    assert.match(wrong.join('\n'), /example\.com\/r\.yaml is not fetched/);
  });

  it('leave what is usual when nothing of them can be used', async () => {
    for (const text of ['', 'hello: 1\n', '[]', 'extends: [', 'rules: 5\n', '\0']) {
      const { rules, wrong } = await lint({ '.spectral.yaml': text });
      assert.ok(wrong.length > 0, text);
      assert.ok(rules.length > 0 || text.startsWith('rules') || text.startsWith('extends'), `${text} ${rules.join()}`);
    }
    const { wrong } = await lint({ '.spectral.js': 'throw new Error("broken");' });
    assert.match(wrong.join(), /\.spectral\.js:1 invalid-ruleset This ruleset cannot be used: broken/);
  });

  it('may extend each other in a circle', async () => {
    const { rules, wrong } = await lint({
      '.spectral.yaml': 'extends: [./a.yaml, spectral:oas]\nrules: { info-contact: hint }\n',
      'a.yaml': 'extends: ./.spectral.yaml\n',
    });
    assert.ok(rules.includes('hint info-contact'));
    assert.equal(wrong.length, 1);
  });

  it('name the OWASP rules by setting, name, package and address, without anything being fetched', async () => {
    const byName = await lint({}, { rulesets: ['owasp'] });
    assert.ok(byName.rules.includes('error owasp:api2:2023-write-restricted'), byName.rules.join());
    assert.ok(byName.rules.includes('warning info-contact'));
    for (const name of [
      'spectral:owasp',
      '"@stoplight/spectral-owasp-ruleset"',
      'https://unpkg.com/@stoplight/spectral-owasp-ruleset/dist/ruleset.mjs',
    ]) {
      const { rules, wrong } = await lint({ '.spectral.yaml': `extends: [${name}]\n` });
      assert.deepEqual(wrong, []);
      assert.ok(rules.includes('error owasp:api2:2023-write-restricted') && !rules.includes('warning info-contact'));
    }
  });

  it('say of a response that is missing that it is missing, once', async () => {
    const responses = async (text: string) => {
      const { rules } = await lint(
        { 'api/openapi.yaml': spec.replace("{ '200': { description: ok } }", text) },
        { rulesets: ['owasp'] },
      );
      return rules.filter(rule => /responses-(?:401|429|500)/.test(rule)).sort();
    };
    const all = ['api4:2023-rate-limit-responses-429', 'api8:2023-define-error-responses-401'];
    const said = [...all, 'api8:2023-define-error-responses-500'].map(rule => `warning owasp:${rule}`);
    assert.deepEqual(await responses("{ '200': { description: ok } }"), said);
    assert.deepEqual(
      await responses("{ '401': { description: no }, '429': { description: no }, '500': { description: no } }"),
      said,
    );
    const full = (status: number) => `'${status}': { description: no, content: { text/plain: {} } }`;
    assert.deepEqual(await responses(`{ ${full(401)}, ${full(429)}, ${full(500)} }`), []);
  });

  describe('that are not trusted', () => {
    const pwned = globalThis as { pwned?: boolean };
    afterEach(() => {
      delete pwned.pwned;
    });
    const attack = `$..[?(@.constructor.constructor("globalThis.pwned=true")())]`;
    const json = (text: string) => text.replaceAll('ATTACK', JSON.stringify(attack).slice(1, -1));
    const attacks: Record<string, Record<string, string>> = {
      JavaScript: { '.spectral.js': 'globalThis.pwned = true; module.exports = { rules: {} };' },
      'extended JavaScript': { '.spectral.yaml': 'extends: ./x.js\n', 'x.js': 'globalThis.pwned = true;' },
      'a package': { '.spectral.yaml': 'extends: evil\n', 'node_modules/evil/index.js': 'globalThis.pwned = true;' },
      functions: {
        '.spectral.yaml': 'functions: [f]\nrules: { r: { given: $, then: { function: f } } }\n',
        'functions/f.js': 'globalThis.pwned = true;',
      },
      'a path': { '.spectral.json': json('{"rules": {"r": {"given": "ATTACK", "then": {"function": "truthy"}}}}') },
      'a path for a known rule': {
        '.spectral.json': json('{"extends": "spectral:oas", "rules": {"info-contact": {"given": "ATTACK"}}}'),
      },
      'an alias': {
        '.spectral.json': json(
          '{"extends": "spectral:oas", "aliases": {"OperationObject": ["ATTACK"], "PathItem": ["ATTACK"]}}',
        ),
      },
      'a field': {
        '.spectral.json': json('{"rules": {"r": {"given": "$", "then": {"field": "ATTACK", "function": "truthy"}}}}'),
      },
      'an override': {
        '.spectral.json': json(
          '{"extends": "spectral:oas", "overrides": [{"files": ["**"], "rules": {"r": {"given": "ATTACK", "then": {"function": "truthy"}}}}]}',
        ),
      },
    };
    for (const [name, files] of Object.entries(attacks)) {
      it(`run no code: ${name}`, async () => {
        await lint(files, { trusted: false });
        assert.equal(pwned.pwned, undefined);
      });
    }

    it('would, if they were', async () => {
      await lint(attacks['a path']!);
      assert.equal(pwned.pwned, true);
    });

    it('still say how loud rules are', async () => {
      const { rules } = await lint(
        { '.spectral.yaml': 'extends: [[spectral:oas, off]]\nrules: { info-contact: error }\n' },
        { trusted: false },
      );
      assert.deepEqual(rules, ['error info-contact']);
    });
  });

  it('match files as globs do', () => {
    for (const [path, pattern, is] of [
      ['api/a.yaml', '*.yaml', true],
      ['api/a.yaml', 'api/*.yaml', true],
      ['api/v1/a.yaml', 'api/*.yaml', false],
      ['api/v1/a.yaml', 'api/**/*.yaml', true],
      ['api/a.yaml', 'api/**/*.yaml', true],
      ['api/a.yml', '**/*.{yaml,yml}', true],
      ['a1.yaml', 'a[0-9].yaml', true],
      ['ab.yaml', 'a[!0-9].yaml', true],
      ['a.yaml', '?.yaml', true],
      ['a.yaml', './a.yaml', true],
      ['../a.yaml', '**/a.yaml', true],
      [`${'a'.repeat(40)}`, '*a*a*a*a*a*a*a*a*b', false],
    ] as const) {
      assert.equal(matchesGlob(path, pattern), is, `${path} ${pattern}`);
    }
  });
});
