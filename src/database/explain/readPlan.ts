/** EXPLAIN's JSON → Plan: own costs and own times worked out, names put together. */
import type { Actual, Detail, Plan, PlanNode } from './plan.js';
import { type JsonNode, readPlanJson } from './planJson.js';

/** @throws Error when it is no plan. */
export function readPlan(json: unknown): Plan {
  const plan = readPlanJson(json);
  const ctes = new Map<string, number>();
  collectCtes(plan.Plan, 1, ctes);
  const reading: Reading = { next: 0, wholeCost: plan.Plan['Total Cost'], wholeTime: timeOf(plan.Plan, 1), ctes };
  return {
    root: readNode(reading, plan.Plan, 1, 1),
    ...(plan['Planning Time'] !== undefined && { planningTime: plan['Planning Time'] }),
    ...(plan['Execution Time'] !== undefined && { executionTime: plan['Execution Time'] }),
    triggers: (plan.Triggers ?? []).map(trigger => ({
      name: trigger['Constraint Name'] ?? trigger['Trigger Name'] ?? '',
      relation: trigger.Relation ?? '',
      time: trigger.Time ?? 0,
      calls: trigger.Calls ?? 0,
    })),
    ...(plan.JIT && { jit: { functions: plan.JIT.Functions ?? 0, time: plan.JIT.Timing?.Total ?? 0 } }),
    settings: settingsOf(plan.Settings),
  };
}

/** One of them is ours, see runExplain. */
function settingsOf({ plan_cache_mode: _, ...rest }: Readonly<Record<string, string>> = {}): Plan['settings'] {
  return rest;
}

interface Reading {
  next: number;
  readonly wholeCost: number;
  readonly wholeTime: number | undefined;
  /** Time of each CTE that no scan of it has accounted for yet. */
  readonly ctes: Map<string, number>;
}

/** @param processes how many processes run the node at a time: `Actual Loops` counts each. */
function timeOf(node: JsonNode, processes: number): number | undefined {
  const [time, loops] = [node['Actual Total Time'], node['Actual Loops']];
  return time === undefined || loops === undefined ? undefined : (time * loops) / Math.max(1, processes);
}

function processesBelow(node: JsonNode, processes: number): number {
  return node['Workers Launched'] === undefined ? processes : node['Workers Launched'] + 1;
}

/** The loops of a node tell whether all processes or only one of them ran it. */
function processesOf(node: JsonNode, processes: number): number {
  return Math.min(processes, Math.max(1, node['Actual Loops'] ?? 1));
}

/** A CTE is worked out while it is scanned: its time is in that of its scans, wherever it is listed. */
function collectCtes(node: JsonNode, processes: number, ctes: Map<string, number>): void {
  const name = cteOf(node);
  if (name !== undefined) ctes.set(name, timeOf(node, processesOf(node, processes)) ?? 0);
  for (const child of node.Plans ?? []) collectCtes(child, processesBelow(node, processes), ctes);
}

function cteOf(node: JsonNode): string | undefined {
  return /^CTE (.*)$/s.exec(node['Subplan Name'] ?? '')?.[1];
}

/** @param times how much of the node's cost counts in the whole plan: an inner side is run several times, below a LIMIT only in part. */
function readNode(reading: Reading, node: JsonNode, times: number, processes: number): PlanNode {
  const id = reading.next++;
  const below = node.Plans ?? [];
  const weights = weightsOf(node, below);
  const ownCost = node['Total Cost'] - below.reduce((sum, child, at) => sum + child['Total Cost'] * weights[at]!, 0);
  const own = processesOf(node, processes);
  const time = timeOf(node, own);
  const ownTime = time === undefined ? undefined : ownTimeOf(reading, node, time, processesBelow(node, processes));
  const relation = node['Relation Name'];
  const { wholeCost, wholeTime } = reading;
  const isReached = (node['Actual Loops'] ?? 0) > 0;
  return {
    id,
    type: node['Node Type'],
    label: labelOf(node),
    ...(relation !== undefined && {
      relation: { schema: node.Schema ?? '', name: relation, alias: node.Alias ?? relation },
    }),
    ...(node['Index Name'] !== undefined && { index: node['Index Name'] }),
    ...(node['Subplan Name'] !== undefined && { subplan: node['Subplan Name'] }),
    details: detailsOf(node),
    cost: node['Total Cost'],
    rows: node['Plan Rows'],
    width: node['Plan Width'] ?? 0,
    ...(isReached && { actual: actualOf(node, time, ownTime) }),
    costShare: share(Math.max(0, ownCost) * times, wholeCost),
    ...(wholeTime !== undefined && { timeShare: share(ownTime ?? 0, wholeTime) }),
    children: below.map((child, at) => readNode(reading, child, times * weights[at]!, processesBelow(node, processes))),
  };
}

/**
 * How much of each child's cost is in the node's own: the inner side of a nested loop counts once for each outer row (less where it is
 * kept), and what is stopped early, as below a LIMIT, in part. Never more than there is.
 */
function weightsOf(node: JsonNode, below: readonly JsonNode[]): readonly number[] {
  const [outer] = below;
  const isLoop = node['Node Type'] === 'Nested Loop' && outer !== undefined;
  const wanted = below.map(child =>
    isLoop && child['Parent Relationship'] === 'Inner' ? Math.max(1, outer['Plan Rows']) : 1,
  );
  const sum = below.reduce((total, child, at) => total + child['Total Cost'] * wanted[at]!, 0);
  const room = node['Total Cost'];
  if (sum <= room) return wanted;
  if (!isLoop) return wanted.map(weight => (weight * room) / sum);
  const once = below.reduce((total, child) => total + child['Total Cost'], 0);
  if (once > room) return below.map(() => room / once);
  // What is beyond one execution of each fits only in part.
  const part = (room - once) / (sum - once);
  return wanted.map(weight => 1 + (weight - 1) * part);
}

function ownTimeOf(reading: Reading, node: JsonNode, time: number, processes: number): number {
  let own = time;
  for (const child of node.Plans ?? []) {
    if (cteOf(child) === undefined) own -= timeOf(child, processesOf(child, processes)) ?? 0;
  }
  const name = node['CTE Name'];
  const open = name === undefined ? undefined : reading.ctes.get(name);
  if (name !== undefined && open !== undefined) {
    const taken = Math.min(open, own);
    reading.ctes.set(name, open - taken);
    own -= taken;
  }
  return Math.max(0, own);
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}

function labelOf(node: JsonNode): string {
  const type = node['Node Type'];
  const words = [
    ...(node['Parallel Aware'] && !type.startsWith('Parallel') ? ['Parallel'] : []),
    ...(type === 'ModifyTable' ? [node.Operation ?? type] : [aggregateName(node) ?? type]),
  ];
  const join = node['Join Type'];
  if (join !== undefined && join !== 'Inner') words.push(`(${join})`);
  if (node['Scan Direction'] === 'Backward') words.push('Backward');
  if (node['Index Name'] !== undefined) words.push(type === 'Bitmap Index Scan' ? 'on' : 'using', node['Index Name']);
  const on = node['Relation Name'] ?? node['CTE Name'] ?? node['Function Name'];
  if (on !== undefined) words.push('on', on);
  if (node.Alias !== undefined && node.Alias !== on && type !== 'Bitmap Index Scan') words.push(node.Alias);
  return words.join(' ');
}

function aggregateName(node: JsonNode): string | undefined {
  if (node['Node Type'] !== 'Aggregate') return undefined;
  const part = node['Partial Mode'];
  const strategy = { Hashed: 'HashAggregate', Sorted: 'GroupAggregate', Mixed: 'MixedAggregate' }[node.Strategy ?? ''];
  return `${part === undefined || part === 'Simple' ? '' : `${part} `}${strategy ?? 'Aggregate'}`;
}

const detailNames = [
  ...(['Index Cond', 'TID Cond', 'Recheck Cond', 'Order By', 'Hash Cond', 'Merge Cond', 'Join Filter'] as const),
  ...(['Filter', 'One-Time Filter', 'Run Condition', 'Cache Key'] as const),
  ...(['Sort Key', 'Presorted Key', 'Group Key'] as const),
];

function detailsOf(node: JsonNode): readonly Detail[] {
  return detailNames.flatMap(name => {
    const value = node[name];
    if (value === undefined) return [];
    return [{ name, text: typeof value === 'string' ? value : value.join(', ') }];
  });
}

function actualOf(node: JsonNode, time: number | undefined, ownTime: number | undefined): Actual {
  const space = node['Sort Space Used'];
  const batches = node['Hash Batches'];
  return {
    rows: node['Actual Rows'] ?? 0,
    loops: node['Actual Loops'] ?? 0,
    ...(time !== undefined && { time }),
    ...(ownTime !== undefined && { ownTime }),
    removedByFilter: node['Rows Removed by Filter'] ?? 0,
    removedByRecheck: node['Rows Removed by Index Recheck'] ?? 0,
    removedByJoin: node['Rows Removed by Join Filter'] ?? 0,
    ...(node['Heap Fetches'] !== undefined && { heapFetches: node['Heap Fetches'] }),
    ...(node['Lossy Heap Blocks'] !== undefined && { lossyBlocks: node['Lossy Heap Blocks'] }),
    ...(node['Exact Heap Blocks'] !== undefined && { exactBlocks: node['Exact Heap Blocks'] }),
    ...(space !== undefined && {
      sort: { method: node['Sort Method'] ?? '', kilobytes: space, onDisk: node['Sort Space Type'] === 'Disk' },
    }),
    ...(batches !== undefined && {
      hash: {
        batches,
        plannedBatches: node['Original Hash Batches'] ?? batches,
        kilobytes: node['Peak Memory Usage'] ?? 0,
      },
    }),
    ...(node['Disk Usage'] !== undefined && node['Disk Usage'] > 0 && { diskKilobytes: node['Disk Usage'] }),
    ...(node['Workers Planned'] !== undefined &&
      node['Workers Launched'] !== undefined && {
        workers: { planned: node['Workers Planned'], launched: node['Workers Launched'] },
      }),
    hitPages: node['Shared Hit Blocks'] ?? 0,
    readPages: node['Shared Read Blocks'] ?? 0,
    temporaryPages: (node['Temp Read Blocks'] ?? 0) + (node['Temp Written Blocks'] ?? 0),
  };
}
