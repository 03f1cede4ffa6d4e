/** Whether PostgreSQL can see without a scan that a column holds no NULL. */
import type { Expression, Table } from '../../../catalog.js';

/**
 * A valid CHECK that implies `column IS NOT NULL` spares SET NOT NULL its scan since PostgreSQL 12 (ALTER TABLE, SET NOT NULL; seen in
 * seq_scan of pg_stat_xact_user_tables), and so does a valid NOT NULL constraint.
 */
export function isProvenNotNull(table: Table | undefined, column: string): boolean {
  if (!table) return false;
  if (table.columns.find(({ name }) => name === column)?.notNull) return true;
  return table.constraints.some(constraint => {
    if (!constraint.valid) return false;
    if (constraint.kind === 'check') return impliesNotNull(constraint.expression, column);
    return constraint.kind === 'notNull' && constraint.columns.includes(column);
  });
}

function impliesNotNull({ text, notNullOf, columns }: Expression, column: string): boolean {
  if (notNullOf) return notNullOf.includes(column);
  if (!columns.includes(column)) return false;
  const names = [column.toLowerCase(), `"${column.replaceAll('"', '""')}"`.toLowerCase()];
  return conjuncts(text).some(part => {
    const name = /^(.+?)\s+is\s+not\s+null$/is.exec(part)?.[1];
    return name !== undefined && names.includes(unwrap(name).toLowerCase());
  });
}

/** What an AND outside of all brackets joins; one part when there is an OR. */
function conjuncts(expression: string): string[] {
  const text = unwrap(expression);
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|\b(?:and|or|case|end)\b/gi)) {
    const word = token.toLowerCase();
    if (word === '(' || word === 'case') depth++;
    else if (word === ')' || word === 'end') depth--;
    else if (depth === 0 && word === 'or') return [text];
    else if (depth === 0 && word === 'and') {
      parts.push(unwrap(text.slice(from, index)));
      from = index + token.length;
    }
  }
  return [...parts, unwrap(text.slice(from))];
}

/** Without blanks and brackets around the whole. */
function unwrap(text: string): string {
  let inner = text.trim();
  while (/^\([^()]*\)$/s.test(inner)) inner = inner.slice(1, -1).trim();
  return inner;
}
