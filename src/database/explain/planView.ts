/** A plan as rows for a table, a tree or a page: what is shown of each node, without a word of markup. */

import type { PlanReport } from './explainQuery.js';
import { type PlanFinding, rowCount, shownNumber, shownTime } from './finding.js';
import type { Detail, PlanNode } from './plan.js';

export interface PlanRow {
  readonly node: number;
  readonly depth: number;
  /** `├─ ` and the like, for trees of text; empty at the root. */
  readonly branch: string;
  /** Before the lines below this one. */
  readonly stem: string;
  readonly label: string;
  readonly details: readonly Detail[];
  /** Of the time when the statement was run, otherwise of the cost: 0 to 1, in the node itself. */
  readonly share: number;
  readonly cost: number;
  /** Expected, of all executions. */
  readonly rows: number;
  readonly actualRows?: number;
  readonly loops?: number;
  /** Milliseconds in the node itself, and with what is below it. */
  readonly ownTime?: number;
  readonly time?: number;
  /** It was run, and this node was not needed. */
  readonly neverRun: boolean;
  /** Much of the whole is spent here. */
  readonly isCostly: boolean;
  readonly findings: readonly PlanFinding[];
}

export interface PlanView {
  /** `12.4 ms, planned in 0.3 ms` or `cost 1,234, not run`. */
  readonly summary: string;
  readonly measures: 'time' | 'cost';
  readonly rows: readonly PlanRow[];
  /** What concerns no single node. */
  readonly findings: readonly PlanFinding[];
}

/** Of the whole: from here on a node is marked. */
const costly = 0.25;

export function planView(report: PlanReport): PlanView {
  const { plan, findings } = report;
  const rows: PlanRow[] = [];
  addRows(rows, plan.root, findings, { depth: 0, branch: '', stem: '', times: 1 });
  return {
    summary: summaryOf(report),
    measures: plan.root.timeShare === undefined ? 'cost' : 'time',
    rows,
    findings: findings.filter(({ node }) => node === undefined),
  };
}

function summaryOf({ plan, analyzed, generic }: PlanReport): string {
  const { executionTime, planningTime, root } = plan;
  if (analyzed && executionTime !== undefined) {
    const planned = planningTime === undefined ? '' : `, planned in ${shownTime(planningTime)}`;
    return `${shownTime(executionTime)}${planned}`;
  }
  return `cost ${shownNumber(root.cost)}, not run${generic ? '; a generic plan, made without values' : ''}`;
}

interface Place {
  readonly depth: number;
  readonly branch: string;
  readonly stem: string;
  /** How often it is run as far as the planner tells. */
  readonly times: number;
}

function addRows(rows: PlanRow[], node: PlanNode, findings: readonly PlanFinding[], place: Place): void {
  const { actual } = node;
  const share = node.timeShare ?? node.costShare;
  rows.push({
    node: node.id,
    depth: place.depth,
    branch: place.branch,
    stem: place.stem,
    label: node.subplan === undefined ? node.label : `${node.subplan}: ${node.label}`,
    details: node.details,
    share,
    cost: node.cost,
    rows: node.rows * (actual ? actual.loops : place.times),
    ...(actual && { actualRows: actual.rows * actual.loops, loops: actual.loops }),
    ...(actual?.time !== undefined && { time: actual.time }),
    ...(actual?.ownTime !== undefined && { ownTime: actual.ownTime }),
    neverRun: node.timeShare !== undefined && !actual,
    isCostly: share >= costly,
    findings: findings.filter(finding => finding.node === node.id),
  });
  const isLoop = node.type === 'Nested Loop';
  const [outer] = node.children;
  node.children.forEach((child, at) => {
    const isLast = at === node.children.length - 1;
    const times = isLoop && at === 1 ? place.times * Math.max(1, outer?.rows ?? 1) : place.times;
    const branch = `${place.stem}${isLast ? '└─ ' : '├─ '}`;
    addRows(rows, child, findings, {
      depth: place.depth + 1,
      branch,
      stem: `${place.stem}${isLast ? '   ' : '│  '}`,
      times,
    });
  });
}

/** Eight cells: `██▌     `. */
export function shareBar(share: number, cells = 8): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * cells * 8);
  const part = ' ▏▎▍▌▋▊▉'[eighths % 8] ?? ' ';
  const bar = '█'.repeat(Math.floor(eighths / 8)) + (eighths % 8 === 0 ? '' : part);
  return bar.padEnd(cells);
}

/** `1,200 rows of 20 expected`, `about 20 rows`. */
export function rowsText({ actualRows, rows, loops, neverRun }: PlanRow): string {
  if (neverRun) return 'never run';
  if (actualRows === undefined) return `about ${rowCount(Math.round(rows))}`;
  const times = loops !== undefined && loops > 1 ? ` in ${shownNumber(loops)} runs` : '';
  return `${rowCount(Math.round(actualRows))}${times}, expected ${shownNumber(Math.round(rows))}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
