import type { MigrationRule } from '../../rule.js';
import { placeOf, textOf } from './change/target.js';
import { bareSql } from './change/words.js';

/** ALTER DOMAIN scans each table that has the domain, under SHARE (seen in pg_locks of PostgreSQL 15); NOT VALID spares it the scan. */
export const addDomainConstraint: MigrationRule = {
  id: 'add-domain-constraint',
  category: 'migration',
  level: 'warning',
  title: 'A constraint of a domain is checked in every table that uses it',
  looksAt: 'migration',
  commands: ['other'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'other' || command.tag !== 'ALTER DOMAIN') return;
    const text = textOf(context, command.span);
    const bare = bareSql(text);
    const adds = /\bset\s+not\s+null\s*$/i.test(bare)
      ? 'SET NOT NULL'
      : /\badd\b/i.test(bare) && !/\bnot\s+valid\s*$/i.test(bare)
        ? 'ADD'
        : undefined;
    if (adds === undefined) return;
    const can = adds === 'ADD' && /\bcheck\b/i.test(bare);
    const how = can
      ? ' Add it `NOT VALID`: then it holds for new values only, and `VALIDATE CONSTRAINT` can wait for a quiet hour.'
      : '';
    const message = `PostgreSQL checks every row of every table that has this domain, under a SHARE lock on each: writes to all of them wait until the scans are done.${how}`;
    yield { message, place: placeOf(context, command.span), ...(can && { suggestion: `${text} NOT VALID;` }) };
  },
};
