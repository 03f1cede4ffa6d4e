/** A SELECT, INSERT, UPDATE or DELETE as the rules about queries see it. Spans are relative to the statement. */
import type { Span, WrittenName } from './commands.js';

/**
 * What a query inside of another is there for: in FROM, a CTE, one side of UNION and the like, the rows of an INSERT, EXISTS (…),
 * IN (…) and = ANY (…), or a single value (also ARRAY (…)).
 */
export type QueryUse = 'from' | 'cte' | 'half' | 'insert' | 'exists' | 'in' | 'value';

export interface Query {
  readonly verb: 'select' | 'insert' | 'update' | 'delete' | 'merge' | 'values';
  readonly span: Span;
  /** Undefined: the whole statement (or a view's query). */
  readonly use?: QueryUse;
  /** The name of the CTE that it is. */
  readonly cte?: string;
  /** `all` is UNION ALL; `inner` has the sides, as `half`. */
  readonly setOperation?: 'union' | 'all' | 'intersect' | 'except';
  /** FROM and JOIN, the target of INSERT, UPDATE and DELETE first. */
  readonly relations: readonly Relation[];
  /** Conjuncts of WHERE and of inner joins' ON that compare a column of this query's relations. */
  readonly filters: readonly Filter[];
  /** Equalities between columns of two relations. */
  readonly joins: readonly { readonly left: ColumnRef; readonly right: ColumnRef; readonly span: Span }[];
  /** Columns whose values come from elsewhere in the query: `x IN (SELECT …)`, `(a, b) IN (…)`, `x = lower(other.y)`. Not in `filters`. */
  readonly lookups?: readonly (readonly ColumnRef[])[];
  readonly where?: Span;
  /** WHERE has an OR or something else at its top that `filters` does not say. */
  readonly otherConditions: boolean;
  readonly sort: readonly SortKey[];
  readonly limit?: Span;
  readonly offset?: { readonly span: Span; readonly value?: number };
  readonly groupBy: readonly ColumnRef[];
  readonly distinct: boolean;
  readonly aggregates: boolean;
  /** `*` and `t.*` of the output. */
  readonly stars: readonly { readonly relation?: string; readonly span: Span }[];
  /** Output names in order, without the stars; undefined where there is none to tell. `start` is where one begins. */
  readonly output: readonly { readonly name?: string; readonly column?: ColumnRef; readonly start?: number }[];
  /** `x NOT IN (SELECT …)`. */
  readonly notInSubqueries: readonly Span[];
  /** The same, said in full: what is compared, and which of `inner` the subquery is. */
  readonly notIns?: readonly NotIn[];
  /** Subqueries, CTEs, set operations' halves, the SELECT of an INSERT. */
  readonly inner: readonly Query[];
  /** Names of the CTEs that it defines: they are no tables. */
  readonly ctes: readonly string[];
  /** FOR UPDATE and the like. */
  readonly locking: boolean;
}

export interface NotIn {
  readonly span: Span;
  readonly inner: number;
  /** Undefined for expressions. */
  readonly column?: ColumnRef;
}

export interface Relation {
  /** Undefined for subqueries, functions and VALUES. */
  readonly table?: WrittenName;
  readonly alias?: string;
  readonly join: 'from' | 'inner' | 'left' | 'right' | 'full' | 'cross' | 'target';
  readonly lateral: boolean;
  /** For a subquery: which of `inner` it is. */
  readonly inner?: number;
}

export interface ColumnRef {
  /** Alias or table as written before the dot. */
  readonly relation?: string;
  readonly column: string;
  readonly span: Span;
}

export interface Filter {
  readonly column: ColumnRef;
  /**
   * `equality` (=, IN list, = ANY), `range` (<, <=, >, >=, BETWEEN), `prefix` (LIKE 'x%'), `pattern` (other LIKE, ILIKE, regular
   * expressions), `isNull`, `isNotNull`, `containment` (@>, ?, @@, &&), `inequality` (<>), `boolean` (a bare column or NOT column).
   */
  readonly operator:
    | 'equality'
    | 'range'
    | 'prefix'
    | 'pattern'
    | 'isNull'
    | 'isNotNull'
    | 'containment'
    | 'inequality'
    | 'boolean';
  /** The column stands inside these functions or casts: `lower`, `::date`. Outermost first. */
  readonly wrappedIn: readonly string[];
  /** As PostgreSQL calls the operator, turned around when the column is on its right: `=`, `<`, `~~` for LIKE. */
  readonly sign?: string;
  /** The column with all that it stands in. */
  readonly side?: Span;
  /** The same in the form of `Expression.key`. */
  readonly sideKey?: string;
  /** The whole conjunct in that form, when it is the same in each call: no parameters and the like. */
  readonly key?: string;
  /** What it is compared with, for the operators of two sides. */
  readonly other?: Span;
  /** More than one value may match: IN (…) with several, = ANY (…). */
  readonly list?: boolean;
  /** The columns of a row comparison, `(created_at, id) < ($1, $2)`: `column` is the first. */
  readonly row?: readonly ColumnRef[];
  /** What is on the other side is a parameter, alone or under a cast. */
  readonly parameter?: boolean;
  /** The other side reads a column of a query around this one. */
  readonly outer?: boolean;
  /** Of a constant on the other side; parameters have none. */
  readonly constant?: { readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'null'; readonly text: string };
  /** The type that the other side is cast to, when it is. */
  readonly castTo?: string;
  /** A pattern that begins with a wildcard. */
  readonly leadingWildcard: boolean;
  readonly span: Span;
}

export interface SortKey {
  /** Undefined for expressions and positions that are no plain column. */
  readonly column?: ColumnRef;
  readonly descending: boolean;
  readonly nulls?: 'first' | 'last';
  readonly span: Span;
}
