import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Arrivals, arrivalTime, createSchedule, loadAt, shareOf } from '../../../src/loadtest/engine/schedule.js';
import type { Stage } from '../../../src/loadtest/plan.js';

const stage: fc.Arbitrary<Stage> = fc.record({
  target: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0.1, max: 50, noNaN: true })),
  seconds: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 5, noNaN: true })),
  holdSeconds: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 5, noNaN: true })),
});
const stages = fc.array(stage, { minLength: 1, maxLength: 5 });

/** Arrivals until then, by adding up small steps: slow, and written without the formula. */
function dueBy(all: readonly Stage[], until: number): number {
  const schedule = createSchedule(all);
  const steps = 4000;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += (loadAt(schedule, ((i + 0.5) * until) / steps) * until) / steps;
  return sum;
}

function times(all: readonly Stage[], first: number, step: number, end: number): number[] {
  const arrivals = new Arrivals(createSchedule(all), first, step, end);
  const found: number[] = [];
  for (; arrivals.due !== Infinity; arrivals.next()) found.push(arrivals.due);
  return found;
}

describe('load schedule', () => {
  it('spaces a held rate evenly, from the first moment', () => {
    const held = [{ target: 250, seconds: 0, holdSeconds: 0 }];
    const due = times(held, 0, 1, 2);
    assert.equal(due.length, 500);
    for (const [i, time] of due.entries()) assert.ok(Math.abs(time - i / 250) < 1e-9);
  });

  it('brings half of the arrivals of a ramp in its last 29 %', () => {
    const due = times([{ target: 100, seconds: 10, holdSeconds: 0 }], 0, 1, 10);
    assert.equal(due.length, 500);
    assert.ok(Math.abs(due[250]! - 10 * Math.SQRT1_2) < 1e-9);
  });

  it('has nothing due while the rate is 0, and goes on after it', () => {
    const pause = [
      { target: 10, seconds: 0, holdSeconds: 1 },
      { target: 0, seconds: 0, holdSeconds: 5 },
      { target: 10, seconds: 0, holdSeconds: 1 },
    ];
    const due = times(pause, 0, 1, 7);
    assert.equal(due.length, 20);
    assert.ok(due[9]! < 1 && due[10]! >= 6);
    assert.equal(arrivalTime(createSchedule([{ target: 0, seconds: 0, holdSeconds: 1 }]), 0), Infinity);
  });

  it('knows users over time: ramps are straight, the last target is held', () => {
    const schedule = createSchedule([
      { target: 100, seconds: 10, holdSeconds: 5 },
      { target: 20, seconds: 4, holdSeconds: 0 },
    ]);
    assert.deepEqual(
      [0, 5, 10, 14, 17, 19, 1000].map(at => loadAt(schedule, at)),
      [0, 50, 100, 100, 60, 20, 20],
    );
  });

  it('is due in order, and as many as the load adds up to', () => {
    fc.assert(
      fc.property(stages, fc.double({ min: 0.1, max: 8, noNaN: true }), (all, end) => {
        const due = times(all, 0, 1, end);
        for (let i = 1; i < due.length; i++) assert.ok(due[i]! >= due[i - 1]!, `${due[i - 1]} then ${due[i]}`);
        const expected = dueBy(all, end);
        assert.ok(Math.abs(due.length - expected) <= 1.5 + expected * 0.005, `${due.length}, not ${expected}`);
      }),
      { numRuns: 60 },
    );
  });

  it('gives an arrival the moment at which so many are due', () => {
    fc.assert(
      fc.property(stages, fc.integer({ min: 0, max: 3000 }), (all, arrival) => {
        const at = arrivalTime(createSchedule(all), arrival);
        fc.pre(at !== Infinity && at < 30);
        const expected = dueBy(all, at);
        assert.ok(Math.abs(expected - arrival) <= 1 + arrival * 0.01, `${arrival} at ${at}: ${expected}`);
      }),
      { numRuns: 100 },
    );
  });

  it('splits over workers without a change of the whole', () => {
    fc.assert(
      fc.property(
        stages,
        fc.integer({ min: 1, max: 7 }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (all, n, end) => {
          const whole = times(all, 0, 1, end);
          const parts = Array.from({ length: n }, (_, i) => times(all, i, n, end));
          assert.deepEqual(
            parts.flat().sort((a, b) => a - b),
            whole,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shares out a whole number to the last one', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 64 }), (whole, count) => {
        const shares = Array.from({ length: count }, (_, i) => shareOf(whole, i, count));
        assert.equal(
          shares.reduce((a, b) => a + b, 0),
          whole,
        );
        assert.ok(Math.max(...shares) - Math.min(...shares) <= 1);
      }),
    );
  });
});
