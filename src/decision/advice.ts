/** What the read/write ratio and the load ask for, by thresholds that say where they come from. */
import { type Answers, sensitivities } from './answers.js';
import { shownFigure } from './words.js';

export type AdviceTopic = 'replicas' | 'cache' | 'partitioning' | 'queue';

export interface Advice {
  readonly topic: AdviceTopic;
  readonly isNeeded: boolean;
  readonly advice: string;
  /** From when on it is needed. */
  readonly threshold: string;
  /** Where the threshold comes from. */
  readonly reason: string;
}

/** Core time of PostgreSQL for an indexed read and for a small write with its indexes and WAL. Assumptions: measure your own. */
const readSeconds = 0.001;
const writeSeconds = 0.005;
const threshold = {
  /** Two cores that do nothing but read. */
  replicaReads: 2 / readSeconds,
  /** Below it a primary that is rid of all reads still has a fifth of the statements, the expensive ones. */
  replicaRatio: 4,
  /** Half a core; below it there is nothing to save. */
  cacheReads: 0.5 / readSeconds,
  /** At best a value is read so often before a write makes it stale: 10 in 11 reads are hits. */
  cacheRatio: 10,
  /** 200 bytes each, for a year: 630 GB, more than the memory of common servers. */
  partitionWrites: 100,
  /** One core that does nothing but write. */
  queueWrites: 1 / writeSeconds,
} as const;

/** @returns nothing without both numbers. */
export function adviceFor({ readWriteRatio: ratio, requestsPerSecond: load, sensitivity }: Answers): readonly Advice[] {
  if (typeof ratio !== 'number' || typeof load !== 'number') return [];
  const writes = load / (ratio + 1);
  const reads = load - writes;
  const split = `${shownFigure(reads)} reads and ${shownFigure(writes)} writes per second`;
  const isPersonal =
    sensitivity !== undefined && sensitivities.indexOf(sensitivity) >= sensitivities.indexOf('pii-only');
  return [
    replicas(reads, ratio, split),
    cache(reads, ratio, split, isPersonal),
    partitions(writes),
    queue(writes, ratio),
  ];
}

function replicas(reads: number, ratio: number, split: string): Advice {
  const isNeeded = reads >= threshold.replicaReads && ratio >= threshold.replicaRatio;
  const count = Math.ceil((reads * readSeconds) / 4);
  return {
    topic: 'replicas',
    isNeeded,
    advice: isNeeded
      ? `${split}: ${count === 1 ? 'one read replica' : `${count} read replicas`} of 4 busy cores for what may be seconds old; a user reads own writes from the primary.`
      : ratio < threshold.replicaRatio
        ? `No read replica: at ${shownFigure(ratio)} reads for each write it takes little from the primary, and replays every write.`
        : `No read replica yet: ${split} are served by one primary. A standby for recovery is another matter.`,
    threshold: `${threshold.replicaReads.toLocaleString('en-US')} reads per second, and ${threshold.replicaRatio} reads for each write`,
    reason:
      'An indexed read takes about 1 ms of a core (measure yours): these reads keep two cores busy. A replica relieves the primary of reads only.',
  };
}

function cache(reads: number, ratio: number, split: string, isPersonal: boolean): Advice {
  const isNeeded = reads >= threshold.cacheReads && ratio >= threshold.cacheRatio;
  const hits = Math.floor((ratio / (ratio + 1)) * 100);
  const keys = isPersonal ? ' Tenant and user belong in every key, and personal data needs an expiry.' : '';
  return {
    topic: 'cache',
    isNeeded,
    advice: isNeeded
      ? `${split}: a cache with expiry for what is read most; at best ${hits} % of reads hit it.${keys}`
      : ratio < threshold.cacheRatio
        ? `No cache in front of everything: at ${shownFigure(ratio)} reads for each write at best ${hits} % of reads hit it. Only for what hardly ever changes.`
        : `No cache yet: ${split} keep less than half a core of the database busy. An index costs less than an invalidation.`,
    threshold: `${threshold.cacheReads.toLocaleString('en-US')} reads per second, and ${threshold.cacheRatio} reads for each write`,
    reason: 'When each write makes one value stale, at most ratio ÷ (ratio + 1) of reads can hit: 91 % at 10.',
  };
}

function partitions(writes: number): Advice {
  const isNeeded = writes >= threshold.partitionWrites;
  const gigabytes = shownFigure((writes * 31_536_000 * 200) / 1e9);
  return {
    topic: 'partitioning',
    isNeeded,
    advice: isNeeded
      ? `Partition the tables that grow, by time or by tenant, before they are large: at this peak up to ${gigabytes} GB of rows a year.`
      : `No partitions: at this peak at most ${gigabytes} GB of rows a year. A key that could later partition (time, tenant) belongs in the table now.`,
    threshold: `${threshold.partitionWrites} writes per second`,
    reason:
      'So many rows of 200 bytes are 630 GB a year. The manual of PostgreSQL (Table Partitioning, Overview): partition when a table would exceed the memory of the server.',
  };
}

function queue(writes: number, ratio: number): Advice {
  const isNeeded = writes >= threshold.queueWrites || (ratio < 1 && writes >= threshold.queueWrites / 4);
  const which =
    writes >= 1000
      ? 'a log such as Kafka, whose consumers write in batches'
      : 'a queue in PostgreSQL (SKIP LOCKED), written in batches';
  return {
    topic: 'queue',
    isNeeded,
    advice: isNeeded
      ? `${shownFigure(writes)} writes per second: take what may be late through ${which}; answer 202 and say where the result will be.`
      : `No queue for load: ${shownFigure(writes)} writes per second are ${shownFigure(writes * writeSeconds)} of a core. One for mail, webhooks and reports is a matter of question 3.`,
    threshold: `${threshold.queueWrites} writes per second; ${threshold.queueWrites / 4} where writes outnumber reads`,
    reason:
      'A small write takes about 5 ms of a core (measure yours): these keep one busy, and a burst makes readers wait. A queue flattens bursts.',
  };
}
