/** A group with what is worked out from it: kept until one of its files changes. */

import type { LintOptions } from '../lint/lint.js';
import { lintGroup } from '../lint/lint.js';
import { type MigrationCheck, migrationCheck } from '../lint/lintMigrations.js';
import type { SchemaReading } from '../navigation/schemaReading.js';
import { newMigrationOf } from '../project/newMigration.js';
import type { SchemaGroup } from '../project/project.js';
import { type Replay, replay } from '../replay.js';
import type { FileRole, SchemaFinding } from '../rule.js';
import type { ParsedFile } from '../statement.js';

export type GroupOptions = Pick<LintOptions, 'levels' | 'conventions'>;

export class GroupState {
  readonly group: SchemaGroup;
  readonly #options: GroupOptions;
  readonly #today: () => Date;
  #roles: readonly FileRole[];
  #replayed: { readonly replay: Replay; readonly migrations: MigrationCheck } | undefined;
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
    if (role.role !== 'query') this.#replayed = undefined;
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

  #replay(): { readonly replay: Replay; readonly migrations: MigrationCheck } {
    if (this.#replayed) return this.#replayed;
    const newMigration = newMigrationOf(this.group, this.#roles, this.#today());
    const migrations = migrationCheck(this.#roles, this.#options.levels, { newMigration });
    const files: ParsedFile[] = this.#roles.filter(({ role }) => role !== 'query').map(({ file }) => file);
    const order = this.group.kind === 'folder' ? 'any' : 'sequence';
    this.#replayed = { replay: replay(files, { order, onCommand: migrations.onCommand }), migrations };
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
