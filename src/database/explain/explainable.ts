/** One statement that EXPLAIN can plan, or a word about why it is none. */
import type { Query } from '../../schema/query.js';
import { loadParser, parseFile } from '../../schema/reading/parse.js';
import type { Placeholder } from '../../schema/reading/placeholders.js';
import { nextChunk } from '../../schema/reading/split.js';
import { nextToken } from '../../schema/reading/tokens.js';
import { Problem } from '../../text/problem.js';
import { allTokens, highestParameter } from './sqlTokens.js';

export interface Explainable {
  /** Without a semicolon; placeholders of drivers have become `$1`, `$2`, … */
  readonly sql: string;
  readonly query: Query;
  /** It can be run in a read-only transaction, as far as its text tells: functions may write. */
  readonly reads: boolean;
  /** PREPARE takes it: no CREATE TABLE AS. */
  readonly isPreparable: boolean;
  /** How many parameters it has: the highest number. */
  readonly parameters: number;
  /** What stood for a parameter before: `:name` → 1. */
  readonly renamed: readonly { readonly written: string; readonly number: number }[];
}

const planned = 'SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES, WITH and CREATE TABLE … AS';

/**
 * @throws Problem when there is not exactly one statement, when it does not parse, or when EXPLAIN knows nothing of it
 * (https://www.postgresql.org/docs/current/sql-explain.html).
 */
export async function readExplainable(text: string): Promise<Explainable> {
  await loadParser('postgresql');
  const { renamed, ...numbered } = withNumbers(text);
  const whole = castParameters(numbered.sql);
  const { statements } = parseFile('', whole, { dialect: 'postgresql' });

  const [statement, ...others] = statements;
  if (!statement) throw new Problem('There is no statement to explain. Select one query.');
  if (others.length > 0)
    throw new Problem(`These are ${statements.length} statements. Select one of them: a plan is of one query.`);
  if (statement.error) {
    throw new Problem(`The query does not parse: ${statement.error.message}. Mend it, then explain it.`);
  }
  const sql = whole.slice(statement.start, statement.end);
  const token = nextToken(sql, 0);
  const first = token ? sql.slice(token.start, token.end).toLowerCase() : '';
  const [command, ...more] = statement.commands;
  const isView = command?.kind === 'createView' && command.materialized;
  const query =
    command?.kind === 'query'
      ? command.query
      : command?.kind === 'createTable'
        ? command.asQuery
        : isView
          ? command.query
          : undefined;
  if (!query || more.length > 0 || first === 'declare')
    throw new Problem(`EXPLAIN knows nothing of this statement: it plans ${planned}.`);
  if (first === 'explain') throw new Problem('This is an EXPLAIN already. Select the query in it.');
  const parameters = highestParameter(sql);
  if (parameters > mostParameters)
    throw new Problem(`It has a parameter $${parameters}. PostgreSQL knows ${mostParameters}.`);
  return {
    sql,
    query,
    reads: command?.kind === 'query' && readsOnly(query),
    isPreparable: command?.kind === 'query',
    parameters,
    renamed,
  };
}

/** Of the wire protocol: a number of 16 bits. */
const mostParameters = 65535;

/** FOR UPDATE writes to the rows, and a CTE may hold an UPDATE. */
function readsOnly(query: Query): boolean {
  return (query.verb === 'select' || query.verb === 'values') && !query.locking && query.inner.every(readsOnly);
}

/**
 * pg_stat_statements makes `interval $1` of `interval '1 day'`, which no server takes back: a type in front goes with a string only
 * (https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS-GENERIC).
 */
function castParameters(sql: string): string {
  const tokens = allTokens(sql);
  let cast = '';
  let done = 0;
  for (const [at, { kind, start, end }] of tokens.entries()) {
    const next = tokens[at + 1];
    const word = sql.slice(start, end);
    if (kind !== 'word' || next?.kind !== 'parameter' || !typesInFront.test(word)) continue;
    cast += `${sql.slice(done, start)}${sql.slice(next.start, next.end)}::${word}`;
    done = next.end;
  }
  return cast + sql.slice(done);
}

const typesInFront = /^(?:interval|date|time|timestamp|timestamptz|timetz|json|jsonb|inet|point|box)$/i;

/** `:name`, `@name`, `?` and the like as `$n`: the same name is the same parameter, each `?` its own. */
function withNumbers(text: string): { readonly sql: string; readonly renamed: Explainable['renamed'] } {
  const chunk = nextChunk(text, 0, 'postgresql');
  const placeholders = (chunk?.placeholders ?? []).filter(({ start, end }) => start < end);
  if (!chunk || placeholders.length === 0) return { sql: text, renamed: [] };
  const odd = placeholders.find(({ as }) => as !== 'value');
  if (odd) {
    throw new Problem(
      `The query holds ${text.slice(odd.start, odd.end)}, which something else fills in before the server sees it. Write what it stands for.`,
    );
  }
  let last = highestParameter(text);
  const numbers = new Map<string, number>();
  const renamed: { written: string; number: number }[] = [];
  let sql = '';
  let done = 0;
  for (const { start, end } of placeholders as readonly Placeholder[]) {
    const written = text.slice(start, end);
    const known = isNameless(written) ? undefined : numbers.get(written);
    const number = known ?? ++last;
    if (known === undefined) {
      numbers.set(written, number);
      renamed.push({ written, number });
    }
    sql += `${text.slice(done, start)}$${number}`;
    done = end;
  }
  return { sql: sql + text.slice(done), renamed };
}

function isNameless(written: string): boolean {
  return written === '?' || /^%[sdib]$/.test(written);
}
