import type { Place } from '../../catalog.js';
import type { Command, Span, WrittenName } from '../../commands.js';
import { byteLength, longestName, quoteName, truncateName } from '../../print.js';
import type { CatalogRule, FileRole, Violation } from '../../rule.js';
import { editFix } from '../fixes.js';
import { isPostgres } from '../tables.js';

/** PostgreSQL cuts names off after 63 bytes and only says so in a notice (manual §4.1.1). */
export const nameTooLong: CatalogRule = {
  id: 'name-too-long',
  category: 'convention',
  level: 'warning',
  title: 'A name is longer than PostgreSQL keeps',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    const cutTo = new Map<string, string>();
    for (const role of context.files.values()) {
      for (const { name, place, kind } of longNames(role)) {
        const kept = truncateName(name);
        const key = `${kind}\n${kept}`;
        const other = cutTo.get(key) ?? name;
        cutTo.set(key, other);
        const clash = other === name ? '' : `, which is also what is left of \`${other}\``;
        const message = `\`${name}\` has ${byteLength(name)} bytes; PostgreSQL keeps ${longestName}: it is called \`${kept}\`${clash}.`;
        const edit = { ...place, text: quoteName(kept) };
        const violation: Violation = { message, place };
        yield other === name
          ? { ...violation, fixes: editFix(context, 'Write the name that is kept', [edit]) }
          : violation;
      }
    }
  },
};

interface LongName {
  readonly name: string;
  readonly place: Place;
  /** Names of one kind (and, for columns and the like, of one table) must differ. */
  readonly kind: string;
}

/** Names where things are made, from the text: what the parser says is cut off already. */
function* longNames({ role, file }: FileRole): Iterable<LongName> {
  if (role === 'query') return;
  for (const { start: base, commands } of file.statements) {
    for (const [kind, span] of longSpans(commands)) {
      const found = lastName(file.text, base + span.start, base + span.end);
      if (found && byteLength(found.name) > longestName) {
        yield { name: found.name, kind, place: { path: file.path, start: found.start, end: base + span.end } };
      }
    }
  }
}

type NameSpan = readonly [kind: string, span: Span];

/** A statement that did not change keeps its commands from one keystroke to the next. */
const spansOf = new WeakMap<readonly Command[], readonly NameSpan[]>();
const none: readonly NameSpan[] = [];

/** Those that may be too long: no character takes more than three bytes for each UTF-16 unit. */
function longSpans(commands: readonly Command[]): readonly NameSpan[] {
  const known = spansOf.get(commands);
  if (known) return known;
  const long = commands
    .flatMap(command => [...madeNames(command)])
    .filter(([, { start, end }]) => (end - start) * 3 > longestName);
  const found = long.length > 0 ? long : none;
  spansOf.set(commands, found);
  return found;
}

function* madeNames(command: Command): Iterable<NameSpan> {
  switch (command.kind) {
    case 'createTable':
      yield ['relation', command.name.span];
      for (const column of command.columns) yield [inTable('column', command.name), column.nameSpan];
      for (const { nameSpan } of command.constraints)
        if (nameSpan) yield [inTable('constraint', command.name), nameSpan];
      break;
    case 'alterTable':
      for (const action of command.actions) {
        if (action.action === 'addColumn') yield [inTable('column', command.name), action.column.nameSpan];
        const constraints =
          action.action === 'addColumn'
            ? action.constraints
            : action.action === 'addConstraint'
              ? [action.constraint]
              : [];
        for (const { nameSpan } of constraints) if (nameSpan) yield [inTable('constraint', command.name), nameSpan];
      }
      break;
    case 'createIndex':
      if (command.index.nameSpan) yield ['relation', command.index.nameSpan];
      break;
    case 'createView':
    case 'createSequence':
      yield ['relation', command.name.span];
      break;
    case 'createEnum':
    case 'createDomain':
    case 'createComposite':
      yield ['type', command.name.span];
      break;
    case 'createFunction':
      yield ['function', command.name.span];
      break;
    case 'createTrigger':
    case 'createPolicy':
      yield [inTable(command.kind, command.table), command.nameSpan];
      break;
    case 'rename':
      yield [command.member === undefined ? 'relation' : inTable(command.object, command.name), command.toSpan];
      break;
  }
}

const inTable = (kind: string, { schema = '', name }: WrittenName): string => `${kind}\n${schema}\n${name}`;

const part = /"((?:[^"]|"")*)"|[^\s."]+/gy;

/** The last part of a name as written, without quotes, folded as PostgreSQL does; where it starts. */
function lastName(text: string, start: number, end: number): { name: string; start: number } | undefined {
  const written = text.slice(start, end);
  let found: { name: string; start: number } | undefined;
  let at = 0;
  while (at < written.length) {
    part.lastIndex = at;
    const match = part.exec(written);
    if (match) {
      const quoted = match[1];
      found = { name: quoted === undefined ? match[0].toLowerCase() : quoted.replaceAll('""', '"'), start: start + at };
    }
    at += match ? match[0].length : 1;
  }
  return found;
}
