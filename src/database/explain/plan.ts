/** A plan of PostgreSQL's as plain data: what is done, in which order, what it costs, and what it took when it was run. */

export interface PlanNode {
  /** Its place in the plan, counted from 0 from the top down. */
  readonly id: number;
  /** `Seq Scan`, as EXPLAIN calls it. */
  readonly type: string;
  /** In a few words: `Index Scan using orders_pkey on orders o`. Names of the user's are in it as they are. */
  readonly label: string;
  readonly relation?: RelationName;
  readonly index?: string;
  /** `CTE recent`, `InitPlan 1`: what of a query is worked out on its own. */
  readonly subplan?: string;
  /** Filter, Index Cond, Hash Cond, Sort Key…: as EXPLAIN writes them. */
  readonly details: readonly Detail[];
  /** In the planner's unit: 1 is a page read in sequence. For one execution of the node. */
  readonly cost: number;
  /** Rows that the planner expects of one execution. */
  readonly rows: number;
  readonly width: number;
  /** Only when the statement was run and the node was reached. */
  readonly actual?: Actual;
  /** Of the whole plan's cost what is spent in this node itself, not below it: 0 to 1. */
  readonly costShare: number;
  /** The same of the time, when the statement was run. */
  readonly timeShare?: number;
  readonly children: readonly PlanNode[];
}

export interface RelationName {
  readonly schema: string;
  readonly name: string;
  readonly alias: string;
}

export interface Detail {
  readonly name: string;
  readonly text: string;
}

/** What was counted. Numbers of rows are for one execution on average, as EXPLAIN gives them, unless it says otherwise. */
export interface Actual {
  readonly rows: number;
  readonly loops: number;
  /** Milliseconds of all executions, with what is below it, as the clock on the wall has it. */
  readonly time?: number;
  /** Milliseconds in this node itself. */
  readonly ownTime?: number;
  readonly removedByFilter: number;
  /** By an index's recheck. */
  readonly removedByRecheck: number;
  readonly removedByJoin: number;
  /** Rows of an Index Only Scan for which the table had to be read after all; of all executions. */
  readonly heapFetches?: number;
  readonly lossyBlocks?: number;
  readonly exactBlocks?: number;
  readonly sort?: { readonly method: string; readonly kilobytes: number; readonly onDisk: boolean };
  readonly hash?: { readonly batches: number; readonly plannedBatches: number; readonly kilobytes: number };
  /** Of a HashAggregate that did not fit. */
  readonly diskKilobytes?: number;
  readonly workers?: { readonly planned: number; readonly launched: number };
  /** Pages of 8 kB, of all executions, with what is below it. */
  readonly hitPages: number;
  readonly readPages: number;
  readonly temporaryPages: number;
}

export interface TriggerTime {
  readonly name: string;
  readonly relation: string;
  readonly time: number;
  readonly calls: number;
}

export interface Plan {
  readonly root: PlanNode;
  /** Milliseconds. The last three only when the statement was run. */
  readonly planningTime?: number;
  readonly executionTime?: number;
  readonly triggers: readonly TriggerTime[];
  readonly jit?: { readonly functions: number; readonly time: number };
  /** Settings of the planner that are not the default: name → value. */
  readonly settings: Readonly<Record<string, string>>;
}

/** All nodes from the top down. */
export function nodesOf(root: PlanNode): readonly PlanNode[] {
  const found: PlanNode[] = [];
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    found.push(node);
    open.push(...[...node.children].reverse());
  }
  return found;
}

/** Of the node, in the text of EXPLAIN; undefined when it has none of this name. */
export function detailOf({ details }: PlanNode, name: string): string | undefined {
  return details.find(detail => detail.name === name)?.text;
}
