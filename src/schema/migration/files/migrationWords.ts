/** What is said of a migration in one line each. */
import { counted } from '../../../text/sentence.js';
import type { LocatedHazard } from '../migration.js';
import type { Proof } from '../proof.js';

/** `add_column_users_email_and_2_more` → `add column users email and 2 more changes`. */
export function titleOf(slug: string): string {
  const more = /_and_(\d+)_more$/.exec(slug);
  const what = slug.slice(0, more ? more.index : undefined).replaceAll('_', ' ');
  return more ? `${what} and ${more[1]} more change${more[1] === '1' ? '' : 's'}` : what;
}

/** `up: locks: ACCESS EXCLUSIVE on public.users: nobody reads or writes it meanwhile.` */
export function hazardText({ direction, kind, reason }: LocatedHazard): string {
  return `${direction}: ${kind}: ${reason}`;
}

/** `PostgreSQL 18.4 (embedded): up reaches the target, down comes back, 48 rows in 12 tables kept` */
export function proofText({ engine, up, down, rows }: Proof): string {
  const there = up.isReached ? 'up reaches the target' : 'up does NOT reach the target';
  const back = down.isReached ? 'down comes back' : 'down does NOT come back';
  return [`PostgreSQL ${engine.version} (${engine.kind}): ${there}`, back, ...(rows ? [rowsText(rows)] : [])].join(
    ', ',
  );
}

function rowsText({ rows, tables, lost, refused }: NonNullable<Proof['rows']>): string {
  const made = `${counted(rows, 'row')} in ${counted(tables, 'table')}`;
  if (refused)
    return `on empty tables only: with ${made} a statement fails${refused.isExpected ? ', as the hazards say' : ''}`;
  const unexpected = lost.filter(({ isExpected }) => !isExpected);
  if (unexpected.length > 0) return `${made}, values LOST in ${counted(unexpected.length, 'place')}`;
  return lost.length > 0 ? `${made} kept but for what the hazards say` : `${made} kept`;
}
