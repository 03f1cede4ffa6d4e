// The record: MADR, and nothing in it but text. Advice and thresholds that go with it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import nodePath from 'node:path';
import fc from 'fast-check';
import { adviceFor } from '../../../src/decision/advice.js';
import { type Answers, sampleAnswers } from '../../../src/decision/answers.js';
import { decide } from '../../../src/decision/decide.js';
import { markdownCode, markdownText, yamlText } from '../../../src/decision/markdown.js';
import { nextSteps } from '../../../src/decision/nextSteps.js';
import type { Profile } from '../../../src/decision/profile.js';
import { decisionRecord } from '../../../src/decision/record.js';
import { sloThresholds } from '../../../src/decision/thresholds.js';
import { parseThreshold, thresholdText } from '../../../src/loadtest/verdict/thresholds.js';
import { builtIn, profileNamed, repository, someAnswers } from './support.js';

const recorded = (answers: Answers, profiles: readonly Profile[] = builtIn) => {
  const decision = decide(answers, profiles);
  assert.ok(decision.recommendation, decision.outcome);
  return decisionRecord({ ...decision, recommendation: decision.recommendation }, '2026-01-31');
};

describe('an architecture decision record', () => {
  it('has the sections of MADR, and proposes', () => {
    const text = recorded(sampleAnswers);
    assert.match(text, /^---\nstatus: proposed\ndate: 2026-01-31\ndecision-makers: \["tech lead", /);
    assert.deepEqual(
      [...text.matchAll(/^#{1,3} (.*)$/gm)].map(([, title]) => title),
      [
        'Use the architecture profile node-express',
        'Context and Problem Statement',
        'Decision Drivers',
        'Considered Options',
        'Decision Outcome',
        'Consequences',
        'Confirmation',
        'Pros and Cons of the Options',
        ...decide(sampleAnswers, builtIn).fits.map(({ profile, score }) => `${profile.name} (${score} %)`),
        'More Information',
      ],
    );
    assert.match(text, /Chosen option: "node-express", because/);
    assert.match(text, /p99: 600 ms/);
    assert.match(text, /database schema \| tech lead, on-call engineer/);
    assert.doesNotMatch(text, /undefined|NaN|\[object/);
  });

  it('says what is incomplete, and who comes close', () => {
    const text = recorded({ ...sampleAnswers, language: 'python', slo: { percent: 99 } });
    assert.match(text, /\*\*Incomplete\.\*\*.*\n\n\* who acts on the error budget/);
    assert.match(text, /Close behind is django-monolith \(94 %\):/);
  });

  it('takes text of people as text', () => {
    const hostile =
      '<img src=x onerror=alert(1)> [a](javascript:b) | x\n# y\n---\n`c` ![z](http://e.example/p.png) \u202e\u0007';
    const profile: Profile = { ...profileNamed('node-express'), when: hostile, sources: [hostile] };
    const roles = { change: hostile, roles: ['a"], status: accepted, x: ["\n---', hostile] };
    const text = recorded(
      { ...sampleAnswers, style: 'async-lane', asyncLane: hostile, slo: { percent: 99 }, budgetOwner: hostile },
      [{ ...profile, approvers: [roles], antiPatterns: [{ severity: 'warn', what: hostile, instead: hostile }] }],
    );
    const plain = recorded(
      { ...sampleAnswers, style: 'async-lane', asyncLane: 'x', slo: { percent: 99 }, budgetOwner: 'x' },
      [
        {
          ...profile,
          when: 'x',
          sources: ['x'],
          approvers: [{ change: 'x', roles: ['y', 'x'] }],
          antiPatterns: [{ severity: 'warn', what: 'x', instead: 'x' }],
        },
      ],
    );
    const outline = (record: string) => record.split('\n').map(line => /^(?:#+|\*|\||---)/.exec(line)?.[0] ?? '');
    assert.deepEqual(outline(text), outline(plain), 'the same lines, headings, lists and tables');
    const body = text.slice(text.indexOf('\n---\n') + 5);
    assert.doesNotMatch(body, /(?<!\\)<img|(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)`c`/);
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.equal(text.split('\n').filter(line => line.startsWith('status:')).length, 1);
  });

  it('is one line for each text, whatever it is', () => {
    const special = fc.constantFrom(
      '<',
      '>',
      '|',
      '`',
      '\\',
      '[',
      ']',
      '*',
      '_',
      '#',
      '\n',
      '\r',
      '\u2028',
      '"',
      'a',
      '1. ',
      '- ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(special).map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(text, given => {
        const shown = markdownText(given);
        assert.doesNotMatch(shown, /[\n\r\t]/);
        // With escapes taken out, nothing is left that means something.
        assert.doesNotMatch(shown.replace(/\\[\\`*_[\]<>|~&$#!:.@+=-]/g, ''), /[\\`*_[\]<>|~&$#!]/);
        assert.doesNotMatch(markdownCode(given), /[\n\r]/);
        assert.equal(JSON.parse(yamlText(given)), given.replace(/\s+/g, ' ').trim());
      }),
      { numRuns: 300 },
    );
  });
});

describe('advice', () => {
  const needed = (readWriteRatio: number, requestsPerSecond: number) =>
    adviceFor({ readWriteRatio, requestsPerSecond })
      .filter(({ isNeeded }) => isNeeded)
      .map(({ topic }) => topic);

  it('follows the load and the ratio', () => {
    assert.deepEqual(needed(20, 50), []);
    assert.deepEqual(needed(20, 600), ['cache']);
    assert.deepEqual(needed(20, 3000), ['replicas', 'cache', 'partitioning']);
    assert.deepEqual(needed(20, 60_000), ['replicas', 'cache', 'partitioning', 'queue']);
    assert.deepEqual(needed(0.001, 50), []);
    assert.deepEqual(needed(0.001, 60), ['queue']);
    assert.deepEqual(needed(0.001, 60_000), ['partitioning', 'queue']);
    assert.deepEqual(needed(0, 300), ['partitioning', 'queue']);
    assert.deepEqual(needed(5, 5000), ['replicas', 'partitioning', 'queue']);
  });

  it('differs between a ratio of 0.001 and 20, also in words', () => {
    const words = (readWriteRatio: number) =>
      adviceFor({ readWriteRatio, requestsPerSecond: 50 }).map(({ advice }) => advice);
    for (const [index, advice] of words(20).entries()) assert.notEqual(advice, words(0.001)[index]);
  });

  it('says its thresholds and their reasons, and keeps personal data out of shared keys', () => {
    for (const { threshold, reason } of adviceFor(sampleAnswers)) {
      assert.match(threshold, /\d/);
      assert.match(reason, /\d/);
    }
    const [, cache] = adviceFor({ ...sampleAnswers, requestsPerSecond: 900 });
    assert.match(cache!.advice, /Tenant and user belong in every key/);
    assert.deepEqual(adviceFor({ readWriteRatio: 'none', requestsPerSecond: 50 }), []);
  });

  it('never takes back what a higher load needs', () => {
    const load = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e4, noNaN: true }), load, load, (ratio, one, other) => {
        const few = needed(ratio, Math.min(one, other));
        const many = needed(ratio, Math.max(one, other));
        assert.ok(few.every(topic => many.includes(topic)));
      }),
    );
  });
});

describe('the SLO floor', () => {
  it('is what load tests read', () => {
    fc.assert(
      fc.property(someAnswers, fc.constantFrom(...builtIn), (answers, profile) => {
        const { recommendation } = decide(answers, [profile]);
        if (!recommendation) return;
        const thresholds = sloThresholds(recommendation.targets, answers);
        const figures = thresholds.map(threshold => parseThreshold(threshold));
        const latencies = figures.filter(({ metric }) => metric === 'latency');
        assert.deepEqual(
          latencies.map(({ percentile }) => percentile),
          latencies.map(({ percentile }) => percentile!).sort((a, b) => a - b),
        );
        assert.equal(figures.at(-1)!.metric, 'success');
      }),
    );
  });

  it('is of the answer where there is one, and of the profile elsewhere', () => {
    const texts = (more: Answers) => {
      const answers = { ...sampleAnswers, ...more };
      return sloThresholds(decide(answers, builtIn).recommendation!.targets, answers).map(text =>
        thresholdText(parseThreshold(text)),
      );
    };
    assert.deepEqual(texts({}), ['p50 < 80 ms', 'p95 < 250 ms', 'p99 < 600 ms', 'success >= 99.5 %']);
    assert.deepEqual(texts({ slo: { percent: 99.9, latencyMs: 500 } }), [
      'p50 < 80 ms',
      'p95 < 250 ms',
      'p99 < 500 ms',
      'p99.9 < 500 ms',
      'success >= 99.9 %',
    ]);
  });
});

describe('what to look at next', () => {
  it('covers every concern, with pages that are there', () => {
    const steps = nextSteps(sampleAnswers);
    assert.deepEqual(
      steps.map(({ concern }) => concern),
      ['contract', 'schema', 'migration', 'SLO', 'observability', 'CI/CD', 'security', 'compliance'],
    );
    for (const { page, command, source } of steps) {
      assert.ok(command ?? source);
      if (page) assert.ok(existsSync(nodePath.join(repository, 'docs', page)), page);
    }
    assert.equal(
      nextSteps({ sensitivity: 'public' }).some(({ concern }) => concern === 'compliance'),
      false,
    );
  });
});
