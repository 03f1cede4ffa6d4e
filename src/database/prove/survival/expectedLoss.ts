import type { LocatedHazard } from '../../../schema/migration/migration.js';
import { quoteName } from '../../../schema/print.js';
import type { Loss } from './lostValues.js';

/** Hazards that say that values may go or change. */
const ofValues = new Set<LocatedHazard['kind']>(['deletesData', 'dependsOnData']);

/** Types of users have greater numbers. */
const firstUserOid = 16384;

/** Statements that end whole rows. */
const ofRows = /\b(?:DROP TABLE|DROP SCHEMA|TRUNCATE|DELETE FROM|DETACH PARTITION)\b/i;

/**
 * Whether a hazard explains the loss: it speaks of the table (or of the type of the column) and, when values of one column are
 * lost, of that column, or of whole rows.
 * @param names by which the table is or was called in this direction: `public.users`.
 */
export function isExpectedLoss({ column }: Loss, names: readonly string[], hazards: readonly LocatedHazard[]): boolean {
  return hazards.some(({ kind, sql, reason }) => {
    if (!ofValues.has(kind)) return false;
    const text = `${sql}\n${reason}`;
    if (column && column.typeOid >= firstUserOid && mentions(text, column.type.replace(/\(.*|\[\]/g, ''))) return true;
    if (!names.some(name => mentions(text, name))) return false;
    return !column || mentions(text, quoteName(column.name)) || ofRows.test(sql);
  });
}

/** As a whole: `public.users` is not in `public.users_old`. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!isPartOfName(text[at - 1]) && !isPartOfName(text[at + name.length])) return true;
  return false;
}

function isPartOfName(letter: string | undefined): boolean {
  return letter !== undefined && /[\w$"\p{L}]/u.test(letter);
}
