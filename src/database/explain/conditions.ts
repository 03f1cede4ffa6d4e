/** Columns in a condition of a plan: EXPLAIN's text is SQL, so that the parser of queries reads it. */
import { quoteName } from '../../schema/print.js';
import type { Filter } from '../../schema/query.js';
import { parseFile } from '../../schema/reading/parse.js';
import type { RelationName } from './plan.js';
import type { RelationFacts } from './relationFacts.js';

/** Conjuncts on columns of the relation; empty for what is no plain condition. The parser of PostgreSQL must be loaded. */
export function filtersOf(condition: string, { schema, name, alias }: RelationName): readonly Filter[] {
  const from = `${quoteName(schema)}.${quoteName(name)} AS ${quoteName(alias)}`;
  const { statements } = parseFile('', `SELECT FROM ${from} WHERE ${condition}`, { dialect: 'postgresql' });
  const [command] = statements[0]?.commands ?? [];
  if (statements.length !== 1 || command?.kind !== 'query') return [];
  return command.query.filters.filter(({ column }) => column.relation === undefined || column.relation === alias);
}

/** Columns that an index could narrow down by, equality first; without those in functions and casts. */
export function indexableColumns(filters: readonly Filter[], { types }: RelationFacts): readonly string[] {
  const plain = filters.filter(filter => !filter.row && wrapsOf(filter, types).length === 0);
  const named = (...operators: readonly Filter['operator'][]) =>
    plain.filter(({ operator }) => operators.includes(operator)).map(({ column }) => column.column);
  return [...new Set([...named('equality', 'boolean', 'isNull'), ...named('range', 'prefix').slice(0, 1)])];
}

/** Functions and casts around the column that an index on it does not see through. varchar as text is no conversion. */
export function wrapsOf({ wrappedIn, column }: Filter, types: RelationFacts['types']): readonly string[] {
  const isVarchar = /^character varying/.test(types[column.column] ?? '');
  return wrappedIn.filter(wrap => !(wrap === '::text' && isVarchar));
}
