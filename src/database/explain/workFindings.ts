/** What joins, sorts and hashes tell: work repeated, and memory that was too small. */
import { manual, type PlanFinding, shownBytes, shownNumber } from './finding.js';
import { detailOf, type Plan, type PlanNode } from './plan.js';

export const keysetAdvice =
  'Go on from the last row that was seen: WHERE (sort key, id) > (…) ORDER BY sort key, id LIMIT ….';

/** Of the whole time or cost: below it nothing is worth a word. */
const noticeable = 0.05;
const manyLoops = 1000;
const spoken = 0.1;

type Rule = (node: PlanNode, plan: Plan) => readonly PlanFinding[];

export function workFindings(node: PlanNode, plan: Plan): readonly PlanFinding[] {
  return rules.flatMap(rule => rule(node, plan));
}

const nestedLoop: Rule = node => {
  const inner = node.type === 'Nested Loop' ? node.children.find((_, at) => at === 1) : undefined;
  if (!inner) return [];
  const [outer] = node.children;
  const loops = inner.actual ? inner.actual.loops : (outer?.rows ?? 0);
  const share = Math.max(0, ...within(inner).map(({ timeShare, costShare }) => timeShare ?? costShare));
  if (loops < manyLoops || share < noticeable) return [];
  const scan = within(inner).find(({ type }) => type === 'Seq Scan');
  const wrong = outer?.actual && outer.rows > 0 ? outer.actual.rows / outer.rows : 1;
  return [
    {
      kind: 'nestedLoop',
      node: node.id,
      message: `The inner side (${inner.label}) runs ${shownNumber(loops)} times, once for each row of the outer side.`,
      advice: scan
        ? `Each time all of ${scan.relation?.name ?? 'its table'} is read: an index on the columns that join it lets each run find its rows.`
        : wrong >= 10
          ? `The planner expected ${shownNumber(outer?.rows ?? 0)} rows there: with a better estimate it would join by a hash. See the estimate of the outer side.`
          : 'See whether fewer rows can come from the outer side: a narrower condition, or the rows limited before they are joined.',
      source: manual('planner-optimizer.html'),
    },
  ];
};

function within(root: PlanNode): readonly PlanNode[] {
  return [root, ...root.children.flatMap(within)];
}

const sortOnDisk: Rule = ({ id, actual, details }) => {
  const sort = actual?.sort;
  if (!sort?.onDisk) return [];
  const keys = details.find(({ name }) => name === 'Sort Key')?.text ?? '';
  return [
    {
      kind: 'sortOnDisk',
      node: id,
      message: `The sort by ${keys} did not fit into work_mem and wrote ${shownBytes(sort.kilobytes * 1024)} to disk (${sort.method}).`,
      // In memory rows take more room than on disk.
      advice: `Sort less (fewer rows, fewer columns), read the rows in this order from an index, or give this session more: about ${memoryFor(sort.kilobytes * 3)}.`,
      source: manual('runtime-config-resource.html#GUC-WORK-MEM'),
    },
  ];
};

/** A setting of work_mem, a power of two of megabytes. */
function memoryFor(kilobytes: number): string {
  const megabytes = 2 ** Math.ceil(Math.log2(Math.max(1, kilobytes / 1024)));
  return `SET work_mem = '${megabytes}MB'`;
}

const hashBatches: Rule = ({ id, actual, type }) => {
  const hash = actual?.hash;
  if (hash && hash.batches > 1) {
    const more = hash.batches > hash.plannedBatches ? `, ${hash.plannedBatches} were planned` : '';
    return [
      {
        kind: 'hashBatches',
        node: id,
        message: `The hash table did not fit into memory: it was made in ${shownNumber(hash.batches)} batches, through files${more}.`,
        advice: `Hash fewer rows or columns, or give this session more: about ${memoryFor(hash.kilobytes * hash.batches)}.`,
        source: manual('runtime-config-resource.html#GUC-HASH-MEM-MULTIPLIER'),
      },
    ];
  }
  const disk = actual?.diskKilobytes;
  if (disk === undefined) return [];
  return [
    {
      kind: 'hashBatches',
      node: id,
      message: `${type} did not fit into memory and wrote ${shownBytes(disk * 1024)} to disk.`,
      advice: `Group fewer rows, or give this session more: about ${memoryFor(disk * 3)}.`,
      source: manual('runtime-config-resource.html#GUC-HASH-MEM-MULTIPLIER'),
    },
  ];
};

const heapFetches: Rule = ({ id, actual, relation, index, type }) => {
  if (type !== 'Index Only Scan' || !actual || actual.heapFetches === undefined) return [];
  const rows = actual.rows * actual.loops;
  if (actual.heapFetches < 100 || actual.heapFetches < spoken * rows) return [];
  return [
    {
      kind: 'heapFetches',
      node: id,
      message: `${index ?? 'The index'} holds all that is asked for, and yet ${shownNumber(actual.heapFetches)} rows of ${relation?.name ?? 'the table'} were looked up: its pages are not known to be visible to all.`,
      advice: 'VACUUM marks them so. If it happens again soon, let autovacuum come more often for this table.',
      source: manual('indexes-index-only-scans.html'),
    },
  ];
};

const lossyBitmap: Rule = node => {
  const { id, actual, relation } = node;
  if (!actual?.lossyBlocks) return [];
  return [
    {
      kind: 'lossyBitmap',
      node: id,
      message: `The bitmap did not fit into work_mem: of ${shownNumber(actual.lossyBlocks)} pages of ${relation?.name ?? 'the table'} every row was checked again (${shownNumber(actual.removedByRecheck * actual.loops)} for nothing).`,
      advice:
        `Give this session more work_mem, or narrow the rows down: ${detailOf(node, 'Recheck Cond') ?? ''}`.trim(),
      source: manual('runtime-config-resource.html#GUC-WORK-MEM'),
    },
  ];
};

const workersMissing: Rule = ({ id, actual }) => {
  const workers = actual?.workers;
  if (!workers || workers.launched >= workers.planned) return [];
  return [
    {
      kind: 'workersMissing',
      node: id,
      message: `${workers.planned} parallel workers were planned, ${workers.launched} came.`,
      advice:
        'All others were busy: the plan is slower than it was meant to be. See max_parallel_workers and max_worker_processes.',
      source: manual('how-parallel-query-works.html'),
    },
  ];
};

const cteScan: Rule = ({ id, type, actual, label, timeShare = 0 }) => {
  if (type !== 'CTE Scan' || !actual) return [];
  const removed = actual.removedByFilter * actual.loops;
  if (removed < manyLoops || timeShare < noticeable || actual.removedByFilter < 10 * actual.rows) return [];
  return [
    {
      kind: 'cteScan',
      node: id,
      message: `${label}: the CTE is worked out whole, then ${shownNumber(removed)} of its rows are thrown away.`,
      advice: 'Filter inside of the CTE, or write AS NOT MATERIALIZED, so that the condition reaches its tables.',
      source: manual('queries-with.html#QUERIES-WITH-CTE-MATERIALIZATION'),
    },
  ];
};

const largeOffset: Rule = ({ id, type, actual, children }) => {
  const [child] = children;
  if (type !== 'Limit' || !actual || !child?.actual) return [];
  const [below, above] = [child.actual.rows * child.actual.loops, actual.rows * actual.loops];
  if (below < manyLoops || below < 10 * Math.max(above, 1)) return [];
  // A Gather below may have read ahead; a LIMIT alone stops its input.
  if (/^Gather/.test(child.type)) return [];
  return [
    {
      kind: 'largeOffset',
      node: id,
      message: `${shownNumber(below)} rows are made to give ${shownNumber(above)}: OFFSET skips the others, and each page costs more than the one before.`,
      advice: keysetAdvice,
      source: manual('queries-limit.html'),
    },
  ];
};

const rules: readonly Rule[] = [
  ...[nestedLoop, sortOnDisk, hashBatches, heapFetches, lossyBitmap, workersMissing, cteScan, largeOffset],
];
