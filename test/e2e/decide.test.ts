// `decide` as people and scripts run it, and load tests that keep what was decided.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import nodePath from 'node:path';
import { entry, repository } from './builtCommandLine.js';
import { LoadTestBench } from './loadTestHarness.js';

const sample = [
  ...['--team-size', '8', '--qps', '50', '--read-write-ratio', '20', '--tenancy', 'shared'],
  ...['--sensitivity', 'pii', '--pattern', 'modular-monolith', '--language', 'typescript'],
];

describe('the decide command', function () {
  this.timeout(60_000);
  const bench = new LoadTestBench();

  async function decide(...words: string[]) {
    const child = spawn(process.execPath, [entry, 'decide', ...words], {
      cwd: bench.folder,
      env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '' },
      stdio: 'pipe',
    });
    let [out, err] = ['', ''];
    child.stdin.end();
    child.stdout.setEncoding('utf8').on('data', text => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      err += text;
    });
    const [status] = await once(child, 'close');
    return { status: status as number, out, err };
  }
  const json = async (...words: string[]) => {
    const { status, out } = await decide(...words, '--json');
    return { status, decision: JSON.parse(out) };
  };

  it('recommends node-express for the documented example, in words and in JSON', async () => {
    const { status, out } = await decide(...sample);
    assert.equal(status, 0);
    assert.match(out, /^Recommended: node-express \(100 %\)/);
    for (const words of [sample, ['--sample', '--qps-p99', '50', '--data-sensitivity', 'PII']]) {
      const { decision } = await json(...words);
      assert.equal(decision.status, 'recommended');
      assert.equal(decision.recommendation.profile_name, 'node-express');
      assert.deepEqual(
        [decision.recommendation.slo, decision.recommendation.rpo_minutes, decision.recommendation.rto_minutes],
        [99.5, 60, 240],
      );
      assert.deepEqual([decision.kill_criteria_tripped, decision.missing, decision.incomplete], [[], [], []]);
    }
  });

  it('ends with 2 and names what is missing, with 1 where it must stop, with 2 for what cannot be', async () => {
    const missing = await json('--tenancy', 'shared');
    assert.deepEqual(
      [
        missing.status,
        missing.decision.recommendation,
        missing.decision.missing.map((each: { flag: string }) => each.flag),
      ],
      [2, null, ['--read-write-ratio', '--qps', '--sensitivity', '--pattern']],
    );
    const stopped = await json(
      '--sample',
      '--pattern',
      'microservices',
      '--team-size',
      '5',
      '-o',
      'docs/adr',
      '--write-slo',
    );
    assert.deepEqual([stopped.status, stopped.decision.status, stopped.decision.recommendation], [1, 'stopped', null]);
    assert.deepEqual(readdirSync(bench.folder), [], 'nothing is written');
    const wish = await decide('--sample', '--qps', 'it needs to scale');
    assert.equal(wish.status, 1);
    assert.match(wish.out, /is no number/);
    for (const words of [['--qps', '-10'], ['--slo', '100'], ['--tenancy', 'mutli'], ['x']]) {
      const { status, out, err } = await decide('--sample', ...words);
      assert.deepEqual([status, out], [2, ''], words.join(' '));
      assert.match(err, /^error: /);
    }
  });

  it('takes answers from a file, and flags before them', async () => {
    const answers = {
      readWriteRatio: 20,
      requestsPerSecond: 50,
      tenancy: 'shared',
      sensitivity: 'pii',
      pattern: 'modular-monolith',
      language: 'python',
    };
    bench.write('answers.json', JSON.stringify(answers, undefined, 2));
    assert.equal((await json('--answers', 'answers.json')).decision.recommendation.profile_name, 'fastapi-python');
    const { decision } = await json('--answers', 'answers.json', '--language', 'ts');
    assert.equal(decision.recommendation.profile_name, 'node-express');
    for (const [text, message] of [
      ['{\n  "qps": 50\n}', /answers\.json:2:3 "qps" is not known here/],
      ['{ "requestsPerSecond": -1 }', /"requestsPerSecond" is more than 0/],
      ['{', /not JSON/],
    ] as const) {
      bench.write('answers.json', text);
      const { status, err } = await decide('--answers', 'answers.json');
      assert.equal(status, 2);
      assert.match(err, message);
    }
    assert.match((await decide('--answers', 'none.json')).err, /no file "none\.json"/);
  });

  it('numbers records, and overwrites none', async () => {
    bench.write('docs/adr/0007-use-tabs.md', 'mine');
    const first = await decide(...sample, '--output', 'docs/adr');
    assert.equal(first.status, 0);
    assert.match(first.err, /0008-use-architecture-profile-node-express\.md: proposed/);
    assert.equal((await decide(...sample, '-o', 'docs/adr')).status, 0);
    assert.deepEqual(readdirSync(nodePath.join(bench.folder, 'docs/adr')).sort(), [
      '0007-use-tabs.md',
      '0008-use-architecture-profile-node-express.md',
      '0009-use-architecture-profile-node-express.md',
    ]);
    assert.match(bench.read('docs/adr/0008-use-architecture-profile-node-express.md'), /^---\nstatus: proposed\n/);
    bench.write('mine.md', 'mine');
    const refused = await decide(...sample, '-o', 'mine.md');
    assert.equal(refused.status, 2);
    assert.equal(bench.read('mine.md'), 'mine');
    assert.equal((await decide(...sample, '-o', 'new.json')).status, 0);
    assert.equal(JSON.parse(bench.read('new.json')).recommendation.profile_name, 'node-express');
    assert.match((await decide(...sample, '-o', 'x.pdf')).err, /ends with \.md or \.json/);
  });

  it('gives many that write at once a number each', async () => {
    await Promise.all([1, 2, 3, 4].map(() => decide(...sample, '-o', 'adr')));
    assert.deepEqual(
      readdirSync(nodePath.join(bench.folder, 'adr'))
        .map(name => name.slice(0, 4))
        .sort(),
      ['0001', '0002', '0003', '0004'],
    );
  });

  it('reads profiles of the project, and names the file and the line that are wrong', async () => {
    const { status, decision } = await json('--list-profiles');
    assert.equal(status, 0);
    const [, , , express] = decision.profiles;
    assert.equal(express.name, 'node-express');
    const own = JSON.stringify(
      { ...express, name: 'ours', stacks: [{ ...express.stacks[0], languages: ['java'] }] },
      undefined,
      2,
    );
    bench.write('.senior-backend/profiles/ours.json', own);
    assert.equal((await json('--sample', '--language', 'java')).decision.recommendation.profile_name, 'ours');
    bench.write('.senior-backend/profiles/broken.json', own.replace('"teamSize"', '"team_size"'));
    bench.write('.senior-backend/profiles/twin.json', own.replace('"ours"', '"node-express"'));
    const { status: refused, out, err } = await decide('--sample');
    assert.deepEqual([refused, out], [2, '']);
    const line = own.split('\n').findIndex(each => each.includes('"teamSize"')) + 1;
    assert.match(err, new RegExp(`broken\\.json:${line}:3 "team_size" is not known here`));
    assert.match(err, /twin\.json The name "node-express" is taken by/);
    assert.equal((await json('--sample', '--profile-dir', 'empty')).status, 2, 'there is none');
    bench.write('empty/.keep', '');
    assert.equal((await json('--sample', '--profile-dir', 'empty')).status, 0);
  });

  it('has load tests keep what was decided, unless they are told not to', async () => {
    bench.write(
      '.senior-backend/slo.json',
      '{ "default": ["p99<900", "errors<1%"], "operations": { "GET /x": ["p50<1ms"] } }',
    );
    const written = await decide(...sample, '--write-slo');
    assert.equal(written.status, 0);
    assert.match(written.err, /p50<80, p95<250, p99<600, success>=99\.5% \(instead of p99<900\)/);
    assert.deepEqual(JSON.parse(bench.read('.senior-backend/slo.json')), {
      default: ['p50<80', 'p95<250', 'p99<600', 'success>=99.5%', 'errors<1%'],
      operations: { 'GET /x': ['p50<1ms'] },
    });
    const kept = await bench.runJson(`${bench.base}/ok`, '-n', '20');
    assert.equal(kept.status, 0);
    assert.equal(kept.report.results[0].thresholds.length, 5);
    const broken = await bench.runJson(`${bench.base}/fail`, '-n', '20');
    assert.equal(broken.status, 1);
    assert.match(JSON.stringify(broken.report.results[0].thresholds), /slo\.json/);
    const without = await bench.runJson(`${bench.base}/ok`, '-n', '20', '--no-slo');
    assert.deepEqual([without.status, without.report.results[0].thresholds], [0, []]);
    bench.write('.senior-backend/slo.json', '{ "defaults": [] }');
    assert.match((await decide(...sample, '--write-slo')).err, /"defaults" is not known here/);
    assert.equal(bench.read('.senior-backend/slo.json'), '{ "defaults": [] }');
  });

  it('starts a new file of thresholds where there is none', async () => {
    assert.equal((await decide(...sample, '--slo', '99.9% < 500ms', '--write-slo')).status, 0);
    assert.deepEqual(JSON.parse(bench.read('.senior-backend/slo.json')).default, [
      ...['p50<80', 'p95<250', 'p99<500', 'p99.9<500', 'success>=99.9%'],
    ]);
  });

  it('is the same from anywhere, with the profiles that ship beside it', async () => {
    const shipped = readdirSync(nodePath.join(repository, 'dist/profiles')).sort();
    assert.deepEqual(shipped, readdirSync(nodePath.join(repository, 'profiles')).sort());
    const [one, other] = [
      await decide(...sample, '--json'),
      await decide(
        ...[...sample].reverse().flatMap((word, i, all) => (i % 2 === 1 ? [word, all[i - 1]!] : [])),
        '--json',
      ),
    ];
    assert.equal(one.out, other.out);
  });
});
