import * as z from 'zod/mini';
import { DatabaseError, type Session } from '../session.js';
import type { PlanSummary } from './dryRunTypes.js';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string | undefined;
  'Total Cost': number;
  'Plan Rows': number;
  Plans?: PlanNode[] | undefined;
}

const Node: z.ZodMiniType<PlanNode> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    'Relation Name': z.optional(z.string()),
    'Total Cost': z.number(),
    'Plan Rows': z.number(),
    Plans: z.optional(z.array(Node)),
  }),
);
const Answer = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: Node })]) })]);

/**
 * What the planner thinks of a statement, inside of an open transaction, without running it. undefined: the server does not plan it.
 * @throws DatabaseError when the connection is lost or the query is cancelled.
 */
export async function explainCost(session: Session, sql: string): Promise<PlanSummary | undefined> {
  await session.execute('SAVEPOINT explained');
  try {
    const rows = await session.query(`EXPLAIN (FORMAT JSON) ${sql}`);
    const found = Answer.safeParse(rows);
    return found.success ? summary(found.data[0]['QUERY PLAN'][0].Plan) : undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError) || /^(?:08|57)/.test(error.server.code)) throw error;
    return undefined;
  } finally {
    await session.execute('ROLLBACK TO explained; RELEASE explained').catch(() => undefined);
  }
}

function summary(plan: PlanNode): PlanSummary {
  const scanned = new Set<string>();
  const visit = (node: PlanNode) => {
    if (node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== undefined) scanned.add(node['Relation Name']);
    for (const inner of node.Plans ?? []) visit(inner);
  };
  visit(plan);
  // The node of an INSERT, UPDATE or DELETE returns no rows: those below it are what it works on.
  const counted = plan['Plan Rows'] === 0 ? (plan.Plans?.[0] ?? plan) : plan;
  return { cost: plan['Total Cost'], rows: counted['Plan Rows'], sequentialScans: [...scanned].sort() };
}
