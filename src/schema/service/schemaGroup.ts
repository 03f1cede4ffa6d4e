/** A group with what is worked out from it: kept until one of its files changes. */

import type { LintOptions } from '../lint/lint.js';
import { lintGroup } from '../lint/lint.js';
import { type MigrationCheck, migrationCheck } from '../lint/lintMigrations.js';
import type { SchemaReading } from '../navigation/schemaReading.js';
import { newMigrationOf } from '../project/newMigration.js';
import type { SchemaGroup } from '../project/project.js';
import { Rerun } from '../replay/rerun.js';
import type { Replay } from '../replay.js';
import type { FileRole, SchemaFinding } from '../rule.js';
import type { ParsedFile } from '../statement.js';

export type GroupOptions = Pick<LintOptions, 'levels' | 'conventions'>;

interface Replayed {
  readonly replay: Replay;
  readonly migrations: MigrationCheck;
}

export class GroupState {
  readonly group: SchemaGroup;
  readonly #options: GroupOptions;
  readonly #today: () => Date;
  #roles: readonly FileRole[];
  /** What was replayed once may be dropped; of a group that is being edited the way back is kept. */
  #isEdited = false;
  #before: { readonly rerun: Rerun; readonly migrations: MigrationCheck; readonly stamp: string } | undefined;
  #replayed: Replayed | undefined;
  #reading: SchemaReading | undefined;
  #findings: ReadonlyMap<string, readonly SchemaFinding[]> | undefined;

  /** `today` names new migrations. */
  constructor(group: SchemaGroup, roles: readonly FileRole[], options: GroupOptions, today: () => Date) {
    this.group = group;
    this.#roles = roles;
    this.#options = options;
    this.#today = today;
  }

  get roles(): readonly FileRole[] {
    return this.#roles;
  }

  get options(): GroupOptions {
    return this.#options;
  }

  /** Nothing that is known of it would be another. */
  isSame(group: SchemaGroup, roles: readonly FileRole[], options: GroupOptions): boolean {
    return (
      options === this.#options &&
      group.path === this.group.path &&
      group.kind === this.group.kind &&
      group.dialect === this.group.dialect &&
      roles.length === this.#roles.length &&
      roles.every((role, i) => isSameRole(role, this.#roles[i]!))
    );
  }

  /** One of its files has another text. What queries say changes nothing in the schema. */
  renew(role: FileRole): void {
    this.#roles = this.#roles.map(one => (one.file.path === role.file.path ? role : one));
    if (role.role !== 'query') {
      this.#replayed = undefined;
      this.#isEdited = true;
    }
    this.#reading = undefined;
    this.#findings = undefined;
  }

  reading(): SchemaReading {
    this.#reading ??= { catalog: this.#replay().replay.catalog, files: this.#roles.map(({ file }) => file) };
    return this.#reading;
  }

  /** Findings by path; only files that have some. */
  findings(): ReadonlyMap<string, readonly SchemaFinding[]> {
    if (this.#findings) return this.#findings;
    const { replay: replayed, migrations } = this.#replay();
    const found = lintGroup({
      kind: this.group.kind,
      roles: this.#roles,
      ...this.#options,
      newMigration: newMigrationOf(this.group, this.#roles, this.#today()),
      replayed,
      migrations,
    });
    const byPath = new Map<string, SchemaFinding[]>();
    for (const finding of found) {
      const known = byPath.get(finding.path);
      if (known) known.push(finding);
      else byPath.set(finding.path, [finding]);
    }
    this.#findings = byPath;
    return byPath;
  }

  #replay(): Replayed {
    if (this.#replayed) return this.#replayed;
    const today = this.#today();
    const newMigration = newMigrationOf(this.group, this.#roles, today);
    const newest = this.#roles.find(role => role.newest)?.file.path;
    const stamp = JSON.stringify([newest, today.toISOString().slice(0, 10)]);
    const files: ParsedFile[] = this.#roles.filter(({ role }) => role !== 'query').map(({ file }) => file);
    const before = this.#isEdited && this.#before?.stamp === stamp ? this.#before : undefined;
    // A rule that threw was asked no more from there on.
    const known = before?.migrations.failures().length === 0 ? before : undefined;
    const order = this.group.kind === 'folder' ? 'any' : 'sequence';
    const rerun = known?.rerun ?? new Rerun(order, this.#isEdited);
    const migrating = new Set(this.#roles.filter(({ role }) => role === 'migration').map(({ file }) => file.path));
    // A rule about migrations may look at all of its file.
    const from = rerun.goBack(files, ({ path }) => migrating.has(path));
    const paths = files.slice(0, from).map(({ path }) => path);
    const migrations = migrationCheck(this.#roles, this.#options.levels, {
      newMigration,
      ...(known && { earlier: { check: known.migrations, paths } }),
    });
    this.#replayed = { replay: rerun.run(files, migrations.onCommand), migrations };
    this.#before = this.#isEdited ? { rerun, migrations, stamp } : undefined;
    return this.#replayed;
  }
}

function isSameRole(a: FileRole, b: FileRole): boolean {
  return (
    a.role === b.role &&
    a.transaction === b.transaction &&
    a.newest === b.newest &&
    a.tool === b.tool &&
    a.file.path === b.file.path &&
    a.file.text === b.file.text &&
    a.file.statements === b.file.statements &&
    a.file.down.length === b.file.down.length
  );
}
