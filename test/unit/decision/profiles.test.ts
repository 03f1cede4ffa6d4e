// Profiles as data: what ships, what the published schema says, and how a wrong file is refused.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import fc from 'fast-check';
import { profileJsonSchema } from '../../../src/decision/profile.js';
import { readProfiles } from '../../../src/decision/readProfiles.js';
import { builtIn, builtInFiles, profileNamed, repository } from './support.js';

const base = JSON.parse(builtInFiles.find(({ path }) => path.endsWith('node-express.json'))!.text);
const custom = (change: object) => ({
  path: '/w/p.json',
  text: JSON.stringify({ ...base, name: 'ours', ...change }, undefined, 2),
});
const refusal = (text: string) => {
  const { problems, profiles } = readProfiles(builtInFiles, [{ path: '/w/.senior-backend/profiles/p.json', text }]);
  assert.equal(profiles.length, builtIn.length, 'the others stay');
  assert.equal(problems.length, 1);
  assert.equal(problems[0]!.place?.path, '/w/.senior-backend/profiles/p.json');
  return problems[0]!;
};

describe('the built-in profiles', () => {
  it('are those that are documented', () => {
    assert.deepEqual(readProfiles(builtInFiles).problems, []);
    const table = builtIn.map(
      ({ name, teamSize, tenancy, highestSensitivity, patterns, requestsPerSecond, requires, targets }) => ({
        name,
        team: [teamSize.min, teamSize.max],
        tenancy: tenancy.join(),
        tier: highestSensitivity,
        patterns: patterns.join(),
        least: requestsPerSecond?.min,
        requires: requires?.join(),
        targets: Object.values(targets),
      }),
    );
    const common = {
      tenancy: 'shared',
      tier: 'pii',
      patterns: 'modular-monolith',
      least: undefined,
      requires: undefined,
    };
    assert.deepEqual(table, [
      {
        ...common,
        name: 'django-monolith',
        team: [2, 25],
        requires: 'admin-panel',
        targets: [100, 350, 800, 99, 60, 240],
      },
      {
        ...common,
        name: 'fastapi-python',
        team: [1, 20],
        patterns: 'modular-monolith,domain-bounded-services',
        targets: [60, 200, 500, 99.5, 60, 240],
      },
      {
        name: 'go-or-rust-microservice',
        team: [30, undefined],
        tenancy: 'shared,isolated',
        tier: 'phi',
        patterns: 'extracted-service',
        least: 1000,
        requires: 'platform-team',
        targets: [20, 80, 200, 99.9, 5, 30],
      },
      { ...common, name: 'node-express', team: [1, 15], targets: [80, 250, 600, 99.5, 60, 240] },
    ]);
  });

  it('have stacks, approvers and anti-patterns', () => {
    const said = (name: string) => JSON.stringify(profileNamed(name));
    const words: Record<string, readonly string[]> = {
      'node-express': [
        'Node.js LTS',
        'Fastify',
        'Express 5',
        'Hono',
        'Nest',
        'Drizzle',
        'Prisma',
        'Kysely',
        'pg-boss',
        'BullMQ',
        'Redis',
        'Vitest',
        'Supertest',
        'Testcontainers',
        'helmet',
        'CORS',
        'Callbacks',
        'Kafka',
        'CSRF',
        'Mongoose',
        'CFO',
        'security owner',
      ],
      'fastapi-python': [
        'Python 3.12+',
        'FastAPI',
        'SQLAlchemy 2 async',
        'Alembic',
        'arq',
        'pytest',
        'httpx',
        'Testcontainers',
        'CFO',
      ],
      'django-monolith': [
        'Django 5',
        'Django REST Framework',
        'django-ninja',
        'Django ORM',
        'Celery',
        'django-rq',
        'pytest-django',
        'CFO',
      ],
      'go-or-rust-microservice': [
        'chi',
        'gin',
        'axum',
        'sqlc',
        'pgx',
        'sqlx',
        'cargo test',
        'principal engineer',
        'platform lead',
        'product owner',
        'service owner',
        'DBA',
        'CAB',
      ],
    };
    for (const [name, each] of Object.entries(words))
      for (const word of each) assert.ok(said(name).includes(word), `${name}: ${word}`);
    const warned = profileNamed('node-express').antiPatterns.filter(({ severity }) => severity === 'warn');
    assert.deepEqual(
      warned.map(({ what }) => what),
      ['Mongoose by default'],
    );
  });
});

describe('the published schema', () => {
  it('is the one that profiles are checked with (mend: UPDATE_SCHEMA=1, then biome)', async () => {
    const path = nodePath.join(repository, 'schemas/profile.schema.json');
    if (process.env['UPDATE_SCHEMA']) {
      const { writeFileSync } = await import('node:fs');
      writeFileSync(path, `${JSON.stringify(profileJsonSchema(), undefined, 2)}\n`);
    }
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), JSON.parse(JSON.stringify(profileJsonSchema())));
  });

  it('accepts what ships, and refuses what the reader refuses for its shape', async () => {
    const { Ajv } = await import('ajv');
    const validate = new Ajv({ strict: false }).compile(profileJsonSchema());
    for (const { text } of builtInFiles) assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
    for (const change of [
      { teamSize: { team_size_min: 5 } },
      { teamSize: { min: '5' } },
      { surprise: 1 },
      { patterns: [] },
    ]) {
      assert.equal(validate({ ...base, ...change }), false, JSON.stringify(change));
      assert.equal(readProfiles([], [custom(change)]).problems.length, 1);
    }
  });

  it('describes every property, for completion', () => {
    const bare: string[] = [];
    const visit = (schema: { properties?: object; items?: object }, path: string) => {
      for (const [key, value] of Object.entries(schema.properties ?? {})) {
        if (key !== '$schema' && !('description' in value)) bare.push(`${path}.${key}`);
        visit(value, `${path}.${key}`);
      }
      if (schema.items) visit(schema.items, path);
    };
    visit(profileJsonSchema(), '');
    assert.deepEqual(bare, []);
  });

  it('is contributed to VS Code, and comes with the package', () => {
    const read = (name: string) => readFileSync(nodePath.join(repository, name), 'utf8');
    const { contributes } = JSON.parse(read('package.json'));
    const [{ fileMatch, url }] = contributes.jsonValidation;
    assert.deepEqual([fileMatch, url], ['.senior-backend/profiles/*.json', './schemas/profile.schema.json']);
    assert.match(read('.vscodeignore'), /^!schemas\/\*\*$/m);
    assert.match(read('.vscodeignore'), /^!dist\/profiles\/\*\*$/m);
  });
});

describe('a profile of a project', () => {
  it('is read beside ours', () => {
    const { profiles, problems } = readProfiles(builtInFiles, [custom({})]);
    assert.deepEqual([problems, profiles.length], [[], builtIn.length + 1]);
    assert.ok(readProfiles([], [{ ...custom({}), text: `\uFEFF${custom({}).text}` }]).profiles.length === 1);
  });

  it('is refused with the line of what is wrong', () => {
    const json = (change: object) => custom(change).text;
    const wrong: readonly (readonly [string, RegExp, number | undefined])[] = [
      ['', /empty/, undefined],
      ['{', /not JSON/, 0],
      ['// x\n{}', /not JSON/, 0],
      ['[]', /A profile is an object/, 0],
      ['null', /A profile is an object/, 0],
      ['{}', /"name" is missing/, 0],
      ['{\n "name": "a",\n "name": "b"\n}', /"name" is said twice/, 2],
      [json({ team_size_min: 5 }), /"team_size_min" is not known here. There are: name, when, teamSize,/, undefined],
      [json({ teamSize: { min: '5' } }), /"teamSize.min" is a number.*not "5"/, undefined],
      [json({ teamSize: { minimum: 5 } }), /"minimum" is not known here. There are: min, max\./, undefined],
      [json({ teamSize: {} }), /needs min, max or both/, undefined],
      [json({ teamSize: { min: 5, max: 2 } }), /min is more than max/, undefined],
      [json({ teamSize: { min: 0 } }), /at least 1/, undefined],
      [json({ patterns: [] }), /"patterns" is empty/, undefined],
      [json({ patterns: ['macroservices'] }), /"patterns.0" is one of .*not "macroservices"/, undefined],
      [json({ name: 'Node Express' }), /small letters/, 2],
      [json({ name: 'node-express' }), /"node-express" is taken by .*node-express\.json/, undefined],
      [json({ name: '../x' }), /small letters/, 2],
      [json({ when: ' ' }), /"when" cannot be/, 3],
      [json({ stacks: [] }), /"stacks" is empty/, undefined],
      [json({ targets: { ...base.targets, p99Ms: 1 } }), /never faster/, undefined],
      [json({ targets: { ...base.targets, uptimePercent: 100 } }), /less than 100/, undefined],
      [json({ antiPatterns: [{ severity: 'kill', what: 'x' }] }), /"antiPatterns.0.instead" is missing/, undefined],
      ['{ "__proto__": { "name": "x" }, "constructor": 1 }', /./, undefined],
      [`{ "when": "${'x'.repeat(1_000_001)}" }`, /larger than a megabyte/, undefined],
    ];
    for (const [text, message, line] of wrong) {
      const problem = refusal(text);
      assert.match(problem.message, message);
      if (line !== undefined) assert.equal(problem.place?.position?.line, line, text.slice(0, 80));
    }
  });

  it('names the line of a key that is misspelt', () => {
    const text = custom({}).text.replace('"tenancy"', '"tenency"');
    const { place } = refusal(text);
    assert.equal(
      place?.position?.line,
      text.split('\n').findIndex(line => line.includes('"tenency"')),
    );
  });

  it('is refused as a Problem whatever the bytes', () => {
    const value = fc.jsonValue();
    const text = fc.oneof(
      fc.string(),
      value.map(each => JSON.stringify(each)),
      fc
        .record({ key: fc.constantFrom(...Object.keys(base)), value })
        .map(each => custom({ [each.key]: each.value }).text),
      fc.nat(custom({}).text.length).map(end => custom({}).text.slice(0, end)),
    );
    fc.assert(
      fc.property(text, given => {
        const { problems, profiles } = readProfiles([], [{ path: '/w/p.json', text: given }]);
        assert.equal(problems.length + profiles.length, 1);
        for (const { message } of problems) assert.match(message, /\S.*\.$/s);
      }),
      { numRuns: 300 },
    );
  });

  it('is read in any order of files', () => {
    const files = [
      custom({ name: 'b' }),
      { ...custom({ name: 'a' }), path: '/w/q.json' },
      { ...custom({ name: 'a' }), path: '/w/r.json' },
    ];
    const read = (own: typeof files) => {
      const { profiles, problems } = readProfiles(builtInFiles, own);
      return [profiles.map(({ name }) => name), problems.map(({ message, place }) => [message, place?.path])];
    };
    assert.deepEqual(read(files), read([...files].reverse()));
    assert.match(String(read(files)[1]), /q\.json.*r\.json/);
  });
});
