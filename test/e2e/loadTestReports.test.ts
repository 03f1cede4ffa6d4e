// `load-test` as people run it: verdicts, comparisons, reports, the terminal.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { entry } from './builtCommandLine.js';
import { LoadTestBench } from './loadTestHarness.js';

describe('what the load-test command says', function () {
  this.timeout(60_000);
  const bench = new LoadTestBench();

  describe('verdicts', () => {
    it('fails on a threshold that is not kept', async () => {
      const kept = await bench.run(
        `${bench.base}/ok`,
        '-n',
        '50',
        '--threshold',
        'p99<30s',
        '--threshold',
        'success>99.5',
      );
      assert.equal(kept.status, 0);
      assert.match(kept.stdout, /Passed\./);
      const broken = await bench.runJson(
        `${bench.base}/slow`,
        '-n',
        '10',
        '--threshold',
        'p50<1',
        '--threshold',
        'errors<1%',
      );
      assert.deepEqual([broken.status, broken.report.status], [1, 'failed']);
      const { thresholds } = broken.report.results[0];
      assert.deepEqual(
        thresholds.map(({ text, passed }: { text: string; passed: boolean }) => [text, passed]),
        [
          ['p50 < 1 ms', false],
          ['errors < 1 %', true],
        ],
      );
    });

    it('takes the thresholds of the project, unless others are typed', async () => {
      bench.write('.senior-backend/slo.json', '{ "default": ["p50<1"] }');
      const { status, stdout } = await bench.run(`${bench.base}/slow`, '-n', '10');
      assert.equal(status, 1);
      assert.match(stdout, /p50 < 1 ms.*slo\.json/);
      assert.equal((await bench.run(`${bench.base}/slow`, '-n', '10', '--threshold', 'p50<60s')).status, 0);
    });

    it('expects a status of every answer', async () => {
      assert.equal((await bench.run(`${bench.base}/refuse`, '-n', '10', '--expect-status', '400')).status, 0);
      assert.equal((await bench.run(`${bench.base}/ok`, '-n', '10', '--expect-status', '4XX')).status, 1);
    });

    it('expects a rate limit', async () => {
      const { status, stdout } = await bench.run(`${bench.base}/limited`, '-n', '60', '--expect-rate-limit');
      assert.equal(status, 0);
      assert.match(stdout, /40 × 429, the first after about \d+ answers/);
      assert.equal((await bench.run(`${bench.base}/ok`, '-n', '10', '--expect-rate-limit')).status, 1);
    });

    it('compares with a saved report', async () => {
      assert.equal((await bench.run(`${bench.base}/ok`, '-n', '50', '--save-baseline', 'base.json')).status, 0);
      const { status, report } = await bench.runJson(`${bench.base}/ok`, '-n', '50', '--compare', 'base.json');
      assert.equal(status, 0);
      assert.equal(report.comparison.comparisons[0].against, 'baseline');
      await bench.refuses(/no file "gone\.json"/, `${bench.base}/ok`, '--compare', 'gone.json');
      bench.write('other.json', '{"a":1}');
      await bench.refuses(/no saved report/, `${bench.base}/ok`, '--compare', 'other.json');
    });
  });

  it('looks for the highest rate that holds, step by step', async () => {
    const words = [`${bench.base}/fail`, '--find-limit', '-d', '0.2', '--threshold', 'success>99'];
    const { status, report } = await bench.runJson(...words);
    assert.deepEqual([status, report.status, report.limit], [1, 'failed', null]);
    assert.deepEqual([report.steps[0].rate, report.steps[0].held], [100, false]);
    assert.match(report.steps[0].reason, /success > 99 %/);
    assert.equal(report.steps.at(-1).rate, 1);
  });

  it('finds that a fast server holds the highest rate that is allowed', async () => {
    const words = [`${bench.base}/ok`, '--find-limit', '-d', '0.3', '--max-rate', '150', '--threshold', 'success>99'];
    const { status, report } = await bench.runJson(...words);
    interface Step {
      readonly rate: number;
      readonly held: boolean;
      readonly client_bound: boolean;
    }
    const steps: readonly Step[] = report.steps;
    // On a machine that is busy with other things this side may not keep up with so short a step: then it says that, and nothing else.
    if (steps.some(({ held }) => !held)) {
      assert.ok(
        steps.every(({ held, client_bound }) => held || client_bound),
        JSON.stringify(steps),
      );
    } else {
      const found = [status, report.limit, report.ended_by, steps.map(({ rate }) => rate)];
      assert.deepEqual(found, [0, 150, 'highest', [100, 150]]);
    }
  });

  it('writes what the search found into report files', async () => {
    const limit = ['--find-limit', '-d', '0.3', '--max-rate', '100', '--threshold', 'success>99'];
    const files = ['-o', 'limit.json', '-o', 'limit.md', '-o', 'limit.xml', '-o', 'limit.csv', '-o', 'limit.html'];
    const { stdout } = await bench.run(`${bench.base}/ok`, ...limit, ...files);
    assert.match(stdout, /Written: limit\.json\n.*Written: limit\.html\n$/s);
    const { find_limit, report, results } = JSON.parse(bench.read('limit.json'));
    const rates: number[] = find_limit.steps.map(({ rate }: { rate: number }) => rate);
    assert.equal(rates[0], 100);
    assert.equal(report.plan.load.stages[0].target, find_limit.limit ?? Math.min(...rates));
    assert.equal(results[0].thresholds[0].passed, true);
    assert.match(bench.read('limit.md'), /holds? success \\> 99 %/);
    assert.match(bench.read('limit.xml'), /<testsuites name="load test"/);
    assert.match(bench.read('limit.csv'), /^target,second,/);
    assert.match(bench.read('limit.html'), /success &gt; 99 %/);
    // Reports may be written over.
    assert.equal((await bench.run(`${bench.base}/fail`, ...limit, '-o', 'limit.json')).status, 1);
    const failed = JSON.parse(bench.read('limit.json'));
    assert.deepEqual([failed.status, failed.find_limit.limit], ['failed', null]);
    await bench.refuses(/no such folder/, `${bench.base}/ok`, ...limit, '-o', 'none/limit.json');
  });

  describe('comparing', () => {
    interface Metric {
      metric: string;
      base: number;
      other: number;
      difference_low: number | null;
      outcome: string;
    }

    it('has the right signs, and keeps a third address', async () => {
      const { status, report } = await bench.runJson(
        '--compare',
        `${bench.base}/slow`,
        `${bench.base}/ok`,
        `${bench.dead}/`,
        '-d',
        '1',
      );
      const { comparisons, ranking } = report.comparison;
      const metric = (name: string): Metric => comparisons[0].metrics.find((each: Metric) => each.metric === name);
      const [rate, p50] = [metric('throughput'), metric('p50')];
      assert.ok(rate.other > rate.base && rate.difference_low! > 0, JSON.stringify(rate));
      assert.ok(p50.other < p50.base && p50.difference_low! < 0, JSON.stringify(p50));
      assert.deepEqual([rate.outcome, p50.outcome], ['better', 'better']);
      assert.equal(comparisons.length, 2);
      assert.equal(ranking.length, 3);
      assert.match(comparisons[1].verdict, /did not answer/);
      assert.equal(status, 1, 'the third one is dead');
    });

    it('names no winner when none of them answers', async () => {
      const { status, report } = await bench.runJson('--compare', `${bench.dead}/a`, `${bench.dead}/b`, '-d', '0.3');
      assert.equal(status, 1);
      assert.equal(report.comparison.comparisons[0].outcome, 'unknown');
      assert.match(report.comparison.verdicts[0], /nothing to compare/);
    });
  });

  describe('reports', () => {
    it('writes each kind, and overwrites nothing but reports', async () => {
      const names = ['r.json', 'r.html', 'r.md', 'r.csv', 'r.xml'];
      const words = [`${bench.base}/ok`, '-n', '20', '--threshold', 'p99<30s', ...names.flatMap(name => ['-o', name])];
      assert.equal((await bench.run(...words)).status, 0);
      const again = await bench.run(...words);
      assert.equal(again.status, 0, again.stderr);
      const text = (name: string) => bench.read(name);
      assert.equal(JSON.parse(text('r.json')).report.version, 1);
      assert.match(text('r.html'), /^<!doctype html>/i);
      assert.match(text('r.md'), /^# Load test/);
      assert.match(text('r.csv'), /^target,second/);
      assert.match(text('r.xml'), /<testcase .*p99 &lt; 30000 ms/);
      for (const [name, content] of [
        ['package.json', '{ "name": "x", "version": "1.0.0" }'],
        ['README.md', '# Mine'],
        ['pom.xml', '<project/>'],
      ] as const) {
        bench.write(name, content);
        await bench.refuses(/not a report/, `${bench.base}/ok`, '-n', '1', '-o', name);
        assert.equal(text(name), content);
      }
    });

    it('prints only JSON with --json, and no live line where there is no terminal', async () => {
      const { stdout, stderr } = await bench.run(`${bench.base}/ok`, '-n', '5', '--json');
      assert.equal(JSON.parse(stdout).results.length, 1);
      assert.equal(stderr, '');
      const plain = await bench.run(`${bench.base}/ok`, '-n', '5');
      assert.equal(plain.stderr, '');
      assert.doesNotMatch(plain.stdout, /\u001b/);
    });

    it('describes a problem as JSON, too', async () => {
      const { status, stdout } = await bench.run('nothing.yaml', '--json');
      assert.equal(status, 2);
      assert.equal(JSON.parse(stdout).status, 'error');
    });
  });

  describe('on a terminal', () => {
    before(function () {
      // util-linux's script gives a program a terminal.
      const probe = spawnSync('script', ['-qec', 'true', '/dev/null']);
      if (process.platform !== 'linux' || probe.status !== 0) this.skip();
    });

    async function onTerminal(words: readonly string[], typed = '') {
      const command = [process.execPath, entry, 'load-test', ...words].map(word => `'${word}'`).join(' ');
      const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '', CI: '', TERM: 'xterm-256color' };
      const child = spawn('script', ['-qec', `stty cols 100; ${command}`, '/dev/null'], { cwd: bench.folder, env });
      let shown = '';
      child.stdout.setEncoding('utf8').on('data', text => {
        shown += text;
        if (typed !== '' && text.includes('[y/N]')) child.stdin.write(typed);
      });
      const [status] = await once(child, 'close');
      return { status, shown };
    }

    it('repaints one line while it runs, and takes it away', async () => {
      const { status, shown } = await onTerminal([`${bench.base}/ok`, '-d', '1']);
      assert.equal(status, 0);
      const painted = shown.split('\u001b[2K').slice(1, -1).join('\n');
      assert.match(painted, /\d req\/s +p50 .+ p95 .+ p99 .+ no errors/);
      assert.match(painted, /s left/);
      assert.doesNotMatch(shown.split('\u001b[2K').at(-1)!, /s left/);
    });

    it('asks before it sends to somebody else, and takes a no', async () => {
      const { status, shown } = await onTerminal(['http://255.255.255.255/', '-c', '7'], 'n\n');
      assert.match(shown, /Send 7 connections, as fast as it answers, to 255\.255\.255\.255\? \[y\/N\]/);
      assert.match(shown, /Nothing was sent/);
      assert.equal(status, 2);
      const yes = await onTerminal(['http://255.255.255.255/', '-n', '1'], 'y\n');
      assert.equal(yes.status, 1);
    });
  });

  describe('Ctrl-C', () => {
    before(function () {
      // Windows has no signals: its consoles send an event that no other process can.
      if (process.platform === 'win32') this.skip();
    });

    it('ends the load at once, and leaves a whole report', async () => {
      const { child, ended } = bench.start([`${bench.base}/slow`, '-d', '60', '--json', '-o', 'report.json']);
      while ((await bench.ask()).requests < 30);
      child.kill('SIGINT');
      const { status, stdout } = await ended;
      assert.equal(status, 130);
      const report = JSON.parse(stdout);
      assert.equal(report.ended_by, 'stopped');
      assert.ok(report.results[0].total_requests >= 10);
      assert.equal(JSON.parse(bench.read('report.json')).ended_by, 'stopped');
      while ((await bench.ask()).open > 0);
    });
  });
});
