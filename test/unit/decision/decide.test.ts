// What is recommended, and what is not: the original's broken inputs among them.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Answers, sampleAnswers } from '../../../src/decision/answers.js';
import { type ConstraintId, fitOf, weights } from '../../../src/decision/constraints.js';
import { decide } from '../../../src/decision/decide.js';
import { decisionJson } from '../../../src/decision/decisionJson.js';
import { decisionLines } from '../../../src/decision/decisionText.js';
import type { Profile } from '../../../src/decision/profile.js';
import { builtIn, profileNamed, someAnswers } from './support.js';

const go: Answers = {
  readWriteRatio: 4,
  requestsPerSecond: 5000,
  tenancy: 'isolated',
  sensitivity: 'phi',
  complianceOwner: 'Ann',
  encryptionAtRest: true,
  pattern: 'extracted-service',
  teamSize: 40,
  platformTeam: true,
  language: 'rust',
};
const decided = (more: Answers = {}, profiles: readonly Profile[] = builtIn) =>
  decide({ ...sampleAnswers, ...more }, profiles);
const nameOf = (answers: Answers) => decide(answers, builtIn).recommendation?.fit.profile.name;
const without = (...keys: (keyof Answers)[]) =>
  Object.fromEntries(Object.entries(sampleAnswers).filter(([key]) => !keys.includes(key as keyof Answers))) as Answers;

describe('a decision', () => {
  it('for the documented example is node-express', () => {
    const { outcome, recommendation, stops, missing } = decided();
    assert.deepEqual([outcome, stops, missing], ['recommended', [], []]);
    assert.deepEqual([recommendation!.fit.profile.name, recommendation!.fit.score], ['node-express', 100]);
    assert.deepEqual(recommendation!.incomplete, []);
    assert.deepEqual(recommendation!.targets, {
      p50Ms: 80,
      p95Ms: 250,
      p99Ms: 600,
      uptimePercent: 99.5,
      rpoMinutes: 60,
      rtoMinutes: 240,
    });
  });

  it('follows language, admin panel, pattern and tenancy', () => {
    assert.equal(nameOf({ ...sampleAnswers, language: 'python' }), 'fastapi-python');
    assert.equal(nameOf({ ...sampleAnswers, language: 'python', adminPanel: true }), 'django-monolith');
    assert.equal(
      nameOf({ ...sampleAnswers, language: 'python', pattern: 'domain-bounded-services' }),
      'fastapi-python',
    );
    assert.equal(nameOf(go), 'go-or-rust-microservice');
    assert.equal(decide(go, builtIn).recommendation!.fit.score, 100);
  });

  it('lets a language cost a profile that does not serve it, and says that others tie', () => {
    for (const language of ['java', 'kotlin', 'dotnet', 'go']) {
      const { outcome, tied, recommendation } = decided({ language });
      assert.deepEqual([outcome, recommendation], ['tie', undefined], language);
      assert.deepEqual(
        tied.map(({ fit }) => [fit.profile.name, fit.score]),
        [
          ['fastapi-python', 84],
          ['node-express', 84],
        ],
      );
    }
    const { tied, tellApart } = decide(without('language'), builtIn);
    assert.deepEqual([tied.map(({ fit }) => fit.score), tellApart], [[100, 100], ['--language']]);
  });

  it('names a runner-up within 15 %, and what it would cost and bring', () => {
    const { runnerUp } = decided({ language: 'python' });
    assert.equal(runnerUp?.fit.profile.name, 'django-monolith');
    assert.match(runnerUp!.tradeOffs.join('\n'), /costs admin panel[\s\S]*p99 800 ms instead of 500 ms/);
    assert.equal(decided().runnerUp, undefined, 'the next one is 16 % behind');
  });

  it('says every constraint, with both sides of it and its weight', () => {
    const { constraints } = decided().recommendation!.fit;
    assert.deepEqual(
      constraints.map(({ id }) => id),
      Object.keys(weights),
    );
    assert.equal(
      Object.values(weights).reduce((sum, weight) => sum + weight, 0),
      100,
    );
    for (const { detail } of constraints) assert.match(detail, /\S/);
  });

  it('never recommends what may not hold the data', () => {
    const { outcome, fits } = decided({ sensitivity: 'phi', complianceOwner: 'Ann', encryptionAtRest: true });
    assert.equal(outcome, 'none');
    assert.equal(fits[0]!.score, 86, 'though it is close');
  });

  it('never takes a service that is extracted for microservices on the green field', () => {
    const answers: Answers = { ...go, pattern: 'microservices', ownedContexts: true };
    const fit = fitOf(profileNamed('go-or-rust-microservice'), answers);
    const pattern = fit.constraints.find(({ id }) => id === 'pattern')!;
    assert.equal(pattern.status, 'violated');
    assert.match(pattern.detail, /never/);
  });

  it('is none of a heavy load with nothing behind it', () => {
    assert.equal(decided({ pattern: 'monolith', requestsPerSecond: 60_000 }).outcome, 'stopped');
    const { recommendation } = decided({
      pattern: 'monolith',
      requestsPerSecond: 60_000,
      loadEvidence: { today: 6000, growth: 2, peak: 5 },
    });
    assert.deepEqual(
      recommendation!.fit.constraints.filter(({ status }) => status === 'violated').map(({ id }) => id),
      ['pattern', 'load'],
    );
  });

  const broken: readonly (readonly [ConstraintId, string, Answers, string?])[] = [
    ['pattern', 'node-express', { pattern: 'serverless' }],
    ['language', 'node-express', { language: 'java' }],
    ['sensitivity', 'node-express', { sensitivity: 'phi' }],
    ['team size', 'node-express', { teamSize: 16 }],
    ['tenancy', 'node-express', { tenancy: 'isolated' }],
    ['load', 'node-express', { requestsPerSecond: 10_001 }],
    ['load', 'go-or-rust-microservice', { ...go, requestsPerSecond: 999 }],
    ['admin panel', 'node-express', { adminPanel: true }],
    ['admin panel', 'django-monolith', { language: 'python', adminPanel: false }],
    ['platform team', 'go-or-rust-microservice', { ...go, platformTeam: false }],
    ['style', 'node-express', { style: 'event-driven' }],
    ['recovery', 'node-express', { rpoMinutes: 5 }],
    ['recovery', 'node-express', { rtoMinutes: 30 }],
    ['recovery', 'node-express', { surfaces: [{ surface: 'billing', rpoMinutes: 0, rtoMinutes: 500 }] }],
    ['SLO', 'node-express', { slo: { percent: 99.9 } }],
    ['SLO', 'node-express', { slo: { percent: 99, latencyMs: 500 } }],
  ];
  for (const [id, name, answers] of broken) {
    it(`costs ${name} its ${id} with ${JSON.stringify(answers)}`, () => {
      const { constraints, score } = fitOf(profileNamed(name), { ...sampleAnswers, ...answers });
      assert.deepEqual(
        constraints.filter(({ status }) => status === 'violated').map(each => each.id),
        [id],
      );
      assert.equal(score, 100 - weights[id]);
    });
  }

  it('serves what a profile names: isolated tenants, bounded domains, asynchronous parts', () => {
    const serves: readonly (readonly [string, Answers])[] = [
      ['go-or-rust-microservice', go],
      ['go-or-rust-microservice', { ...go, tenancy: 'shared', style: 'event-driven', language: 'go' }],
      [
        'fastapi-python',
        { ...sampleAnswers, language: 'python', pattern: 'domain-bounded-services', style: 'async-lane' },
      ],
      ['node-express', { ...sampleAnswers, teamSize: 1, requestsPerSecond: 10_000, sensitivity: 'public' }],
      ['node-express', { ...sampleAnswers, teamSize: 15, rpoMinutes: 1440, rtoMinutes: 240, slo: { percent: 99.5 } }],
    ];
    for (const [name, answers] of serves)
      assert.equal(fitOf(profileNamed(name), answers).score, 100, JSON.stringify(answers));
  });

  it('asks questions 3, 6 and 7 for something', () => {
    const { recommendation, open } = decided({
      style: 'async-lane',
      rpoMinutes: 30,
      rtoMinutes: 600,
      surfaces: [{ surface: 'analytics', rpoMinutes: 1440, rtoMinutes: 240 }],
      slo: { percent: 99, latencyMs: 500, days: 30 },
    });
    const { targets, incomplete } = recommendation!;
    assert.deepEqual(targets, {
      p50Ms: 80,
      p95Ms: 250,
      p99Ms: 500,
      uptimePercent: 99,
      rpoMinutes: 30,
      rtoMinutes: 240,
    });
    assert.deepEqual(
      incomplete.map(({ ask }) => ask),
      ['--async-lane NAME', '--budget-owner NAME'],
    );
    assert.equal(
      open.some(line => /Question [367]/.test(line)),
      false,
    );
    assert.equal(decided().open.filter(line => /Question [367]/.test(line)).length, 4);
  });

  it('is incomplete when a profile promises too little, and asks for it', () => {
    const bare = { ...profileNamed('node-express'), targets: { p50Ms: 10 } };
    const { recommendation } = decided({}, [bare]);
    assert.deepEqual(
      recommendation!.incomplete.map(({ what }) => what),
      ['p95 latency', 'p99 latency', 'uptime', 'RPO', 'RTO'],
    );
    assert.equal(decisionJson(decided({}, [bare])).status, 'incomplete');
    const answered = decided({ slo: { percent: 99 }, budgetOwner: 'Ann', rpoMinutes: 5, rtoMinutes: 5 }, [bare]);
    assert.deepEqual(
      answered.recommendation!.incomplete.map(({ what }) => what),
      ['p95 latency', 'p99 latency'],
    );
  });

  it('is none without profiles', () => {
    const decision = decided({}, []);
    assert.equal(decision.outcome, 'none');
    assert.match(
      decisionLines(decision)
        .map(({ text }) => text)
        .join('\n'),
      /no profile fits/,
    );
  });

  it('tells all of a profile in JSON, Rust and sources included', () => {
    const { recommendation, status } = decisionJson(decide(go, builtIn));
    assert.equal(status, 'recommended');
    assert.deepEqual(
      recommendation!.stack.map(({ languages }) => languages),
      [['go'], ['rust']],
    );
    assert.ok(recommendation!.sources.length > 0);
    assert.deepEqual(recommendation!.named_approver_chain[0]!.roles, [
      'principal engineer',
      'platform lead',
      'product owner',
    ]);
    assert.deepEqual([recommendation!.slo, recommendation!.rpo_minutes, recommendation!.rto_minutes], [99.9, 5, 30]);
    assert.equal(recommendation!.violated.length, 0);
  });

  it('does not depend on the order of profiles, and comes out the same again', () => {
    fc.assert(
      fc.property(
        someAnswers,
        fc.shuffledSubarray([...builtIn], { minLength: builtIn.length }),
        (answers, shuffled) => {
          const [one, other] = [decide(answers, builtIn), decide(answers, shuffled)];
          assert.deepEqual(one, other);
          assert.deepEqual(
            JSON.parse(JSON.stringify(decisionJson(one))),
            JSON.parse(JSON.stringify(decisionJson(other))),
          );
        },
      ),
    );
  });

  it('ranks nothing better that violates more', () => {
    fc.assert(
      fc.property(someAnswers, answers => {
        const { fits } = decide(answers, builtIn);
        const violated = fits.map(fit =>
          fit.constraints.filter(({ status }) => status === 'violated').map(({ id }) => id),
        );
        for (const [better, few] of violated.entries()) {
          for (const [worse, many] of violated.entries()) {
            if (few.length >= many.length || !few.every(id => many.includes(id))) continue;
            assert.ok(fits[better]!.score > fits[worse]!.score);
            assert.ok(better < worse);
          }
        }
      }),
    );
  });

  it('keeps its promises whatever is answered', () => {
    fc.assert(
      fc.property(someAnswers, answers => {
        const { outcome, recommendation, tied, runnerUp, stops, missing, fits } = decide(answers, builtIn);
        assert.equal(outcome === 'recommended', recommendation !== undefined);
        assert.equal(outcome === 'stopped', stops.length > 0);
        assert.ok(outcome !== 'recommended' || (stops.length === 0 && missing.length === 0));
        assert.ok(outcome !== 'tie' || tied.length > 1);
        const best = recommendation?.fit.score ?? 0;
        if (runnerUp) assert.ok(best > runnerUp.fit.score && best - runnerUp.fit.score <= 15);
        for (const { score } of fits) assert.ok(score >= 0 && score <= 100);
        assert.ok(decisionLines(decide(answers, builtIn)).length > 0);
      }),
    );
  });
});
