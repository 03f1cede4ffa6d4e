/** Asks the rules about queries: of every query in files of queries and of schemas, and of views for the rules that want them. */
import type { Catalog, Table } from '../catalog.js';
import type { WrittenName } from '../commands.js';
import type { Query } from '../query.js';
import type { FileRole, QueryContext, QueryRule } from '../rule.js';
import type { Statement } from '../statement.js';
import type { FoundViolation, RuleGuard } from './lintGuard.js';

/** Violations of all rules for all queries of the files that are no migrations. */
export function checkQueries(
  rules: readonly QueryRule[],
  roles: readonly FileRole[],
  catalog: Catalog,
  guard: RuleGuard,
): FoundViolation[] {
  const active = rules.filter(guard.isOn);
  const ofViews = active.filter(({ views }) => views);
  const found: FoundViolation[] = [];
  if (active.length === 0) return found;
  const tables = tablesByName(catalog);
  for (const role of roles) {
    if (role.role === 'migration') continue;
    for (const statement of role.file.statements) {
      for (const command of statement.commands) {
        const query = command.kind === 'query' || command.kind === 'createView' ? command.query : undefined;
        if (!query) continue;
        const asked = command.kind === 'query' ? active : ofViews;
        for (const context of contextsOf({ role, statement, catalog, tables }, query, undefined)) {
          for (const rule of asked) found.push(...guard.run(rule, () => rule.check(context)));
        }
      }
    }
  }
  return found;
}

interface Surroundings {
  readonly role: FileRole;
  readonly statement: Statement;
  readonly catalog: Catalog;
  readonly tables: (name: WrittenName) => Table | undefined;
}

/** What a query's relations are called, and what they are: undefined for subqueries, functions and CTEs. */
interface Scope {
  readonly relations: readonly (readonly [name: string, table: Table | undefined])[];
  readonly ctes: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

function* contextsOf(
  around: Surroundings,
  query: Query,
  outer: readonly [Query, Scope] | undefined,
): Iterable<QueryContext> {
  const { role, statement, catalog, tables } = around;
  const scope = scopeOf(query, outer?.[1], tables);
  const resolve = (relation: string | undefined, column: string) => resolveColumn(scope, relation, column);
  yield { role, statement, query, ...(outer && { outer: outer[0] }), catalog, resolve };
  for (const inner of query.inner) yield* contextsOf(around, inner, [query, scope]);
}

function scopeOf(query: Query, outer: Scope | undefined, tables: Surroundings['tables']): Scope {
  const ctes = new Set([...(outer?.ctes ?? []), ...query.ctes]);
  const relations = query.relations.map(({ table, alias }) => {
    const isCte = table !== undefined && table.schema === undefined && ctes.has(table.name);
    return [alias ?? table?.name ?? '', table && !isCte ? tables(table) : undefined] as const;
  });
  return { relations, ctes, outer };
}

/** As PostgreSQL looks names up: the nearest query first; without a relation, the only one there that has the column. */
function resolveColumn(
  scope: Scope,
  relation: string | undefined,
  column: string,
): ReturnType<QueryContext['resolve']> {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const named = relation === undefined ? at.relations : at.relations.filter(([name]) => name === relation);
    if (relation !== undefined && named.length > 0) return columnOf(named[0]![1], column);
    const found = named.map(([, table]) => columnOf(table, column)).filter(one => one !== undefined);
    if (found.length > 0) {
      // A relation that nothing is known of may have the column as well.
      return found.length === 1 && named.every(([, table]) => table) ? found[0] : undefined;
    }
    if (relation === undefined && named.some(([, table]) => !table)) return undefined;
  }
  return undefined;
}

function columnOf(table: Table | undefined, name: string): ReturnType<QueryContext['resolve']> {
  const column = table?.columns.find(one => one.name === name);
  return table && column && { table, column };
}

/** Without a schema: the table in `public`, else the only one of that name. */
function tablesByName(catalog: Catalog): Surroundings['tables'] {
  const byName = new Map<string, Table[]>();
  for (const table of catalog.tables) {
    const same = byName.get(table.name);
    if (same) same.push(table);
    else byName.set(table.name, [table]);
  }
  return ({ schema, name }) => {
    const same = byName.get(name) ?? [];
    if (schema !== undefined) return same.find(table => table.schema === schema);
    return same.find(table => table.schema === 'public') ?? (same.length === 1 ? same[0] : undefined);
  };
}
