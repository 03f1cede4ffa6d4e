/** What comments say to us. */

import { positionTable } from '../../text/lines.js';
import type { Dialect } from '../catalog.js';
import type { Directives, Statement } from '../statement.js';
import { quotings } from './quoting.js';
import { skipBlanks, tokenEnd } from './tokens.js';

const disable = /senior-backend-disable(-next-line)?(?![\w-])([^\r\n]*)/g;

/** `statements` are those of the text: a directive inside of a string is none. */
export function readDirectives(
  text: string,
  dialect: Dialect,
  statements: readonly Pick<Statement, 'start' | 'end'>[],
): Directives {
  const said = saidDialect(text);
  const disabledLines = new Map<number, readonly string[]>();
  let disabledFile: readonly string[] | undefined;
  if (text.includes('senior-backend-disable')) {
    const lineOf = positionTable(text);
    for (const found of text.matchAll(disable)) {
      if (!isComment(text, found.index, dialect, statements)) continue;
      const rules = ruleNames(found[2]!);
      if (found[1]) {
        const line = lineOf(found.index).line + 1;
        disabledLines.set(line, merged(disabledLines.get(line), rules));
      } else disabledFile = merged(disabledFile, rules);
    }
  }
  return { disabledLines, ...(disabledFile && { disabledFile }), ...(said && { dialect: said }) };
}

/** An empty list means every rule. */
function merged(known: readonly string[] | undefined, more: readonly string[]): readonly string[] {
  if (known?.length === 0 || more.length === 0) return [];
  return [...new Set([...(known ?? []), ...more])];
}

/** Names up to the comment's end, to `--` or to a colon, behind which stands a reason. */
function ruleNames(rest: string): readonly string[] {
  const [names = ''] = rest.split(/\*\/|--|:/, 1);
  return names.split(/[\s,]+/).filter(name => /^[a-z][a-z0-9-]*$/.test(name));
}

/** Between statements there is nothing but comments; in one, what no token covers is. */
function isComment(
  text: string,
  offset: number,
  dialect: Dialect,
  statements: readonly Pick<Statement, 'start' | 'end'>[],
): boolean {
  const within = statementAt(statements, offset);
  if (!within) return true;
  const quoting = quotings[dialect];
  for (let at = within.start; at < within.end; ) {
    const token = skipBlanks(text, at, quoting);
    if (token > offset) return true;
    if (token >= text.length) return true;
    at = tokenEnd(text, token, quoting);
    if (at > offset) return false;
  }
  return true;
}

function statementAt<S extends Pick<Statement, 'start' | 'end'>>(
  statements: readonly S[],
  offset: number,
): S | undefined {
  let low = 0;
  let high = statements.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const statement = statements[middle]!;
    if (statement.end <= offset) low = middle + 1;
    else if (statement.start > offset) high = middle - 1;
    else return statement;
  }
  return undefined;
}

const dialectLine = /^[ \t]*(?:--|#|\/\*)[ \t]*(?:senior-backend[ -])?dialect[ \t]*[:=][ \t]*(\w+)/im;
const names: Readonly<Record<string, Dialect>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mariadb',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  transactsql: 'transactsql',
  tsql: 'transactsql',
  mssql: 'transactsql',
  sqlserver: 'transactsql',
};

/** `-- dialect: mysql` among the comments at the top of a file. */
export function saidDialect(text: string): Dialect | undefined {
  const top = text.slice(0, skipBlanks(text.slice(0, 4000), 0, quotings.mysql));
  return names[dialectLine.exec(top)?.[1]?.toLowerCase() ?? ''];
}

const queryName =
  /(?:--+|\/\*+|\*)[ \t]*[:@]?name[ \t]*:?[ \t]+([A-Za-z_][\w.$-]*)|(?:--+|\/\*)[ \t]*name:([A-Za-z_][\w.$-]*)/g;

/**
 * The name that the comments before a statement give to it: `-- name: GetUser :one` (sqlc, aiosql), `-- :name get-user` (HugSQL),
 * `@name GetUser` in a block comment (PgTyped). The last one counts.
 */
export function queryNameIn(comments: string): string | undefined {
  if (!comments.includes('name')) return undefined;
  let name: string | undefined;
  for (const found of comments.matchAll(queryName)) name = found[1] ?? found[2];
  return name;
}

const nextQuery = /(?<=^|[\r\n])[ \t]*--+[ \t]*(?::name[ \t]|name[ \t]*:[ \t]*[^\s:][^\r\n]*)/g;

/** The comments before a statement name it in the manner of libraries that need no `;` before that: aiosql, Yesql, HugSQL; not sqlc. */
export function endsQuery(comments: string): boolean {
  if (!comments.includes('name')) return false;
  return [...comments.matchAll(nextQuery)].some(([header]) => !/^[ \t]*--+[ \t]*name.*[ \t]:[a-z]/.test(header));
}
