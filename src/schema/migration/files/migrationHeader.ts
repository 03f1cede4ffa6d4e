/**
 * The comment lines at the top of a migration file. These are read again, in exactly this form; all other lines of a header, and all after
 * `Senior Backend:`, are for people:
 *
 *     -- from schema 0123456789abcdef to fedcba9876543210
 *     -- compares: owners, grants, only shop, "odd, name", without app, public.jobs, extensions citext
 *     -- rollback: 20261121193000_add_column_users_email_rollback.sql
 */
import type { Scope } from '../../diff/scope.js';
import type { InventoryHash } from '../inventoryHash.js';

export interface MigrationHeader {
  /** The schema that the file is for, and the one that it leads to. */
  readonly from: InventoryHash;
  readonly to: InventoryHash;
  /** What of a database the two hashes are of. */
  readonly scope: Scope;
  /** The file that takes this one back: a path below its folder, with forward slashes. */
  readonly rollback?: string;
}

/** What people read beside it. */
export interface HeaderWords {
  /** `add column users.email and 2 more changes` */
  readonly title: string;
  readonly hazards: readonly string[];
  readonly proof: string;
}

/** Lines, each a comment: whatever the names and reasons hold, none of them gets out of its line. */
export function headerLines({ from, to, scope, rollback }: MigrationHeader, words: HeaderWords): readonly string[] {
  const compares = scopeText(scope);
  return [
    `-- Senior Backend: ${oneLine(words.title)}`,
    `-- from schema ${from} to ${to}`,
    ...(compares === '' ? [] : [`-- compares: ${compares}`]),
    ...(rollback === undefined ? [] : [`-- rollback: ${rollback}`]),
    ...words.hazards.map(hazard => `-- hazard, ${oneLine(hazard)}`),
    `-- proof: ${oneLine(words.proof)}`,
  ];
}

/** Undefined: the file has none, so that nobody knows which schema it is for. Never throws because of the text. */
export function readMigrationHeader(text: string): MigrationHeader | undefined {
  const lines = leadingComments(text);
  const find = (pattern: RegExp) => lines.map(line => pattern.exec(line)).find(found => found !== null);
  const hashes = find(/^-- from schema ([0-9a-f]{16}) to ([0-9a-f]{16})$/);
  if (!hashes) return undefined;
  const scope = readScope(find(/^-- compares: (.+)$/)?.[1] ?? '');
  const rollback = find(/^-- rollback: (.+)$/)?.[1];
  return {
    from: hashes[1]!,
    to: hashes[2]!,
    scope,
    ...(rollback !== undefined && isBelow(rollback) && { rollback }),
  };
}

/** A text of others stays in its line: no line ends, nothing that turns the direction or moves a cursor. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
}

function leadingComments(text: string): readonly string[] {
  const lines: string[] = [];
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '');
    if (line.trim() !== '' && !line.startsWith('--')) break;
    lines.push(line);
    if (end < 0) break;
    at = end + 1;
  }
  return lines;
}

const plainName = /^[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)?$/;
/** Not quoted: a list that is there and empty. */
const noNames = 'none';
const item = /(?:(only|without|extensions) )?("(?:[^"\\]|\\.)*"|[\w$.]+)(?:, |$)/y;

function scopeText({ owners, grants, onlySchemas = [], without, extensions }: Scope): string {
  const list = (word: string, names: readonly string[]) =>
    names.map((name, at) => (at === 0 ? `${word} ${nameText(name)}` : nameText(name)));
  return [
    ...(owners ? ['owners'] : []),
    ...(grants ? ['grants'] : []),
    ...list('only', onlySchemas),
    ...list('without', without),
    ...(extensions?.length === 0 ? [`extensions ${noNames}`] : list('extensions', extensions ?? [])),
  ].join(', ');
}

function nameText(name: string): string {
  if (plainName.test(name) && name !== noNames) return name;
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(name).replace(/[^\x20-\x7e]/g, escaped);
}

function readScope(text: string): Scope {
  const lists: Record<'flags' | 'only' | 'without' | 'extensions', string[]> = {
    flags: [],
    only: [],
    without: [],
    extensions: [],
  };
  let list: keyof typeof lists = 'flags';
  let isEmpty = false;
  item.lastIndex = 0;
  for (let found = item.exec(text); found; found = item.exec(text)) {
    const [, word, name = ''] = found;
    if (word) list = word as 'only' | 'without' | 'extensions';
    if (list === 'extensions' && name === noNames) isEmpty = true;
    else lists[list].push(name.startsWith('"') ? readQuoted(name) : name);
  }
  return {
    owners: lists.flags.includes('owners'),
    grants: lists.flags.includes('grants'),
    ...(lists.only.length > 0 && { onlySchemas: lists.only }),
    without: lists.without,
    ...((isEmpty || lists.extensions.length > 0) && { extensions: lists.extensions }),
  };
}

function readQuoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

function isBelow(path: string): boolean {
  return !/[\\:\0]/.test(path) && path.split('/').every(part => part !== '' && part !== '.' && part !== '..');
}
