import type { MigrationRule } from '../../rule.js';
import { placeOf, textOf } from './change/target.js';
import { bareSql } from './change/words.js';

/** PUBLIC is every role, also those to come (manual §5.8). USAGE and EXECUTE are what most objects give it anyway. */
export const grantToPublic: MigrationRule = {
  id: 'grant-to-public',
  category: 'security',
  level: 'warning',
  title: 'Rights are granted to every role',
  looksAt: 'migration',
  commands: ['other'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'other' || !command.tag.startsWith('GRANT')) return;
    const bare = bareSql(textOf(context, command.span));
    const rights = /^\s*grant\s+([\s\S]+?)\s+on\s/i.exec(bare)?.[1];
    if (
      rights === undefined ||
      !/\bto\b[\s\S]*\bpublic\b/i.test(bare.slice(bare.search(/\son\s/i)).replace(/\bpublic\s*\./gi, ''))
    )
      return;
    const given = rights.replace(/\s+/g, ' ').toUpperCase();
    if (given.split(',').every(right => ['USAGE', 'EXECUTE', 'CONNECT', 'TEMPORARY', 'TEMP'].includes(right.trim())))
      return;
    const message = `\`${given}\` is granted to \`PUBLIC\`: to every role of the server, also those that are made later. Grant it to the roles that need it.`;
    yield { message, place: placeOf(context, command.span) };
  },
};
