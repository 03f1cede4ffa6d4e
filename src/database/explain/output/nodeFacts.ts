/** What is shown of a plan's node beside its label: conditions and counters, in words. */
import { rowCount, shownBytes, shownNumber } from '../finding.js';
import type { Actual, PlanNode } from '../plan.js';

export interface NodeFact {
  readonly name: string;
  readonly text: string;
  /** `code`: SQL of the plan. `warn`: it cost something that could be had for less. */
  readonly tone: 'code' | 'plain' | 'warn';
}

/** A page of PostgreSQL's, as it is built by everybody. */
const pageBytes = 8192;

/** Conditions first, then what was counted when it was run. */
export function nodeFacts(node: PlanNode): readonly NodeFact[] {
  const conditions = node.details.map(({ name, text }): NodeFact => ({ name, text, tone: 'code' }));
  return [...conditions, ...(node.actual ? counters(node.actual) : [])];
}

/** Which is not worth a line of its own: `cost 1,234, 48 bytes a row`. */
export function planned({ cost, width }: PlanNode): string {
  return `cost ${shownNumber(Number(cost.toFixed(2)))}, ${shownNumber(width)} bytes a row`;
}

/**
 * `120 times more than expected`; undefined where the planner was right within ten times, or where hardly anything is at stake.
 * @param expected rows, of as many executions as `actual`.
 */
export function misestimate(expected: number, actual: number): string | undefined {
  if (Math.max(expected, actual) < 100) return undefined;
  const [more, fewer] = [actual / Math.max(1, expected), expected / Math.max(1, actual)];
  const factor = Math.max(more, fewer);
  if (factor < 10) return undefined;
  return `${shownNumber(Math.round(factor))} times ${more > fewer ? 'more' : 'fewer'} than expected`;
}

function counters(actual: Actual): readonly NodeFact[] {
  const { loops, sort, hash, diskKilobytes, workers, heapFetches, lossyBlocks } = actual;
  const facts: NodeFact[] = [];
  const say = (name: string, text: string, isBad = false) => facts.push({ name, text, tone: isBad ? 'warn' : 'plain' });
  const removed = (name: string, perLoop: number) => {
    const rows = perLoop * loops;
    if (rows > 0) say(name, rowsWord(rows), rows >= 1000 && rows >= 10 * actual.rows * loops);
  };
  if (loops > 1) say('Runs', `${shownNumber(loops)}, ${shownNumber(actual.rows)} rows each on average`);
  removed('Rows removed by the filter', actual.removedByFilter);
  removed('Rows removed by the join’s filter', actual.removedByJoin);
  removed('Rows removed by the recheck', actual.removedByRecheck);
  if (sort) {
    const size = shownBytes(sort.kilobytes * 1024);
    say('Sort', `${sort.method}, ${size} ${sort.onDisk ? 'spilled to disk' : 'in memory'}`, sort.onDisk);
  }
  if (hash) {
    const isSplit = hash.batches > 1;
    const batches = isSplit ? ` in ${shownNumber(hash.batches)} batches: spilled to disk` : ' in memory';
    say('Hash', `${shownBytes(hash.kilobytes * 1024)}${batches}`, isSplit);
  }
  if (diskKilobytes !== undefined) say('Groups', `${shownBytes(diskKilobytes * 1024)} spilled to disk`, true);
  if (heapFetches !== undefined && heapFetches > 0) say('Rows looked up in the table', rowsWord(heapFetches));
  if (lossyBlocks !== undefined && lossyBlocks > 0) say('Bitmap', `${shownNumber(lossyBlocks)} pages lossy`, true);
  if (workers) {
    const isShort = workers.launched < workers.planned;
    say('Workers', `${workers.launched} of ${workers.planned} planned`, isShort);
  }
  const buffers = buffersText(actual);
  if (buffers !== '') say('Buffers', buffers);
  return facts;
}

function rowsWord(rows: number): string {
  return rowCount(Math.round(rows));
}

/** Of the node and what is below it: `1,024 pages (8 MB) from memory, 12 pages (96 kB) read`. */
function buffersText(actual: Actual): string {
  return pagesOf(actual)
    .map(
      ([pages, what]) =>
        `${shownNumber(pages)} ${pages === 1 ? 'page' : 'pages'} (${shownBytes(pages * pageBytes)}) ${what}`,
    )
    .join(', ');
}

/** `8 MB from memory, 96 kB read`. */
export function sizesText(actual: Actual): string {
  return pagesOf(actual)
    .map(([pages, what]) => `${shownBytes(pages * pageBytes)} ${what}`)
    .join(', ');
}

function pagesOf({ hitPages, readPages, temporaryPages }: Actual): readonly (readonly [number, string])[] {
  const all: readonly (readonly [number, string])[] = [
    [hitPages, 'from memory'],
    [readPages, 'read'],
    [temporaryPages, 'in temporary files'],
  ];
  return all.filter(([pages]) => pages > 0);
}
