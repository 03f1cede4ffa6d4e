import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkRateLimit, checkStatus, parseExpectedStatuses } from '../../../src/loadtest/verdict/expectations.js';
import { readSlo, thresholdsFor } from '../../../src/loadtest/verdict/slo.js';
import { checkThreshold, parseThreshold, thresholdText } from '../../../src/loadtest/verdict/thresholds.js';
import { Problem } from '../../../src/text/problem.js';
import { targetFrom } from './verdictSamples.js';

const hundred = targetFrom('t', { seconds: [Array.from({ length: 100 }, (_, i) => i + 1)], failed: () => 1 });
const dead = targetFrom(
  't',
  { seconds: [] },
  { errors: { refused: { count: 5, examples: ['connect ECONNREFUSED'] } } },
);
const passes = (typed: string, target = hundred) => checkThreshold(parseThreshold(typed), target).outcome === 'passed';

describe('thresholds', () => {
  it('are read as people write them', () => {
    const cases: readonly [string, string][] = [
      ['p99<200', 'p99 < 200 ms'],
      ['p99<=200ms', 'p99 <= 200 ms'],
      [' P99.9 < 1s ', 'p99.9 < 1000 ms'],
      ['p999<1s', 'p99.9 < 1000 ms'],
      ['p50<250us', 'p50 < 0.25 ms'],
      ['p50 ≤ 250µs', 'p50 <= 0.25 ms'],
      ['p(95)<500', 'p95 < 500 ms'],
      ['avg<50', 'avg < 50 ms'],
      ['mean<.5', 'avg < 0.5 ms'],
      ['median<5', 'p50 < 5 ms'],
      ['max<2s', 'max < 2000 ms'],
      ['success>99.5', 'success > 99.5 %'],
      ['success>=99.5%', 'success >= 99.5 %'],
      ['errors<1%', 'errors < 1 %'],
      ['errors<10', 'errors < 10'],
      ['rps>500', 'rps > 500'],
      ['rps>500/s', 'rps > 500'],
      ['p99<1e3', 'p99 < 1000 ms'],
      ['p99<1.5E3ms', 'p99 < 1500 ms'],
      ['p99<5.', 'p99 < 5 ms'],
      ['p99\u00a0<\u00a0200\n', 'p99 < 200 ms'],
      ['success>=100', 'success >= 100 %'],
      ['errors<=0', 'errors <= 0'],
      ['error_rate<1%', 'errors < 1 %'],
    ];
    for (const [typed, text] of cases) {
      assert.equal(thresholdText(parseThreshold(typed)), text, typed);
      assert.deepEqual(parseThreshold(text), parseThreshold(typed), 'what is shown is read again');
    }
  });

  it('that are wrong are told what there is', () => {
    const cases: readonly [string, RegExp][] = [
      ['p99', /cannot be read.*p99<200/],
      ['', /cannot be read/],
      ['p99=200', /needs <, <=, > or >=/],
      ['p99<fast', /cannot be read/],
      ['p99<200%', /unit "%"; latency is in ms/],
      ['p0<1', /about "p0"/],
      ['p100<1', /about "p100"/],
      ['sucess>99', /Did you mean success\?/],
      ['latency<5', /about "latency"/],
      ['success>0.995', /is 0\.995 a share.*success>99\.5%/],
      ['success>101', /at most 100/],
      ['errors<5ms', /percent .* or a count/],
      ['rps>5ms', /requests a second/],
      ['p99<-5', /cannot be read/],
      ['p99<0', /cannot be kept: no answer takes no time/],
      ['success>100', /cannot be kept: success is at most 100/],
      ['errors<0', /cannot be kept: .* write errors<=0/],
      ['errors<101%', /cannot be kept: errors are at most 100/],
      ['error_rate<0.01', /is 0\.01 a share\? .* percent: errors<1%, or say 0\.01%/],
      ['p99<NaN', /cannot be read.*p99<200/],
      ['p99<Infinity', /cannot be read.*p99<200/],
      [`p99<1e999`, /too large/],
      ['p９９<200', /cannot be read.*p99<200/],
      ['p99<200 && rps>5', /cannot be read.*p99<200/],
      ['200>p99', /cannot be read.*p99<200/],
      ['p99<1min', /unit "min"; latency is in ms/],
      ['http_req_duration<200', /about "http_req_duration"\. Thresholds look like p99<200/],
      [`${'x'.repeat(300)}<1`, /^.{0,400}$/],
    ];
    for (const [typed, message] of cases) {
      assert.throws(
        () => parseThreshold(typed),
        error => error instanceof Problem && message.test(error.message),
        typed,
      );
    }
  });

  it('never fail otherwise than by a Problem', () => {
    const words = fc.array(
      fc.constantFrom('p', '99', '.', '<', '>', '=', 'ms', 's', '%', 'success', 'errors', ' ', '9'.repeat(400), 'µ'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          words.map(parts => parts.join('')),
        ),
        typed => {
          try {
            const threshold = parseThreshold(typed);
            assert.ok(Number.isFinite(threshold.value));
            checkThreshold(threshold, hundred);
          } catch (error) {
            assert.ok(error instanceof Problem, String(error));
          }
        },
      ),
    );
  });

  it('hold or do not', () => {
    assert.ok(passes('p50<51') && !passes('p50<50') && passes('p50<=50'));
    assert.ok(passes('p97<97.5') && !passes('p97<96'), 'percentiles that the report has no field for');
    assert.ok(passes('max<=100') && !passes('max<100') && passes('avg<=50.5'));
    assert.ok(passes('success>=99%') && !passes('success>99%'));
    assert.ok(passes('errors<2') && !passes('errors<1') && passes('errors<=1%') && !passes('errors<1%'));
    assert.ok(passes('rps>99') && !passes('rps>100'));
  });

  it('are not held by what did not answer', () => {
    for (const typed of ['p99<200', 'p99>0', 'avg<1', 'max<1', 'success>0', 'rps>=0', 'errors<1'])
      assert.ok(!passes(typed, dead), typed);
    const nothing = targetFrom('t', { seconds: [] });
    for (const typed of ['p99<200', 'errors<1%', 'success>=0']) assert.ok(!passes(typed, nothing), typed);
  });

  it('are about the corrected latency where the plain one misleads', () => {
    const corrected = { ...hundred.latency, p99: 900, misleads: true };
    const misled = { ...hundred, corrected };
    const { outcome, actual } = checkThreshold(parseThreshold('p99<200'), misled);
    assert.equal(outcome, 'failed');
    assert.equal(actual, '900 ms (stalls counted; 99.0 ms without)');
    assert.ok(passes('p99<200', { ...hundred, corrected: { ...corrected, misleads: false } }));
  });

  it('are not held when the slow requests were never sent', () => {
    const behind = { ...hundred, unsent: 50 };
    assert.match(checkThreshold(parseThreshold('p99<200'), behind).actual, /100 %|33\.3 % were due and never sent/);
    assert.ok(!passes('p99<200', behind) && passes('p50<51', behind) && passes('p99<200', { ...hundred, unsent: 1 }));
  });
});

describe('the SLO file', () => {
  const at = (text: string) => readSlo('/p/.senior-backend/slo.json', text);

  it('has defaults, and operations that say otherwise', () => {
    const slo = at(
      '{"default": ["p99<200", "success>99.5"], "operations": {"get  /users": ["p99<50", "rps>9"], "listUsers": ["p50<5"]}}',
    );
    const texts = (...names: string[]) => thresholdsFor(slo, names).map(thresholdText);
    assert.deepEqual(texts('POST /users'), ['p99 < 200 ms', 'success > 99.5 %']);
    assert.deepEqual(texts('GET /users'), ['p99 < 50 ms', 'rps > 9', 'success > 99.5 %']);
    assert.deepEqual(texts('listUsers', 'GET /users'), ['p50 < 5 ms', 'p99 < 50 ms', 'rps > 9', 'success > 99.5 %']);
    assert.equal(thresholdsFor(slo, [])[0]!.source, '.senior-backend/slo.json');
  });

  it('that is wrong is told where', () => {
    const cases: readonly [string, RegExp, number | undefined][] = [
      ['{\n"default": [\n"p99<200",\n"p99~200"]}', /"p99~200" cannot be read/, 3],
      ['{\n"operations": {\n"GET /a": "p99<1"}}', /is expected what is there in this example/, 2],
      ['{\n"defaults": []}', /Did you mean "default"/, 1],
      ['{\n"default": [1]}', /is expected what is there in this example/, 1],
      ['{\n"default": [', /./, 1],
      ['[]', /an object/, 0],
      ['', /empty/, undefined],
    ];
    for (const [text, message, line] of cases) {
      assert.throws(
        () => at(text),
        error => error instanceof Problem && message.test(error.message) && error.place?.position?.line === line,
        text,
      );
    }
  });

  it('never fails otherwise than by a Problem', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        try {
          at(text);
        } catch (error) {
          assert.ok(error instanceof Problem, String(error));
        }
      }),
    );
  });
});

describe('expectations', () => {
  const answered = (statusCodes: Record<string, number>, more = {}) => {
    const count = Object.values(statusCodes).reduce((sum, times) => sum + times, 0);
    return { ...hundred, answered: count, statusCodes, ...more };
  };

  it('of a status: every answer is it, others are named', () => {
    assert.equal(checkStatus(['400'], answered({ 400: 7 })).outcome, 'passed');
    assert.equal(checkStatus(['4XX'], answered({ 400: 7, 422: 1 })).outcome, 'passed');
    const failed = checkStatus(
      ['400'],
      answered({ 400: 7, 200: 1500, 500: 3 }, { errors: { reset: { count: 9, examples: [] } } }),
    );
    assert.equal(failed.outcome, 'failed');
    assert.equal(failed.actual, '1,500 × 200, 9 × reset, 3 × 500 of 1,519 requests');
    assert.equal(checkStatus(['400'], dead).outcome, 'failed');
    assert.equal(checkStatus(['400'], answered({})).outcome, 'failed');
  });

  it('of a status are read, or told', () => {
    assert.deepEqual(parseExpectedStatuses('400, 4xx,400'), ['400', '4XX']);
    for (const typed of ['', 'abc', '99', '600', '4X', '400;500'])
      assert.throws(() => parseExpectedStatuses(typed), Problem, typed);
  });

  it('of a rate limit: none is a failure, missing headers a warning', () => {
    const limit = (headers: [string, string][]) =>
      answered({ 200: 60, 429: 5 }, { rateLimit: { firstAfter: 60, count: 5, headers } });
    const good = checkRateLimit(
      limit([
        ['Retry-After', '30'],
        ['X-RateLimit-Limit', '60'],
      ]),
    );
    assert.equal(good.outcome, 'passed');
    assert.equal(good.actual, '5 × 429, the first after about 60 answers (Retry-After: 30; X-RateLimit-Limit: 60)');
    assert.equal(good.warnings, undefined);
    assert.equal(
      checkRateLimit(
        limit([
          ['ratelimit', '"default";r=0;t=9'],
          ['retry-after', '1'],
        ]),
      ).warnings,
      undefined,
    );
    assert.equal(checkRateLimit(limit([])).warnings?.length, 2);
    assert.deepEqual([checkRateLimit(hundred).outcome, checkRateLimit(dead).outcome], ['failed', 'failed']);
  });
});
