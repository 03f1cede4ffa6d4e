/** What is said to people, in whole sentences. */
import type { Relation } from '../schema/relation.js';
import { escapeMarkdown } from '../text/markup.js';
import type { ResourceNote } from './resource.js';

export function noteOf(
  { schema, name }: Relation,
  rule: ResourceNote['rule'],
  severity: ResourceNote['severity'],
  message: string,
  column?: string,
): ResourceNote {
  return { rule, severity, relation: `${schema}.${name}`, ...(column !== undefined && { column }), message };
}

/** `"order"` → `public."order"`, as SQL has it. */
export function sqlNameOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

/** Only what no keyword is like stays without quotes. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !keywords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Reserved ones that people call tables and columns. */
const keywords: ReadonlySet<string> = new Set(
  'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint create cross current_date current_role current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where window with'.split(
    ' ',
  ),
);

/** "a", "b" and "c" */
export function listed(names: readonly string[]): string {
  const texts = names.map(name => `"${name}"`);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** A name of the database in a description. */
export function nameInMarkdown(name: string): string {
  return /^[\p{L}\p{N}_. ]*$/u.test(name) ? name : escapeMarkdown(name);
}

/** A comment of the database as a description, which is Markdown: no HTML comes of it. */
export function plainComment(comment: string): string {
  return comment.trim().replace(/<(?=[a-z/!?])/gi, '&lt;');
}
