/** What is said of a plan. */

export interface PlanFinding {
  readonly kind: PlanFindingKind;
  /** The node's id; absent: it is about the whole plan. */
  readonly node?: number;
  /** What is there, with its numbers. Names and conditions in it are the user's text, as it is. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
  /** A statement that does so, with its semicolon, where there is one to give without a doubt. */
  readonly sql?: string;
  /** Page of PostgreSQL's manual. */
  readonly source: string;
}

export type PlanFindingKind =
  | 'sequentialScan'
  | 'functionOnColumn'
  | 'castOnColumn'
  | 'rowsRemoved'
  | 'nestedLoop'
  | 'misestimate'
  | 'sortOnDisk'
  | 'hashBatches'
  | 'heapFetches'
  | 'lossyBitmap'
  | 'compilation'
  | 'workersMissing'
  | 'cteScan'
  | 'largeOffset'
  | 'triggerTime';

export function manual(page: string): string {
  return `https://www.postgresql.org/docs/current/${page}`;
}

/** `12,345`; numbers below 10 keep one digit of what they are. */
export function shownNumber(value: number): string {
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0;
  return value.toFixed(digits).replace(/\B(?=(?:\d{3})+(?!\d|\.))(?<!\.\d*)/g, ',');
}

/** `1 row`, `2,000 rows`, `0.5 rows`. */
export function rowCount(rows: number): string {
  return `${shownNumber(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

export function shownBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 && unit > 0 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `1.2 s`, `350 ms`, `0.04 ms`. */
export function shownTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : Number(milliseconds.toPrecision(2))} ms`;
}
