/** Figures over time in bounded memory: when there are too many points, each two become one. */
import type { SecondReport, Snapshot } from '../loadtest/report.js';
import type { Timeline, TimePoint } from './panelMessages.js';

/** More than a chart has pixels for on a usual screen. */
export const mostPoints = 600;
const firstWidth = 0.5;

export const emptyTimeline: Timeline = { width: firstWidth, points: [] };

/** Puts what target `index` did since the snapshot before into the timeline; snapshots within one width become one point. */
export function addSnapshot(timeline: Timeline, snapshot: Snapshot, index: number): Timeline {
  const interval = snapshot.targets[index]?.interval;
  if (!interval || !(interval.seconds > 0)) return timeline;
  return addPoint(timeline, {
    at: snapshot.at - interval.seconds,
    seconds: interval.seconds,
    requests: interval.requests,
    failed: interval.failed,
    p50: interval.p50,
    p95: interval.p95,
    p99: interval.p99,
  });
}

/** The series of a report, thinned. */
export function timelineOf(series: readonly SecondReport[]): Timeline {
  let timeline: Timeline = { width: 1, points: [] };
  for (const { at, seconds: lasted = 1, answered, failed, p50, p95, p99, load } of series) {
    // A sliver of a second makes a rate out of chance.
    if (lasted < 0.1 && timeline.points.length > 0) continue;
    const point = { at, seconds: lasted, requests: answered, failed, p50, p95, p99, load };
    timeline = addPoint(timeline, point);
  }
  return timeline;
}

/** Of the requests that were sent so. */
export function perSecond({ requests, seconds }: TimePoint): number {
  return seconds > 0 ? requests / seconds : 0;
}

function addPoint({ width, points }: Timeline, point: TimePoint): Timeline {
  const added = appended(points, point, width);
  if (added.length <= mostPoints) return { width, points: added };
  const wider: TimePoint[] = [];
  for (const old of added) put(wider, old, width * 2);
  return { width: width * 2, points: wider };
}

function appended(points: readonly TimePoint[], point: TimePoint, width: number): TimePoint[] {
  const copy = [...points];
  put(copy, point, width);
  return copy;
}

function put(points: TimePoint[], point: TimePoint, width: number): void {
  const last = points.at(-1);
  // The middle decides: where an interval begins is known less exactly than where its most part lies.
  const place = ({ at, seconds }: TimePoint) => Math.floor((at + Math.min(seconds, width) / 2) / width);
  if (last && place(last) === place(point)) points[points.length - 1] = merged(last, point);
  else points.push(point);
}

function merged(a: TimePoint, b: TimePoint): TimePoint {
  const requests = a.requests + b.requests;
  const load = b.load ?? a.load;
  return {
    at: a.at,
    seconds: a.seconds + b.seconds,
    requests,
    failed: a.failed + b.failed,
    p50: requests > 0 ? (a.p50 * a.requests + b.p50 * b.requests) / requests : Math.max(a.p50, b.p50),
    p95: Math.max(a.p95, b.p95),
    p99: Math.max(a.p99, b.p99),
    ...(load === undefined ? {} : { load }),
  };
}
