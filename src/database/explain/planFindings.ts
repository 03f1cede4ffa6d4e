/** What to say of a plan: of each node, of estimates, and of what goes on beside the nodes. */

import { quoteName, quoteNames, quoteQualified } from '../../schema/print.js';
import type { Query } from '../../schema/query.js';
import { filtersOf } from './conditions.js';
import { manual, type PlanFinding, shownNumber, shownTime } from './finding.js';
import { detailOf, nodesOf, type Plan, type PlanNode } from './plan.js';
import { factsOf, type KnownRelations } from './relationFacts.js';
import { scanFindings } from './scanFindings.js';
import { keysetAdvice, workFindings } from './workFindings.js';

/** In the order of the plan, then what concerns all of it. The parser of PostgreSQL must be loaded. */
export function planFindings(plan: Plan, known: KnownRelations, query: Pick<Query, 'offset'>): readonly PlanFinding[] {
  const found = nodesOf(plan.root).flatMap(node => [
    ...scanFindings(node, factsOf(known, node)),
    ...workFindings(node, plan),
    ...misestimate(node, known),
  ]);
  return [...found, ...writtenOffset(query, found), ...compilation(plan), ...triggers(plan)];
}

/** A number that is written says it even when nothing was run. */
function writtenOffset({ offset }: Pick<Query, 'offset'>, found: readonly PlanFinding[]): readonly PlanFinding[] {
  const skipped = offset?.value ?? 0;
  if (skipped < skippedRows || found.some(({ kind }) => kind === 'largeOffset')) return [];
  return [
    {
      kind: 'largeOffset',
      message: `OFFSET ${shownNumber(skipped)}: that many rows are made and thrown away before the first one comes.`,
      advice: keysetAdvice,
      source: manual('queries-limit.html'),
    },
  ];
}

const skippedRows = 1000;

/** Estimates are wrong by this much before anybody is told, and only where it is about some rows. */
const wrong = 10;
const some = 100;

function misestimate(node: PlanNode, known: KnownRelations): readonly PlanFinding[] {
  const { actual, rows } = node;
  // Where an input is estimated wrongly, so is all that is made of it; below a LIMIT nobody wants all rows.
  if (!actual || !isWrong(node) || node.children.some(child => child.actual && isWrong(child))) return [];
  const facts = factsOf(known, node);
  const condition = detailOf(node, 'Filter') ?? detailOf(node, 'Index Cond') ?? '';
  const columns = node.relation
    ? [...new Set(['Filter', 'Index Cond', 'Recheck Cond'].flatMap(name => columnsIn(node, name)))]
    : [];
  const on = facts && quoteQualified(facts, { withPublic: true });
  const isStale = facts && (facts.neverAnalyzed || (facts.changedRows ?? 0) > Math.max(50, 0.1 * facts.rows));
  return [
    {
      kind: 'misestimate',
      node: node.id,
      message: `${node.label} gives ${shownNumber(actual.rows)} rows each time, the planner expected ${shownNumber(rows)}${condition && `: ${condition}`}`,
      ...(facts && isStale
        ? {
            advice: `The statistics of ${facts.name} are ${facts.neverAnalyzed ? 'missing' : `old (${shownNumber(facts.changedRows ?? 0)} rows changed since)`}: renew them.`,
            sql: `ANALYZE ${on};`,
            source: manual('routine-vacuuming.html#VACUUM-FOR-STATISTICS'),
          }
        : facts && columns.length > 1
          ? {
              advice: `The planner takes ${columns.join(' and ')} for independent of each other. If they are not, statistics on them together tell it so (then ANALYZE).`,
              sql: `CREATE STATISTICS (dependencies, ndistinct, mcv) ON ${quoteNames(columns)} FROM ${on};`,
              source: manual('planner-stats.html#PLANNER-STATS-EXTENDED'),
            }
          : {
              advice:
                facts && columns[0] !== undefined
                  ? `See whether a larger sample knows more: ALTER TABLE ${on} ALTER COLUMN ${quoteName(columns[0])} SET STATISTICS 1000, then ANALYZE.`
                  : 'The planner knows too little of this condition or join: statistics on an expression, or a simpler condition, may help.',
              source: manual('planner-stats.html'),
            }),
    },
  ];
}

function isWrong({ actual, rows, type }: PlanNode): boolean {
  if (!actual || /^(?:Limit|Gather|Materialize|Memoize|Hash|Sort|Incremental Sort|Bitmap Index Scan)$/.test(type))
    return false;
  const ratio = Math.max(actual.rows, 1) / Math.max(rows, 1);
  return (ratio >= wrong || ratio <= 1 / wrong) && Math.max(actual.rows, rows) >= some;
}

/** CREATE STATISTICS before 14 takes names only. */
function columnsIn(node: PlanNode, name: string): readonly string[] {
  const condition = detailOf(node, name);
  if (condition === undefined || !node.relation) return [];
  return filtersOf(condition, node.relation).map(({ column }) => column.column);
}

/** Of the time that it took. */
const much = 0.2;

function compilation({ jit, executionTime = 0 }: Plan): readonly PlanFinding[] {
  if (!jit || executionTime === 0 || jit.time < 20 || jit.time < much * executionTime) return [];
  return [
    {
      kind: 'compilation',
      message: `Compiling ${shownNumber(jit.functions)} functions (JIT) took ${shownTime(jit.time)} of ${shownTime(executionTime)}.`,
      advice: 'For queries as short as this one it does not pay: raise jit_above_cost, or SET jit = off.',
      source: manual('jit-decision.html'),
    },
  ];
}

function triggers({ triggers: all, executionTime = 0 }: Plan): readonly PlanFinding[] {
  return all
    .filter(({ time }) => executionTime > 0 && time >= 1 && time >= much * executionTime)
    .map(({ name, relation, time, calls }) => ({
      kind: 'triggerTime' as const,
      message: `${name} on ${relation} took ${shownTime(time)} of ${shownTime(executionTime)}, called ${shownNumber(calls)} times.`,
      advice:
        'A foreign key looks up the other table once for each row: see that its columns have an index there. A trigger of your own may do its work once for each statement.',
      source: manual('sql-createtrigger.html'),
    }));
}
