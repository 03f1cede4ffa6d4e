/** What EXPLAIN (FORMAT JSON) prints, checked at the door: names of src/backend/commands/explain.c. What is not named here is let through. */
import * as z from 'zod/mini';

const number = z.optional(z.number());
const text = z.optional(z.string());
const words = z.optional(z.array(z.string()));

export interface JsonNode extends z.infer<typeof NodeFields> {
  readonly Plans?: readonly JsonNode[] | undefined;
}

const NodeFields = z.object({
  'Node Type': z.string(),
  'Parent Relationship': text,
  'Subplan Name': text,
  Strategy: text,
  Operation: text,
  'Partial Mode': text,
  'Join Type': text,
  'Scan Direction': text,
  'Index Name': text,
  'Relation Name': text,
  Schema: text,
  Alias: text,
  'CTE Name': text,
  'Function Name': text,
  'Total Cost': z.number(),
  'Startup Cost': number,
  'Plan Rows': z.number(),
  'Plan Width': number,
  'Actual Total Time': number,
  'Actual Rows': number,
  'Actual Loops': number,
  'Rows Removed by Filter': number,
  'Rows Removed by Index Recheck': number,
  'Rows Removed by Join Filter': number,
  'Heap Fetches': number,
  'Exact Heap Blocks': number,
  'Lossy Heap Blocks': number,
  'Sort Method': text,
  'Sort Space Used': number,
  'Sort Space Type': text,
  'Hash Batches': number,
  'Original Hash Batches': number,
  'Peak Memory Usage': number,
  'HashAgg Batches': number,
  'Disk Usage': number,
  'Workers Planned': number,
  'Workers Launched': number,
  'Parallel Aware': z.optional(z.boolean()),
  'Shared Hit Blocks': number,
  'Shared Read Blocks': number,
  'Temp Read Blocks': number,
  'Temp Written Blocks': number,
  'Index Cond': text,
  Filter: text,
  'Recheck Cond': text,
  'Order By': text,
  'Hash Cond': text,
  'Merge Cond': text,
  'Join Filter': text,
  'One-Time Filter': text,
  'TID Cond': text,
  'Run Condition': text,
  'Cache Key': text,
  'Sort Key': words,
  'Presorted Key': words,
  'Group Key': words,
  'Subplans Removed': number,
});

const Node: z.ZodMiniType<JsonNode> = z.extend(NodeFields, {
  get Plans() {
    return z.optional(z.array(Node));
  },
});

const Document = z.tuple([
  z.object({
    Plan: Node,
    'Planning Time': number,
    'Execution Time': number,
    Settings: z.optional(z.record(z.string(), z.string())),
    Triggers: z.optional(
      z.array(
        z.object({
          'Trigger Name': text,
          'Constraint Name': text,
          Relation: text,
          Time: number,
          Calls: number,
        }),
      ),
    ),
    JIT: z.optional(
      z.object({
        Functions: number,
        Timing: z.optional(z.object({ Total: number })),
      }),
    ),
  }),
]);

export type JsonPlan = z.infer<typeof Document>[0];

/** @throws Error when it is no plan: the server speaks another language than 13 to 18 do. */
export function readPlanJson(value: unknown): JsonPlan {
  const json: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  const read = Document.safeParse(json);
  if (!read.success) throw new Error(`This is no plan of EXPLAIN (FORMAT JSON): ${z.prettifyError(read.error)}`);
  return read.data[0];
}
