/** What a statement says that it does outside of its database: files, programs, libraries, other servers. By its words alone. */
import type { Token } from '../../schema/reading/tokens.js';

/**
 * Functions of the server and of its contrib extensions that take paths or addresses (manual, 9.28.9 "Generic File Access Functions",
 * large objects, adminpack, dblink), and the one that makes a changed configuration hold.
 */
const reaching: readonly (readonly [names: RegExp, what: string])[] = [
  [/^(?:pg_read_(?:binary_)?file(?:_old|_all|_off_len)?|pg_stat_file|pg_ls_\w+|pg_logdir_ls)$/, 'reads files'],
  [/^(?:lo_import|be_lo_import)$/, 'reads files'],
  [/^(?:lo_export|be_lo_export|pg_file_(?:write|read|rename|unlink|sync))$/, 'writes files'],
  [/^dblink(?:_connect(?:_u)?|_exec|_open|_send_query)?$/, 'calls another server'],
  [/^pg_reload_conf$/, "changes the server's settings"],
];
const reachingCall =
  /(?<!\bfunction\s+(?:pg_catalog\s*\.\s*)?)\b((?:pg_(?:read_|stat_file|ls_|logdir_ls|file_|reload_conf)|(?:be_)?lo_(?:im|ex)port|dblink)\w*)["\s]*\(/gi;

/** Few scripts have any of these words; the others are not read once more. */
const suspect =
  /\b(?:copy|load|language|dynamic_library_path)\b|pg_(?:read_|stat_file|ls_|logdir_ls|file_|reload_conf)|lo_(?:im|ex)port|dblink/i;

/** COPY at the start of a statement of a body, or of a string that a body executes. */
const copyInBody =
  /(?:^|[;'$]|\b(?:begin|then|else|loop|do|execute))\s*copy\b[^;]*?\bto\s+(?:program\b|'|e')|\bcopy\b[^;]*?\bfrom\s+program\b/i;

/** Languages whose functions are programs of the one who runs the server: the names of PostgreSQL's own, and of known others. */
const untrusted = /^['"]?(?:pl(?:perl|tcl|lua|python[23]?|java|js)u|plsh|plr)['"]?$/i;

/** What only describes: nothing of it is called before somebody uses the object. */
const described = /^(?:function|procedure|view|trigger|rule|policy|aggregate|operator|cast)$/;
const beforeKind = /^(?:or|replace|temp|temporary|recursive|constraint|event)$/;

export function isSuspect(sql: string): boolean {
  return suspect.test(sql);
}

/** `starts a program`; `undefined`: nothing is said. @param tokens of one statement. */
export function reachOf(sql: string, tokens: readonly Token[]): string | undefined {
  const words = tokens.map(({ kind, start, end }) => (kind === 'word' ? sql.slice(start, end).toLowerCase() : ''));
  switch (words[0]) {
    case 'copy':
      return copyReach(tokens, words, sql) ?? callReach(tokens, sql);
    case 'do':
      return blockReach(tokens, words, sql);
    case 'load':
      return 'loads a library';
    case 'set':
      return words.slice(1, 3).includes('dynamic_library_path') ? 'loads libraries' : undefined;
    case 'create':
      return libraryReach(tokens, words, sql) ?? (describes(words) ? undefined : callReach(tokens, sql));
    case 'comment':
    case 'grant':
    case 'revoke':
    case 'drop':
      return undefined;
    case 'alter':
      return words[1] === 'table' ? callReach(tokens, sql) : undefined;
    default:
      return callReach(tokens, sql);
  }
}

function describes(words: readonly string[]): boolean {
  const kind = words.slice(1).find(word => !beforeKind.test(word));
  return kind !== undefined && described.test(kind);
}

/** `pg_read_file(…)`, `pg_catalog."pg_read_file" (…)`. */
function callReach(tokens: readonly Token[], sql: string): string | undefined {
  for (const [at, { kind, start, end }] of tokens.entries()) {
    const next = tokens[at + 1];
    if (!next || sql[next.start] !== '(' || (kind !== 'word' && kind !== 'name')) continue;
    const text = sql.slice(start, end);
    const what = reachOfName(kind === 'name' ? text.replaceAll('"', '') : text.toLowerCase());
    if (what !== undefined) return what;
  }
  return undefined;
}

function reachOfName(name: string): string | undefined {
  return reaching.find(([names]) => names.test(name))?.[1];
}

function blockReach(tokens: readonly Token[], words: readonly string[], sql: string): string | undefined {
  const language = tokens[words.indexOf('language') + 1];
  if (words.includes('language') && language && untrusted.test(sql.slice(language.start, language.end)))
    return 'runs a program in an untrusted language';
  for (const { kind, start, end } of tokens) {
    if (kind !== 'string') continue;
    const body = sql.slice(start, end);
    if (copyInBody.test(body)) return 'starts a program or writes a file';
    for (const [, name] of body.matchAll(reachingCall)) {
      const what = reachOfName(name!.toLowerCase());
      if (what !== undefined) return what;
    }
  }
  return undefined;
}

/** Outside of brackets: `COPY (SELECT …) TO PROGRAM '…'`, `COPY t (a, b) TO '…'`. */
function copyReach(tokens: readonly Token[], words: readonly string[], sql: string): string | undefined {
  let depth = 0;
  for (const [at, { start, kind }] of tokens.entries()) {
    if (kind === 'sign' && sql[start] === '(') depth++;
    if (kind === 'sign' && sql[start] === ')') depth--;
    if (depth > 0 || (words[at] !== 'from' && words[at] !== 'to')) continue;
    if (words[at + 1] === 'program') return 'starts a program';
    if (words[at] === 'to' && writesString(tokens, words, at + 1)) return 'writes a file';
  }
  return undefined;
}

/** `'…'`, `E'…'`, `U&'…'`, `$$…$$`: anything but STDOUT. */
function writesString(tokens: readonly Token[], words: readonly string[], at: number): boolean {
  return tokens[at] !== undefined && words[at] !== 'stdout' && words[at] !== 'stdin';
}

function libraryReach(tokens: readonly Token[], words: readonly string[], sql: string): string | undefined {
  if (!words.slice(1, 4).some(word => word === 'function' || word === 'procedure')) return undefined;
  const language = words.lastIndexOf('language');
  const named = tokens[language + 1];
  if (language < 0 || !named || !/^['"]?c['"]?$/i.test(sql.slice(named.start, named.end))) return undefined;
  // AS library, symbol: the symbol is only a name.
  const library = tokens[words.lastIndexOf('as') + 1];
  const isOwn =
    library && /^(?:'|\$\w*\$)(?:\$libdir\/)?[\w.-]+(?:'|\$\w*\$)$/.test(sql.slice(library.start, library.end));
  return isOwn ? undefined : 'loads a library';
}
