/** What the name of a migration file says: its version, and whether it goes up or down. */
import path from 'node:path';

export interface MigrationName {
  /** Numbers of the version, without leading zeros: `V1.02__x` → `1`, `2`. Empty: there is none. */
  readonly version: readonly string[];
  /** As written, with its zeros. */
  readonly versionText: string;
  /** `.down.sql` and the like. Undefined: the name does not say. */
  readonly direction?: 'up' | 'down';
  /** The name without direction and extension: what the two halves of a migration share. */
  readonly stem: string;
}

const upWords = 'up|do|deploy|forward|apply';
const downWords = 'down|undo|rollback|revert|backward';
/** `1_x.up.sql` (golang-migrate, sqlx, pop), `1.undo.sql` (Postgrator). */
const dotted = new RegExp(`^(?<stem>.+)\\.(?:(?<up>${upWords})|(?<down>${downWords}))\\.sql$`, 'i');
/** `1-x-down.sql` (db-migrate): means a direction only beside its other half, for `1_add_sign_up.sql` is a name as well. */
const joined = new RegExp(`^(?<stem>.+)[_-](?:(?<up>${upWords})|(?<down>${downWords}))\\.sql$`, 'i');
const leadingVersion = /^[vV]?(\d+(?:[._-]\d+)*)(?=[._-]|$)/;

/** @param siblings lower-case names of all files in the same folder. */
export function readMigrationName(file: string, siblings: ReadonlySet<string>): MigrationName {
  const name = path.basename(file);
  const halves = dotted.exec(name)?.groups ?? pairedHalf(name, siblings);
  const stem = halves?.stem ?? name.replace(/\.sql$/i, '');
  const versionText = leadingVersion.exec(stem)?.[1] ?? '';
  return {
    version: versionNumbers(versionText),
    versionText,
    ...(halves && { direction: halves.down === undefined ? 'up' : 'down' }),
    stem,
  };
}

export function versionNumbers(text: string): readonly string[] {
  return (text.match(/\d+/g) ?? []).map(digits => digits.replace(/^0+(?=\d)/, ''));
}

/** Numeric, part by part, as Flyway compares: `1.10` after `1.9`, `1` equals `1.0`. */
export function compareVersions(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i] ?? '0', b[i] ?? '0'];
    const order = left.length - right.length || compareText(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

/** By code unit: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Paths as a person orders them: folder by folder, `2.sql` before `10.sql`. */
export function compareNaturally(a: string, b: string): number {
  // Without the extension: `a.sql` before `a_b.sql`.
  const [left, right] = [a, b].map(file => file.replace(/\.sql$/i, '').split(/[\\/]/)) as [string[], string[]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = collator.compare(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

function pairedHalf(name: string, siblings: ReadonlySet<string>): Record<string, string> | undefined {
  const halves = joined.exec(name)?.groups;
  if (!halves) return undefined;
  const stem = halves.stem!.toLowerCase();
  const words = (halves.down === undefined ? downWords : upWords).split('|');
  const others = words.flatMap(word => [`${stem}_${word}.sql`, `${stem}-${word}.sql`]);
  // The down half alone may carry a word: `1_x.sql` with `1_x_down.sql`.
  if (halves.down !== undefined) others.push(`${stem}.sql`);
  return others.some(other => siblings.has(other)) ? halves : undefined;
}
