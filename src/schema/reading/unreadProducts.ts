/** SQL of products that no parser here knows. Their files would only give row upon row of PostgreSQL's syntax errors. */
import { type Quoting, quotings } from './quoting.js';
import { commentEnd, isBlank, isWordStart, tokenEnd } from './tokens.js';

export type UnreadProduct = 'Oracle' | 'Db2';

/** Enough to know, as for the dialects that are read. */
const longest = 200_000;
/** So many different marks, standing there so many times in all, are no accident. */
const [enoughKinds, enoughMarks] = [2, 3];
const quoting: Quoting = quotings.postgresql;

type Mark = readonly [UnreadProduct, RegExp];
/** What must stand behind a word of theirs; a sticky expression each. */
const call = /\s*\(/y;
const size = /\s*\(\s*(?:\d|\*)/y;
const any = /(?![\w$])/y;

/** By the word in lower case; PostgreSQL knows none of them as they stand here. */
const marks: ReadonlyMap<string, Mark> = new Map<string, Mark>([
  ['varchar2', ['Oracle', size]],
  ['nvarchar2', ['Oracle', size]],
  ['number', ['Oracle', size]],
  ['sysdate', ['Oracle', any]],
  ['systimestamp', ['Oracle', any]],
  ['package', ['Oracle', /\s+(?:body\s+)?[\w$."]+\s+(?:as|is)\b/iy]],
  ['pctfree', ['Oracle', /\s+\d/y]],
  ['initrans', ['Oracle', /\s+\d/y]],
  ['noparallel', ['Oracle', any]],
  ['nomonitoring', ['Oracle', any]],
  ['dbms_output', ['Oracle', /\s*\./y]],
  ['dual', ['Oracle', any]],
  ['raise_application_error', ['Oracle', call]],
  ['organize', ['Db2', /\s+by\s+(?:row|column|dimensions|key)\b/iy]],
  ['ccsid', ['Db2', /\s+(?:unicode|ascii|ebcdic|\d)/iy]],
  ['vargraphic', ['Db2', size]],
  ['dbclob', ['Db2', size]],
  ['decfloat', ['Db2', /\s*(?:\(|,|not\b|\))/iy]],
  ['capture', ['Db2', /\s+(?:none|changes)\b/iy]],
  ['sysibm', ['Db2', /\s*\./y]],
  ['logged', ['Db2', /\s+(?:initially|compact|not\s+compact)\b/iy]],
  ['compress', ['Db2', /\s+(?:yes|no)\b/iy]],
]);

/** One of these, `::` or a dollar quote: it is PostgreSQL's, perhaps with an extension for people who come from Oracle. */
const postgres: ReadonlySet<string> = new Set(
  'plpgsql jsonb timestamptz bytea bigserial regclass search_path ilike orafce'.split(' '),
);

/** Undefined unless several marks leave no doubt. Comments and strings do not count. */
export function unreadProduct(whole: string): UnreadProduct | undefined {
  const text = whole.slice(0, longest);
  const kinds: Record<UnreadProduct, Set<string>> = { Oracle: new Set(), Db2: new Set() };
  const counts: Record<UnreadProduct, number> = { Oracle: 0, Db2: 0 };
  const add = (product: UnreadProduct, kind: string) => {
    kinds[product].add(kind);
    counts[product]++;
  };
  let end = 0;
  for (let at = 0; at < text.length; at = end) {
    const code = text.charCodeAt(at);
    end = at + 1;
    if (isBlank(code)) continue;
    const comment = commentEnd(text, at, quoting);
    if (comment > at) {
      end = comment;
      continue;
    }
    end = tokenEnd(text, at, quoting);
    if (code === 36 && end > at + 3) return undefined;
    if (code === 58 && text.charCodeAt(at + 1) === 58) return undefined;
    // SQL*Plus runs what stands before a line that is nothing but a slash.
    if (code === 47 && end === at + 1 && isAlone(text, at)) add('Oracle', '/');
    if (!isWordStart(code) || end - at > 30) continue;
    const word = text.slice(at, end).toLowerCase();
    if (postgres.has(word)) return undefined;
    const [product, follows] = marks.get(word) ?? [];
    if (!product || !follows) continue;
    follows.lastIndex = end;
    if (follows.test(text)) add(product, word);
  }
  const product = counts.Db2 > counts.Oracle ? 'Db2' : 'Oracle';
  return kinds[product].size >= enoughKinds && counts[product] >= enoughMarks ? product : undefined;
}

function isAlone(text: string, at: number): boolean {
  const line = text.slice(Math.max(0, at - 200), at + 200);
  const here = Math.min(at, 200);
  return /(?:^|[\r\n])[ \t]*$/.test(line.slice(0, here)) && /^[ \t]*(?:[\r\n]|$)/.test(line.slice(here + 1));
}
