/** A comparison as JSON; the names are kept from version to version. */
import type { Comparison, ProvenMigration } from '../../../database/compare/comparison.js';
import { isProven } from '../../../database/compare/output/proofWords.js';
import { downSql, upSql } from '../../../database/compare/output/provenSql.js';
import { hazardSeverity } from '../../../schema/migration/hazardSeverity.js';
import type { LocatedHazard } from '../../../schema/migration/migration.js';
import type { Proof, RowProof } from '../../../schema/migration/proof.js';
import { loadParser, parseFile } from '../../../schema/reading/parse.js';
import { shownPath } from '../../print.js';

/** @param written absolute paths. */
export async function comparisonJson(comparison: Comparison, written: readonly string[]): Promise<object> {
  const { from, to, scope, migrations, renames, possibleRenames, unmodelled } = comparison;
  const hazards = migrations.flatMap(({ migration }) => migration.hazards);
  const tables = await tablesOf(comparison);
  return {
    status: isProven(comparison) ? 'success' : 'unproven',
    is_equal: migrations.length === 0,
    from: { schema: from.label, hash: from.hash, tables_count: from.tables },
    to: { schema: to.label, hash: to.hash, tables_count: to.tables },
    compares: {
      owners: scope.owners,
      grants: scope.grants,
      ...(scope.onlySchemas && { schemas: scope.onlySchemas }),
      without: scope.without,
    },
    up_sql: upSql(migrations),
    down_sql: downSql(migrations),
    files: written.map(path => shownPath(path).replaceAll('\\', '/')),
    hazards: hazards.map(hazardJson),
    proof: migrations.length === 0 ? null : proofJson(migrations),
    renames,
    possible_renames: possibleRenames.map(({ kind, from: name, to: other, reason, isCertain }) => ({
      ...{ kind, from: name, to: other, reason, is_certain: isCertain },
      flag: `--rename ${name}=${other}`,
    })),
    unmodelled,
    added_tables: tables.added,
    removed_tables: tables.removed,
  };
}

function hazardJson(hazard: LocatedHazard): object {
  const { direction, kind, reason, sql } = hazard;
  return { direction, kind, severity: hazardSeverity(hazard), reason, sql };
}

function proofJson(migrations: readonly ProvenMigration[]): object {
  const proofs = migrations.map(({ proof }) => proof);
  const [{ engine }] = proofs as [Proof];
  const rows = proofs.flatMap(proof => proof.rows ?? []);
  const failed = (direction: 'up' | 'down') =>
    proofs.flatMap(proof => {
      const { missing, refused } = proof[direction];
      return [...(refused ? [`${refused.sql}: ${refused.message}`] : []), ...missing];
    });
  return {
    up: proofs.every(({ up }) => up.isReached),
    down: proofs.every(({ down }) => down.isReached),
    engine: `PostgreSQL ${engine.version} (${engine.kind})`,
    ...{ up_missing: failed('up'), down_missing: failed('down') },
    rows: rows.length === 0 ? null : rowsJson(rows),
  };
}

function rowsJson(rows: readonly RowProof[]): object {
  return {
    count: Math.max(...rows.map(one => one.rows)),
    tables_count: Math.max(...rows.map(({ tables }) => tables)),
    lost: rows.flatMap(({ lost }) =>
      lost.map(({ direction, table, column, count, isExpected }) => ({
        ...{ direction, table, column: column ?? null, count, is_expected: isExpected },
      })),
    ),
    refused: rows.flatMap(({ refused }) =>
      refused
        ? [
            {
              direction: refused.direction,
              sql: refused.sql,
              message: refused.message,
              is_expected: refused.isExpected,
            },
          ]
        : [],
    ),
    without: rows.flatMap(({ without }) => without),
  };
}

/** Tables that come and go; what is only made anew is neither. */
async function tablesOf({ migrations }: Comparison): Promise<{ readonly added: string[]; readonly removed: string[] }> {
  await loadParser('postgresql');
  const { statements } = parseFile('up.sql', upSql(migrations), { dialect: 'postgresql' });
  const added = new Set<string>();
  const removed = new Set<string>();
  for (const command of statements.flatMap(({ commands }) => commands)) {
    if (command.kind === 'createTable') added.add(shown(command.name));
    if (command.kind === 'drop' && command.object === 'table')
      for (const name of command.names) removed.add(shown(name));
  }
  const both = new Set([...added].filter(name => removed.has(name)));
  const only = (names: ReadonlySet<string>) => [...names].filter(name => !both.has(name)).sort();
  return { added: only(added), removed: only(removed) };
}

function shown({ schema, name }: { readonly schema?: string; readonly name: string }): string {
  return schema === undefined || schema === 'public' ? name : `${schema}.${name}`;
}
