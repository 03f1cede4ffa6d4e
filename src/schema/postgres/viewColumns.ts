/** Which columns of one table a view shows. */
import { tooDeepAt } from '../reading/nesting.js';
import { parsePostgres } from '../reading/parsers.js';
import { nodeOf, nodesOf, strings } from './nodes.js';

export interface ViewSource {
  /** As it is written; the server prints it when its search_path is empty. */
  readonly schema: string | undefined;
  readonly name: string;
  /** In the order of the view's columns: the table's column; undefined: an expression. */
  readonly columns: readonly (string | undefined)[];
  /** An expression calls a function, which might give several rows. */
  readonly calls: boolean;
}

/**
 * @param definition as pg_get_viewdef prints it. The parser is loaded already.
 * @returns undefined unless each row of the view is a row of the one relation after FROM.
 */
export function readViewSource(definition: string): ViewSource | undefined {
  if (tooDeepAt(definition) !== undefined) return undefined;
  const result = parsePostgres(definition);
  const statements = result.kind === 'parsed' ? (result.tree.stmts ?? []) : [];
  const query = statements.length === 1 ? nodeOf(statements[0]!.stmt, 'SelectStmt') : undefined;
  if (!query || query.distinctClause || query.groupClause || query.havingClause || query.withClause) return undefined;
  if (query.valuesLists || (query.op !== undefined && query.op !== 'SETOP_NONE')) return undefined;
  const [from, ...more] = query.fromClause ?? [];
  const table = nodeOf(from, 'RangeVar');
  if (!table?.relname || more.length > 0) return undefined;
  const targets = nodesOf(query.targetList, 'ResTarget');
  const columns = targets.map(({ val }) => {
    const { fields = [] } = nodeOf(val, 'ColumnRef') ?? {};
    const names = strings(fields);
    return names.length === fields.length ? names.at(-1) : undefined;
  });
  const expressions = targets.filter((_, index) => columns[index] === undefined);
  const calls = /"(?:FuncCall|SubLink)"/.test(JSON.stringify(expressions));
  return { schema: table.schemaname, name: table.relname, columns, calls };
}
