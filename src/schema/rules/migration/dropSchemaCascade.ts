import type { Command } from '../../commands.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { placeOf, textOf } from './change/target.js';
import { bareSql } from './change/words.js';

/** Everything in it goes, named or not: tables, functions, and what other schemas have that depends on them. */
export const dropSchemaCascade: MigrationRule = {
  id: 'drop-schema-cascade',
  category: 'migration',
  level: 'error',
  title: 'A whole schema or database is dropped with all its data',
  looksAt: 'migration',
  commands: ['drop', 'other'],
  *check(context) {
    const { command } = context;
    if (command.kind === 'drop' && command.object === 'schema' && command.cascade) {
      for (const name of command.names) {
        if (isMadeHere(context, name.name)) continue;
        const message = `\`DROP SCHEMA ${name.name} CASCADE\` drops every table in it with all rows, and what depends on them elsewhere, without naming any. Drop what is in it by name, then the schema without \`CASCADE\`.`;
        yield { message, place: placeOf(context, name.span), suggestion: `DROP SCHEMA ${textOf(context, name.span)};` };
      }
    }
    const what = droppedWhole(context, command);
    if (what) {
      const message = `\`${what}\` loses all data in it, and no backup is asked for. It does not belong into a migration.`;
      yield { message, place: placeOf(context, command.span) };
    }
  },
};

function droppedWhole(context: MigrationContext, command: Command): string | undefined {
  if (command.kind !== 'other' && !(command.kind === 'drop' && command.object === 'other')) return undefined;
  return /^\s*(drop\s+(?:database|owned))\b/i
    .exec(bareSql(textOf(context, command.span)))?.[1]
    ?.toUpperCase()
    .replace(/\s+/, ' ');
}

function isMadeHere({ earlier }: MigrationContext, schema: string): boolean {
  return earlier.some(({ commands }) =>
    commands.some(command => command.kind === 'createSchema' && command.name === schema),
  );
}
