/** Conditions as the server prints them: CHECKs, predicates of indexes. */
import type { Node } from '@pgsql/types';
import { tooDeepAt } from '../reading/nesting.js';
import { parsePostgres } from '../reading/parsers.js';
import { nodeOf, nodesOf, strings } from './nodes.js';

/**
 * @param definition `CHECK (…)` as pg_get_constraintdef prints it; of a predicate its text in `CHECK (` and `)`.
 * @returns undefined when it cannot be read. The parser is loaded already (`loadParser('postgresql')`).
 */
export function readCondition(definition: string): Node | undefined {
  const text = `ALTER TABLE t ADD ${definition}`;
  if (tooDeepAt(text) !== undefined) return undefined;
  const result = parsePostgres(text);
  const statements = result.kind === 'parsed' ? (result.tree.stmts ?? []) : [];
  if (statements.length !== 1) return undefined;
  const [command] = nodesOf(nodeOf(statements[0]!.stmt, 'AlterTableStmt')?.cmds, 'AlterTableCmd');
  return nodeOf(command?.def, 'Constraint')?.raw_expr;
}

/** What is joined by AND, taken apart. */
export function conjuncts(node: Node): readonly Node[] {
  const { boolop, args = [] } = nodeOf(node, 'BoolExpr') ?? {};
  return boolop === 'AND_EXPR' ? args.flatMap(conjuncts) : [node];
}

/** `x` and `(x)`, without a relation before it. */
export function columnName(node: Node | undefined): string | undefined {
  const { fields = [] } = nodeOf(node, 'ColumnRef') ?? {};
  const names = strings(fields);
  return names.length === 1 && fields.length === 1 ? names[0] : undefined;
}

/** The columns that a predicate says are NOT NULL; undefined when it says anything else. */
export function notNullOf(predicate: string): readonly string[] | undefined {
  const node = readCondition(`CHECK (${predicate})`);
  if (!node) return undefined;
  const columns: string[] = [];
  for (const one of conjuncts(node)) {
    const test = nodeOf(one, 'NullTest');
    const column = test?.nulltesttype === 'IS_NOT_NULL' ? columnName(test.arg) : undefined;
    if (column === undefined) return undefined;
    columns.push(column);
  }
  return columns;
}
