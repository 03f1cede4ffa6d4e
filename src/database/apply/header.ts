import { type MigrationHeader, readMigrationHeader } from '../../schema/migration/files/migrationHeader.js';
import type { EngineFacts } from '../../schema/migration/proof.js';

/** A header, and the PostgreSQL whose words its hashes are of. */
export interface PlanHeader extends MigrationHeader {
  /** Absent: the line for people was changed. */
  readonly engine?: EngineFacts;
}

/** undefined: nobody knows for which schema the file is. */
export function readHeader(text: string): PlanHeader | undefined {
  const header = readMigrationHeader(text);
  if (!header) return undefined;
  const [, version, kind] = /^-- proof: PostgreSQL (\S+) \((embedded|native|server)\)/m.exec(text) ?? [];
  return { ...header, ...(version !== undefined && { engine: { version, kind: kind as EngineFacts['kind'] } }) };
}
