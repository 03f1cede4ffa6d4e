// What stops a decision, what it lacks, and what cannot be.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Answers, sampleAnswers } from '../../../src/decision/answers.js';
import { decide } from '../../../src/decision/decide.js';
import { checkAnswers, inputs } from '../../../src/decision/inputs.js';
import {
  parseLoad,
  parseMinutes,
  parseNumber,
  parseRatio,
  parseSlo,
  parseSurface,
} from '../../../src/decision/parseAnswer.js';
import { questions } from '../../../src/decision/questions.js';
import { Problem } from '../../../src/text/problem.js';
import { builtIn } from './support.js';

describe('conditions to stop at', () => {
  const tripping: readonly (readonly [string, Answers])[] = [
    ['load-without-number', { requestsPerSecond: 'none' }],
    ['load-without-number', { readWriteRatio: 'none' }],
    ['load-without-evidence', { requestsPerSecond: 10_000 }],
    ['single-tenant-without-price', { tenancy: 'single' }],
    ['single-tenant-without-price', { tenancy: 'single', tenantPrice: 99_999 }],
    ['event-driven-small-team', { style: 'event-driven', teamSize: 19 }],
    ['sensitive-without-owner', { sensitivity: 'phi' }],
    ['sensitive-without-owner', { sensitivity: 'pci', encryptionAtRest: false }],
    [
      'microservices-without-cause',
      { pattern: 'microservices', teamSize: 29, platformTeam: true, ownedContexts: true },
    ],
    ['microservices-without-cause', { pattern: 'microservices', teamSize: 30, ownedContexts: true }],
    ['microservices-without-cause', { pattern: 'microservices', teamSize: 30, platformTeam: true }],
    ['recovery-unwritten', { rpoMinutes: 'none' }],
    ['recovery-unwritten', { rpoMinutes: 5, rtoMinutes: 'none' }],
    ['slo-without-number', { slo: 'none' }],
  ];
  for (const [id, answers] of tripping) {
    it(`${id}: ${JSON.stringify(answers)}`, () => {
      const { outcome, stops, recommendation, tied } = decide({ ...sampleAnswers, ...answers }, builtIn);
      assert.deepEqual([outcome, recommendation, tied], ['stopped', undefined, []]);
      assert.deepEqual(
        stops.map(stop => stop.id),
        [id],
      );
      assert.match(stops[0]!.reason, /\S/);
      assert.match(stops[0]!.instead, /\S/);
    });
  }

  const passing: readonly Answers[] = [
    { requestsPerSecond: 9999 },
    { requestsPerSecond: 20_000, loadEvidence: { today: 1000, growth: 2, peak: 10 } },
    { tenancy: 'single', tenantPrice: 100_000 },
    { style: 'event-driven', teamSize: 20 },
    { sensitivity: 'phi', complianceOwner: 'Ann' },
    { sensitivity: 'pci', encryptionAtRest: true },
    { sensitivity: 'regulated' },
    { pattern: 'microservices', teamSize: 30, platformTeam: true, ownedContexts: true },
    { rpoMinutes: 'none', rtoMinutes: 'none', customerFacing: false },
    { rpoMinutes: 0, rtoMinutes: 1 },
    { slo: 'none', budgetOwner: 'Ann' },
  ];
  for (const answers of passing) {
    it(`are none for ${JSON.stringify(answers)}`, () => {
      const { stops, outcome } = decide({ ...sampleAnswers, ...answers }, builtIn);
      assert.deepEqual(stops, []);
      assert.notEqual(outcome, 'stopped');
    });
  }

  it('are all told at once, with what is missing', () => {
    const { stops, missing } = decide({ pattern: 'microservices', tenancy: 'single' }, builtIn);
    assert.deepEqual(
      stops.map(({ id }) => id),
      ['single-tenant-without-price', 'microservices-without-cause'],
    );
    assert.deepEqual(
      missing.map(({ key }) => key),
      ['readWriteRatio', 'requestsPerSecond', 'sensitivity', 'teamSize'],
    );
  });

  it('leave a question where only one half is there', () => {
    const { recommendation, outcome } = decide(
      {
        ...sampleAnswers,
        pattern: 'extracted-service',
        teamSize: 40,
        platformTeam: true,
        language: 'go',
        requestsPerSecond: 2000,
        sensitivity: 'phi',
        complianceOwner: 'Ann',
      },
      builtIn,
    );
    assert.equal(outcome, 'recommended');
    assert.deepEqual(
      recommendation!.incomplete.map(({ ask }) => ask),
      ['--encryption-at-rest'],
    );
  });
});

describe('missing answers', () => {
  it('are named, each of the five', () => {
    for (const key of ['readWriteRatio', 'requestsPerSecond', 'tenancy', 'sensitivity', 'pattern'] as const) {
      const { [key]: _, ...rest } = sampleAnswers;
      const { outcome, missing, recommendation } = decide(rest, builtIn);
      assert.deepEqual([outcome, recommendation], ['missing', undefined]);
      assert.deepEqual(
        missing.map(each => each.key),
        [key],
      );
    }
    assert.equal(decide({}, builtIn).missing.length, 5);
  });

  it('include the size of the team where a condition to stop at depends on it', () => {
    const { teamSize: _, ...rest } = sampleAnswers;
    assert.equal(decide(rest, builtIn).outcome, 'recommended');
    const { missing, outcome } = decide({ ...rest, style: 'event-driven' }, builtIn);
    assert.deepEqual([outcome, missing.map(({ flag }) => flag)], ['missing', ['team-size']]);
  });
});

describe('answers as typed', () => {
  const read = (flag: string, typed: string) => {
    const input = inputs.find(each => each.flag === flag)!;
    return checkAnswers(input.read(`--${flag}`, typed, {}));
  };

  it('are understood in the ways people write them', () => {
    const understood: readonly (readonly [string, string, Answers])[] = [
      ['qps', '50', { requestsPerSecond: 50 }],
      ['qps', ' 60 000 ', { requestsPerSecond: 60_000 }],
      ['qps', '1e3', { requestsPerSecond: 1000 }],
      ['qps', '10x2x2.5', { requestsPerSecond: 50, loadEvidence: { today: 10, growth: 2, peak: 2.5 } }],
      ['qps', '0.1 × 3 * 1', { requestsPerSecond: 0.3, loadEvidence: { today: 0.1, growth: 3, peak: 1 } }],
      ['qps', 'it needs to scale', { requestsPerSecond: 'none' }],
      ['read-write-ratio', '20:1', { readWriteRatio: 20 }],
      ['read-write-ratio', '95:5', { readWriteRatio: 19 }],
      ['read-write-ratio', '0.001', { readWriteRatio: 0.001 }],
      ['read-write-ratio', '0', { readWriteRatio: 0 }],
      ['sensitivity', 'PII only', { sensitivity: 'pii-only' }],
      ['pattern', 'Modular Monolith', { pattern: 'modular-monolith' }],
      ['style', 'async_lane', { style: 'async-lane' }],
      ['rpo', '0', { rpoMinutes: 0 }],
      ['rpo', '24h', { rpoMinutes: 1440 }],
      ['rto', '30 min', { rtoMinutes: 30 }],
      ['rto', 'none', { rtoMinutes: 'none' }],
      ['surface', 'analytics=24h/4h', { surfaces: [{ surface: 'analytics', rpoMinutes: 1440, rtoMinutes: 240 }] }],
      ['slo', '99.9', { slo: { percent: 99.9 } }],
      ['slo', '99.9 % < 500 ms over 30 days', { slo: { percent: 99.9, latencyMs: 500, days: 30 } }],
      ['slo', '99% under 2s', { slo: { percent: 99, latencyMs: 2000 } }],
      ['slo', 'high availability', { slo: 'none' }],
      ['language', 'TS', { language: 'typescript' }],
      ['language', 'C#', { language: 'dotnet' }],
      ['admin-panel', 'no', { adminPanel: false }],
    ];
    for (const [flag, typed, answers] of understood) assert.deepEqual(read(flag, typed), answers, `${flag} ${typed}`);
  });

  it('are refused when they are impossible', () => {
    const impossible: readonly (readonly [string, string])[] = [
      ...['0', '-10', 'NaN', 'Infinity', '1e400', '50rps', '1,000', '0x10', '10x2', '10x0x2', '1e10'].map(
        typed => ['qps', typed] as const,
      ),
      ...['-3', 'nan', '1:0', '20:1:1', '-1:2', ''].map(typed => ['read-write-ratio', typed] as const),
      ...['-5', '0', '2.5', 'eight8', '1e9'].map(typed => ['team-size', typed] as const),
      ...['100', '120', '0', '-1', '0.999', '99,9', '99.9% < 0ms', '99.9%%'].map(typed => ['slo', typed] as const),
      ...['-5', '5 years', '1e9'].map(typed => ['rpo', typed] as const),
      ...['0', '-1m'].map(typed => ['rto', typed] as const),
      ...['analytics', '=5/5', 'a=5', 'a=none/5', 'a=5/0'].map(typed => ['surface', typed] as const),
      ['tenancy', 'multi'],
      ['sensitivity', 'secret'],
      ['pattern', ''],
      ['tenant-price', '-1'],
      ['language', ''],
      ['language', '<script>'],
      ['budget-owner', '  '],
      ['platform-team', 'perhaps'],
    ];
    for (const [flag, typed] of impossible) {
      assert.throws(
        () => read(flag, typed),
        (error: unknown) => error instanceof Problem && error.message.includes(`--${flag}`),
        `${flag} ${JSON.stringify(typed)}`,
      );
    }
  });

  it('are understood, or refused as a Problem, whatever they are', () => {
    const unit = fc.constantFrom(
      '1',
      '0',
      '9',
      '.',
      'e',
      'x',
      '×',
      ':',
      '/',
      '=',
      '<',
      '%',
      'h',
      'ms',
      ' ',
      '-',
      'a',
      'over',
      'd',
      '\n',
      '💥',
    );
    const typed = fc.oneof(
      fc.array(unit, { maxLength: 12 }).map(parts => parts.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom(...inputs), (text, { flag }) => {
        try {
          decide({ ...sampleAnswers, ...read(flag, text) }, builtIn);
        } catch (error) {
          assert.ok(error instanceof Problem, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('come back as they were', () => {
    const figure = fc.double({ min: 0, max: 1e6, noNaN: true }).map(value => Number(value.toFixed(3)));
    fc.assert(
      fc.property(figure, figure, (one, other) => {
        assert.equal(parseNumber('This', String(one)), one);
        assert.equal(parseRatio('This', String(one)), one);
        assert.equal(parseLoad('This', String(one)).requestsPerSecond, one);
        assert.equal(parseMinutes('This', `${one}m`), one);
        assert.deepEqual(parseSlo('This', `${one}% < ${other}ms`), { percent: one, latencyMs: other });
        assert.deepEqual(parseSurface('This', `a=${one}/${other}`), {
          surface: 'a',
          rpoMinutes: one,
          rtoMinutes: other,
        });
      }),
    );
  });
});

describe('the questions', () => {
  it('are seven, each with all that is asked of one, and with inputs', () => {
    assert.deepEqual(
      questions.map(({ id }) => id),
      ['load', 'tenancy', 'style', 'sensitivity', 'pattern', 'recovery', 'slo'],
    );
    for (const { id, title, recommended, why, excludes, stop, sources } of questions) {
      for (const text of [title, recommended, why, excludes, stop, ...sources]) assert.match(text, /\S/);
      assert.ok(sources.length > 0 && inputs.some(({ question }) => question === id), id);
    }
  });

  it('cite their sources exactly', () => {
    const cited = Object.fromEntries(questions.map(({ id, sources }) => [id, sources.join('\n')]));
    assert.match(cited['load']!, /Kleppmann.*ch\. 1 and 5\n.*Helland.*2007[\s\S]*Vogels.*2008/);
    assert.match(cited['tenancy']!, /AWS \(2021\)/);
    assert.match(cited['style']!, /Reinertsen.*2009[\s\S]*Helland[\s\S]*Fowler.*2017/);
    assert.match(
      cited['sensitivity']!,
      /45 CFR Part 164[\s\S]*PCI DSS v4[\s\S]*art\. 5, 25 and 32[\s\S]*800-53 Rev\. 5/,
    );
    assert.match(cited['pattern']!, /Newman.*2nd ed\..*ch\. 3[\s\S]*Fowler.*2015[\s\S]*Team Topologies/);
    assert.match(cited['recovery']!, /Workbook.*ch\. 7 and 8[\s\S]*AWS \(2024\)/);
    assert.match(cited['slo']!, /Workbook.*ch\. 2 to 4/);
  });
});
