/** The pieces that hovers are put together from. */
import type { Index, IndexKey, Located } from '../catalog.js';
import { quoteName, quoteNames } from '../print.js';
import { markdownCode, markdownText } from './markdown.js';

/** Rows of a table's columns; a hover is read, not searched. */
export const mostColumns = 25;
const mostLines = 10;

export function indexLine(index: Index): string {
  return `${markdownCode(index.name)} ${index.unique ? 'unique ' : ''}${markdownCode(keysSql(index))}`;
}

export function keysSql({ method, keys, include, predicate }: Index): string {
  return [
    ...(method === 'btree' ? [] : [`using ${method}`]),
    `(${keys.map(keySql).join(', ')})`,
    ...(include.length ? [`include (${quoteNames(include)})`] : []),
    ...(predicate ? [`where ${predicate.text}`] : []),
  ].join(' ');
}

function keySql({ column, expression, order }: IndexKey): string {
  const key = column === undefined ? (expression?.text ?? '') : quoteName(column);
  return order === 'desc' ? `${key} desc` : key;
}

export function comment({ comment: text }: Located): string {
  return text ? markdownText(text) : '';
}

export function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, mostLines).map(line => `- ${line}`);
  const more = lines.length - mostLines;
  return [`${title}:`, '', ...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

export function rest(count: number, noun: string): string {
  return count > 0 ? `and ${count} more ${noun}${count === 1 ? '' : 's'}` : '';
}

export function paragraphs(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join('\n\n');
}
