// Steps forth and back through the questions.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sampleAnswers } from '../../../src/decision/answers.js';
import { inputs } from '../../../src/decision/inputs.js';
import {
  answersOf,
  firstOpenStep,
  isNeeded,
  refusalOf,
  stepsOf,
  stopAfter,
  type Typed,
} from '../../../src/decision/interview.js';
import { questionNumber } from '../../../src/decision/questions.js';
import { mergeSlo } from '../../../src/loadtest/verdict/mergeSlo.js';

const sample: Typed = {
  'read-write-ratio': '20',
  qps: '50',
  tenancy: 'shared',
  style: '',
  sensitivity: 'pii',
  pattern: 'modular-monolith',
  'team-size': '8',
  language: 'ts',
};
const input = (flag: string) => inputs.find(each => each.flag === flag)!;
const flags = (typed: Typed) => stepsOf(answersOf(typed)).map(({ flag }) => flag);

describe('an interview', () => {
  it('goes on where it was left', () => {
    assert.deepEqual(answersOf(sample), sampleAnswers);
    assert.equal(flags(sample)[firstOpenStep(sample)], 'admin-panel');
    assert.equal(firstOpenStep({}), 0);
    const done = Object.fromEntries(flags(sample).map(flag => [flag, sample[flag] ?? '']));
    assert.equal(firstOpenStep(done), flags(sample).length);
  });

  it('asks in the order of the questions, and further only where an answer demands it', () => {
    const order = stepsOf({}).map(({ question }) => questionNumber(question));
    assert.deepEqual(order, [...order].sort());
    assert.equal(flags(sample).includes('tenant-price'), false);
    const single = { ...sample, tenancy: 'single', 'tenant-price': '200000' };
    assert.equal(flags(single)[flags(single).indexOf('tenancy') + 1], 'tenant-price');
    assert.equal(answersOf(single).tenantPrice, 200_000);
    assert.equal(answersOf({ ...single, tenancy: 'shared' }).tenantPrice, undefined, 'nobody asks for it any more');
  });

  it('needs the five, and the size of the team for events', () => {
    assert.equal(refusalOf(input('qps'), '', {}), 'There is no recommendation without it.');
    assert.equal(refusalOf(input('team-size'), '', sampleAnswers), undefined);
    assert.equal(isNeeded(input('team-size'), { ...sampleAnswers, style: 'event-driven' }), true);
    assert.match(refusalOf(input('qps'), '-5', {})!, /^This is a number/);
    assert.match(refusalOf(input('qps'), '0', {})!, /^This is impossible/);
    assert.equal(refusalOf(input('surface'), 'a=1/1, b=24h/4h', {}), undefined);
    assert.deepEqual(answersOf({ ...sample, rpo: '5', surface: 'a=1/1, b=24h/4h' }).surfaces?.length, 2);
  });

  it('stops once all of a question has been asked', () => {
    const phi = { ...sample, sensitivity: 'phi' };
    const at = (typed: Typed, flag: string) => stopAfter(typed, flags(typed).indexOf(flag))?.id;
    assert.equal(at(phi, 'sensitivity'), undefined);
    assert.equal(at(phi, 'encryption-at-rest'), 'sensitive-without-owner');
    assert.equal(at({ ...phi, 'compliance-owner': 'Ann' }, 'encryption-at-rest'), undefined);
    const events = { ...sample, style: 'event-driven' };
    assert.equal(at(events, 'style'), 'event-driven-small-team', 'the size was said before');
    assert.equal(at({ ...events, 'team-size': '40' }, 'style'), undefined);
  });

  it('takes whatever was kept, and never throws', () => {
    const kept = fc.dictionary(fc.constantFrom(...inputs.map(({ flag }) => flag), 'other', '__proto__'), fc.string());
    fc.assert(
      fc.property(kept, typed => {
        const steps = stepsOf(answersOf(typed));
        const open = firstOpenStep(typed);
        assert.ok(open >= 0 && open <= steps.length);
        stopAfter(typed, open);
        assert.ok(steps.length > 10);
      }),
    );
  });
});

describe('thresholds of a decision', () => {
  it('leave alone what is about something else', () => {
    const { text, replaced } = mergeSlo('/p/slo.json', '{ "default": ["p99<900", "rps>5"], "operations": {} }', [
      'p99<600',
    ]);
    assert.deepEqual([JSON.parse(text), replaced], [{ default: ['p99<600', 'rps>5'], operations: {} }, ['p99<900']]);
    assert.deepEqual(mergeSlo('/p/slo.json', text, ['p99<600']), { text, replaced: [] });
    assert.deepEqual(JSON.parse(mergeSlo('/p/slo.json', undefined, ['p99<600']).text), { default: ['p99<600'] });
  });

  it('are refused where they cannot be kept', () => {
    assert.throws(() => mergeSlo('/p/slo.json', '{ "defaults": [] }', ['p99<600']), /"defaults" is not known/);
    assert.throws(() => mergeSlo('/p/slo.json', 'default: [p99<5]', ['p99<600']), /plain JSON/);
  });
});
