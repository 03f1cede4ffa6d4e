/** Which dialect a text is written in, told by words that only one of them has. Comments and strings do not count. */
import type { Dialect } from '../catalog.js';
import { type Quoting, quotings } from './quoting.js';
import { commentEnd, isBlank, isWordPart, isWordStart, tokenEnd } from './tokens.js';

type Family = 'postgresql' | 'mysql' | 'sqlite' | 'transactsql';

/** Enough to know: what is behind this is more of the same. */
const longest = 200_000;
/** One weak sign is not enough. */
const enough = 3;
const quoting: Quoting = { ...quotings.postgresql, backticks: true };

/** Undefined when nothing tells. */
export function likelyDialect(text: string): Dialect | undefined {
  const votes = count(text.length > longest ? text.slice(0, longest) : text);
  const families: readonly Family[] = ['postgresql', 'mysql', 'sqlite', 'transactsql'];
  const best = families.reduce((a, b) => (votes[b] > votes[a] ? b : a));
  if (votes[best] < enough) return undefined;
  return best === 'mysql' && isMariaDb(text) ? 'mariadb' : best;
}

/** MariaDB's dumps name it in their first line and in comments that only MariaDB runs. */
function isMariaDb(text: string): boolean {
  return /^(?:\/\*M?!|--|\s)[^\r\n]*MariaDB/m.test(text.slice(0, 2000)) || text.includes('/*M!');
}

type Votes = Record<Family, number>;

/** By the word in lower case. */
const signs: Readonly<Record<string, readonly [Family, number]>> = {
  auto_increment: ['mysql', 5],
  unsigned: ['mysql', 4],
  mediumtext: ['mysql', 4],
  longtext: ['mysql', 4],
  mediumint: ['mysql', 4],
  longblob: ['mysql', 4],
  delimiter: ['mysql', 1],
  autoincrement: ['sqlite', 6],
  strftime: ['sqlite', 2],
  nvarchar: ['transactsql', 4],
  datetime2: ['transactsql', 5],
  datetimeoffset: ['transactsql', 5],
  uniqueidentifier: ['transactsql', 5],
  smalldatetime: ['transactsql', 5],
  nonclustered: ['transactsql', 5],
  clustered: ['transactsql', 5],
  getdate: ['transactsql', 4],
  newid: ['transactsql', 4],
  sysutcdatetime: ['transactsql', 4],
  ansi_nulls: ['transactsql', 5],
  quoted_identifier: ['transactsql', 5],
  nocount: ['transactsql', 5],
  serial: ['postgresql', 3],
  bigserial: ['postgresql', 4],
  jsonb: ['postgresql', 4],
  timestamptz: ['postgresql', 4],
  bytea: ['postgresql', 4],
  plpgsql: ['postgresql', 5],
  extension: ['postgresql', 3],
  ilike: ['postgresql', 3],
  regclass: ['postgresql', 4],
  concurrently: ['postgresql', 4],
  search_path: ['postgresql', 5],
  owner: ['postgresql', 2],
  tsvector: ['postgresql', 5],
  btree: ['postgresql', 1],
  gin: ['postgresql', 3],
};

/** A name in square brackets may stand behind these; behind a value they would be a subscript. */
const beforeBracket: ReadonlySet<string> = new Set(
  '. ( , table on into from join update exists index constraint references key column add use database schema exec select by set where and clustered as view procedure alter drop default'.split(
    ' ',
  ),
);
const bracketName = /\[[A-Za-z_][\w @#$.-]*\]/y;

function count(text: string): Votes {
  const votes: Votes = { postgresql: 0, mysql: 0, sqlite: 0, transactsql: 0 };
  let backticks = 0;
  let integerKeys = 0;
  let subscripts = 0;
  let inTrigger = false;
  let previous = '';
  let end = 0;
  for (let at = 0; at < text.length; at = end) {
    const code = text.charCodeAt(at);
    end = at + 1;
    if (isBlank(code)) continue;
    const comment = commentEnd(text, at, quoting);
    if (comment > at) {
      // Comments that MySQL runs.
      if (text.charCodeAt(at + 2) === 33 && text.charCodeAt(at + 1) === 42) votes.mysql += 5;
      end = comment;
      continue;
    }
    if (code === 91) {
      bracketName.lastIndex = at;
      if (subscripts === 0 && beforeBracket.has(previous) && bracketName.test(text)) {
        votes.transactsql += 2;
        end = bracketName.lastIndex;
      } else subscripts++;
      previous = '[';
      continue;
    }
    if (code === 93) subscripts = Math.max(0, subscripts - 1);
    if (code === 58 && text.charCodeAt(at + 1) === 58) votes.postgresql += 2;
    end = tokenEnd(text, at, quoting);
    if (code === 96 && end > at + 2) backticks++;
    if (code === 36 && end > at + 3) votes.postgresql += 4;
    const word = isWordStart(code) ? text.slice(at, end).toLowerCase() : '';
    if (word === 'primary' && (previous === 'integer' || previous === 'text')) integerKeys += 2;
    if (word === 'trigger') inTrigger = previous === 'create' || previous === 'temp' || previous === 'temporary';
    else if (code === 59) inTrigger = false;
    // No other dialect has a body without a word before it: MySQL's triggers are all FOR EACH ROW.
    else if (word === 'begin' && inTrigger && previous !== 'as' && previous !== 'row') {
      votes.sqlite += 4;
      inTrigger = false;
    }
    if (word) countWord(votes, text, word, previous, end);
    else if (code === 64 && isWordPart(text.charCodeAt(end)) && previous === 'declare') votes.transactsql += 4;
    previous = word || text.slice(at, Math.min(end, at + 2));
  }
  // Both have them, SQLite only to please MySQL's users; but MySQL's people write `int`, and no key of it is a text.
  if (backticks > 0) {
    votes.mysql += Math.min(backticks, 4);
    votes.sqlite += Math.min(backticks, 4) - 1 + integerKeys;
  }
  return votes;
}

function countWord(votes: Votes, text: string, word: string, previous: string, end: number): void {
  const sign = Object.hasOwn(signs, word) ? signs[word] : undefined;
  if (sign) votes[sign[0]] += sign[1];
  else if (word === 'engine' && nextChar(text, end) === '=') votes.mysql += 5;
  else if (word === 'duplicate' && previous === 'on') votes.mysql += 4;
  else if (word === 'identity') {
    if (previous === 'as') votes.postgresql += 4;
    else if (/^\s*\(\s*\d/.test(text.slice(end, end + 20))) votes.transactsql += 5;
  } else if (word === 'dbo' && nextChar(text, end) === '.') votes.transactsql += 4;
  else if (
    word === 'go' &&
    /^[ \t]*$/m.test(lineBefore(text, end - 2)) &&
    /^[ \t]*(?:[\r\n]|$)/.test(text.slice(end, end + 40))
  )
    votes.transactsql += 3;
  else if (word === 'charset' && nextChar(text, end) === '=') votes.mysql += 3;
  else if (word === 'pragma' && (previous === '' || previous === ';')) votes.sqlite += 5;
  else if (word === 'rowid' && previous === 'without') votes.sqlite += 5;
  else if (word === 'or' && previous === 'insert') votes.sqlite += 4;
}

function nextChar(text: string, at: number): string {
  return /^\s*(\S?)/.exec(text.slice(at, at + 20))![1]!;
}

/** What stands before an offset in its line, or the last characters of it. */
function lineBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 40), at);
  return before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
}
