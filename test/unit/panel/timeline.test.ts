import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SecondReport, Snapshot } from '../../../src/loadtest/report.js';
import type { Timeline } from '../../../src/panel/panelMessages.js';
import { addSnapshot, emptyTimeline, mostPoints, perSecond, timelineOf } from '../../../src/panel/timeline.js';

function snapshot(at: number, seconds: number, requests: number, [p50, p95, p99] = [1, 2, 3]): Snapshot {
  const figures = { requests, failed: 0, perSecond: requests / seconds, p50: p50!, p95: p95!, p99: p99! };
  return {
    at,
    phase: 'running',
    targets: [
      { interval: { seconds, ...figures }, total: figures, inFlight: 0, connections: 1, statusCodes: {}, errors: {} },
    ],
    client: { cpu: 0, lag: 0 },
  };
}

function second(at: number, answered: number, p99: number): SecondReport {
  return { at, answered, failed: 0, p50: 1, p95: 2, p99, max: p99, load: 10 };
}

const sum = ({ points }: Timeline, of: 'requests' | 'seconds') => points.reduce((all, point) => all + point[of], 0);

describe('the timeline of a run', () => {
  it('has a point with the first snapshot', () => {
    const { points } = addSnapshot(emptyTimeline, snapshot(0.2, 0.2, 40), 0);
    assert.equal(points.length, 1);
    assert.equal(perSecond(points[0]!), 200);
  });

  it('merges what falls into one width: mean of the median by requests, the highest of the tail', () => {
    let timeline = addSnapshot(emptyTimeline, snapshot(0.2, 0.2, 30, [10, 20, 30]), 0);
    timeline = addSnapshot(timeline, snapshot(0.4, 0.2, 10, [50, 60, 25]), 0);
    const [point] = timeline.points;
    assert.equal(timeline.points.length, 1);
    assert.deepEqual([point!.p50, point!.p95, point!.p99], [20, 60, 30]);
    assert.ok(Math.abs(perSecond(point!) - 100) < 1e-9);
  });

  it('passes over a snapshot of no time and one of another target', () => {
    assert.equal(addSnapshot(emptyTimeline, snapshot(1, 0, 5), 0), emptyTimeline);
    assert.equal(addSnapshot(emptyTimeline, snapshot(1, 1, 5), 3), emptyTimeline);
  });

  it('stays bounded however long the run, and loses no request', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4000 }), (tenths, count) => {
        let timeline = emptyTimeline;
        for (let i = 1; i <= count; i++)
          timeline = addSnapshot(timeline, snapshot((i * tenths) / 10, tenths / 10, 7), 0);
        assert.ok(timeline.points.length <= mostPoints);
        assert.equal(sum(timeline, 'requests'), 7 * count);
        assert.ok(Math.abs(sum(timeline, 'seconds') - (count * tenths) / 10) < 1e-6);
        for (const [i, point] of timeline.points.entries()) assert.ok(!i || point.at > timeline.points[i - 1]!.at);
      }),
      { numRuns: 20 },
    );
  });

  it('thins the series of ten hours and keeps its highest second', () => {
    const series = Array.from({ length: 36_000 }, (_, at) => second(at, 100, at === 20_000 ? 900 : 30));
    const timeline = timelineOf(series);
    assert.ok(timeline.points.length <= mostPoints);
    assert.equal(sum(timeline, 'requests'), 3_600_000);
    assert.equal(Math.max(...timeline.points.map(({ p99 }) => p99)), 900);
    assert.ok(timeline.points.every(point => Math.abs(perSecond(point) - 100) < 1e-9 && point.load === 10));
  });

  it('counts the last part of a second as that part, and drops a sliver', () => {
    assert.equal(perSecond(timelineOf([second(0, 100, 1), { ...second(1, 50, 1), seconds: 0.5 }]).points[1]!), 100);
    assert.equal(timelineOf([second(0, 100, 1), { ...second(1, 3, 1), seconds: 0.02 }]).points.length, 1);
    assert.equal(timelineOf([{ ...second(0, 3, 1), seconds: 0.05 }]).points.length, 1);
  });
});
