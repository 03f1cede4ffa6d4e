import type { Command } from '../commands.js';
import { quoteName } from '../print.js';
import { parseFile } from '../reading/parse.js';
import { quotings } from '../reading/quoting.js';
import { commentEnd, isBlank, skipBlanks, tokenEnd } from '../reading/tokens.js';
import type { Statement } from '../statement.js';
import { type Named, namedBy } from './renameCommentParts.js';
import { addressOf } from './renameNames.js';

interface Said {
  readonly start: number;
  readonly end: number;
  readonly old: readonly string[];
}

/**
 * The renames that a script's comments ask for, as resolveRenames takes them: `-- renamed from: old_name` on the line of a table, column,
 * constraint, index, enum value, … or on a line of its own above. PostgreSQL's parser must have been loaded (`loadParser`). Comments
 * that speak of nothing, or name nothing, are passed over.
 */
export function renameComments(text: string): readonly string[] {
  if (!/renamed\s+from/i.test(text)) return [];
  const { statements } = parseFile('', text, { dialect: 'postgresql' });
  const named = namedIn(text, statements);
  const found = new Set<string>();
  for (const said of saidIn(text, statements)) {
    const one = subjectOf(said, named, text);
    if (one) found.add(`${oldAddress(said.old, one)}=${quoteName(one.path.at(-1)!)}`);
  }
  return [...found];
}

/** The names before the last are those of what it is in, unless the comment says more. */
function oldAddress(old: readonly string[], { path }: Named): string {
  return [...path.slice(0, Math.max(0, path.length - old.length)).map(name => addressOf([name])), ...old].join('.');
}

/** All that statements make, in order. */
function namedIn(text: string, statements: readonly Statement[]): readonly Named[] {
  let schema = 'public';
  const named: Named[] = [];
  for (const statement of statements) {
    const sql = text.slice(statement.start, statement.end);
    for (const command of statement.commands) {
      if (command.kind === 'setSearchPath') schema = schemaOf(command.schemas) ?? 'public';
      for (const one of namedBy(command, sql, schema)) {
        named.push({ ...one, start: statement.start + one.start, end: statement.start + one.end });
      }
    }
  }
  return named.sort((a, b) => a.start - b.start);
}

function schemaOf(schemas: Extract<Command, { kind: 'setSearchPath' }>['schemas']): string | undefined {
  return schemas === 'default' ? undefined : schemas.find(name => !name.startsWith('$') && name !== 'pg_catalog');
}

/** Comments that say so, in order. */
function saidIn(text: string, statements: readonly Statement[]): readonly Said[] {
  const said: Said[] = [];
  let at = 0;
  for (const { start, end } of [...statements, { start: text.length, end: text.length }]) {
    said.push(...commentsIn(text, at, start), ...commentsIn(text, start, end));
    at = end;
  }
  return said;
}

const form = /^(?:-+|\/\*+)\s*renamed\s+from\b\s*:?\s*([\s\S]*)$/i;

function commentsIn(text: string, from: number, to: number): readonly Said[] {
  const said: Said[] = [];
  for (let at = from; at < to; ) {
    if (isBlank(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const end = commentEnd(text, at, quotings.postgresql);
    if (end > at) {
      const [, words] = form.exec(text.slice(at, end)) ?? [];
      const old = words === undefined ? [] : oldNames(words);
      if (old.length > 0) said.push({ start: at, end, old });
    }
    at = end > at ? end : tokenEnd(text, at);
  }
  return said;
}

const part = /\s*("(?:[^"]|"")+"|'(?:[^']|'')+'|[^\s"'.,;:()*=/]+)\s*(\.?)/y;

/** The old name as resolveRenames reads it, at most three names long. What follows is for people. */
function oldNames(words: string): readonly string[] {
  const names: string[] = [];
  for (let at = 0; names.length < 4; at = part.lastIndex) {
    part.lastIndex = at;
    const found = part.exec(words);
    if (!found) return [];
    const [, name = '', dot] = found;
    names.push(name.startsWith("'") ? `"${name.slice(1, -1).replaceAll("''", "'").replaceAll('"', '""')}"` : name);
    if (dot === '') return names.length > 3 ? [] : names;
  }
  return [];
}

/** What the comment is about: the last of what begins on its line before it; of a comment on its own line what comes next. */
function subjectOf({ start, end }: Said, named: readonly Named[], text: string): Named | undefined {
  const line = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  if (text.slice(line, start).trim() === '') {
    const next = skipBlanks(text, end);
    const start = text.charCodeAt(next) === 44 ? skipBlanks(text, next + 1) : next;
    const one = named[firstFrom(named, start)];
    return one?.start === start ? one : undefined;
  }
  // Those that begin later hold less: a column and its table, a constraint in a column.
  const last = named[firstFrom(named, start) - 1];
  return last && last.end > line ? last : undefined;
}

/** Index of the first that begins at an offset or behind it. */
function firstFrom(named: readonly Named[], offset: number): number {
  let [low, high] = [0, named.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (named[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
