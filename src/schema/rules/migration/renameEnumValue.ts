import { quoteLiteral } from '../../print.js';
import type { MigrationRule } from '../../rule.js';
import { placeOf, textOf } from './change/target.js';

/** `invalid input value for enum` for code that still writes the old value. */
export const renameEnumValue: MigrationRule = {
  id: 'rename-enum-value',
  category: 'migration',
  level: 'warning',
  title: 'A value of an enum is renamed under running applications',
  looksAt: 'migration',
  commands: ['renameEnumValue'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'renameEnumValue') return;
    const { name, from, to } = command;
    const madeHere = context.earlier.some(({ commands }) =>
      commands.some(earlier => earlier.kind === 'createEnum' && earlier.name.name === name.name),
    );
    if (madeHere) return;
    const message = `Once \`${from}\` is called \`${to}\`, running applications that write or compare \`${from}\` fail ("invalid input value for enum"), and those that read meet a value they do not know. Add \`${to}\`, move code and rows over, and leave \`${from}\` unused.`;
    const suggestion = `ALTER TYPE ${textOf(context, name.span)} ADD VALUE ${quoteLiteral(to)} AFTER ${quoteLiteral(from)};`;
    yield { message, place: placeOf(context, command.span), suggestion };
  },
};
