import type { Command, WrittenName } from '../../commands.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { fix, insertLater, removeStatement } from './change/edits.js';
import { progressOf } from './change/progress.js';
import { isNested, placeOf, textOf } from './change/target.js';
import { transactionText } from './change/transaction.js';

/** `unsafe use of new value "x" of enum type t` until the transaction has ended (ALTER TYPE, Notes; PostgreSQL 15 and 18). */
export const enumValueInTransaction: MigrationRule = {
  id: 'enum-value-in-transaction',
  category: 'migration',
  level: 'error',
  title: 'A new value of an enum is used in the transaction that adds it',
  looksAt: 'migration',
  commands: ['query', 'alterTable', 'createTable'],
  *check(context) {
    const { command, statement } = context;
    if (command.kind !== 'query' && command.kind !== 'alterTable' && command.kind !== 'createTable') return;
    const { enumValues } = progressOf(context);
    if (enumValues.length === 0) return;
    const text = textOf(context, command.span);
    for (const earlier of enumValues) {
      const literal = `'${earlier.value.replaceAll("'", "''")}'`;
      const at = text.indexOf(literal);
      if (at < 0 || !speaksOf(context, command, text, earlier.name) || isMadeHere(context, earlier.name)) continue;
      const start = command.span.start + at;
      const message = `\`${literal}\` is a new value of \`${earlier.name.name}\`, added in ${transactionText(context)}: PostgreSQL refuses to use it before that has ended ("unsafe use of new value"). Add the value in a migration of its own.`;
      const sql = `${textOf(context, command.span)};`;
      const later =
        isNested(context) || statement.commands.length !== 1
          ? undefined
          : insertLater(context, sql, `use_${earlier.name.name}_${earlier.value}`);
      const removed = removeStatement(context);
      const title = later?.newFile ? 'Move it into a new migration' : 'Move it behind the COMMIT';
      const fixes = later ? fix(context, title, [removed, later]) : [];
      yield { message, place: placeOf(context, { start, end: start + literal.length }), suggestion: sql, fixes };
      return;
    }
  },
};

/** Since PostgreSQL 17 the values of a type that the transaction itself made can be used. */
function isMadeHere({ earlier }: MigrationContext, type: WrittenName): boolean {
  return earlier.some(({ commands }) =>
    commands.some(command => command.kind === 'createEnum' && command.name.name === type.name),
  );
}

/** The same text may be a plain string: the type has to be written, or a column of a table that is spoken of has to have it. */
function speaksOf({ before }: MigrationContext, command: Command, text: string, type: WrittenName): boolean {
  const word = type.name.replace(/[^\w]/g, '.');
  if (new RegExp(`(?:^|[^\\w])${word}(?:[^\\w]|$)`, 'i').test(text)) return true;
  const names =
    command.kind === 'query'
      ? command.query.relations.flatMap(({ table }) => table ?? [])
      : command.kind === 'alterTable'
        ? [command.name]
        : [];
  return names.some(name =>
    before
      .table(name)
      ?.columns.some(column => column.type.name === type.name || column.type.name.endsWith(`.${type.name}`)),
  );
}
