/** A report for programs. Names are snake_case, as in all JSON of the command line; they are documented and stay. */
import type { DatabaseFinding, DatabaseReport, LiveIndex, LiveTable } from '../report.js';
import { countFindings, shownTables } from './sections.js';

/** The names of an analysis of files, and what only a database that lives can tell. */
export function reportJson(report: DatabaseReport): object {
  const { server, tables, sequences, statements, findings, unseen, advice } = report;
  return {
    status: 'success',
    tables_count: shownTables(report).length,
    issues: countFindings(findings),
    issues_detail: findings.map(findingJson),
    server: {
      version: server.version,
      version_number: server.versionNumber,
      database: server.database,
      user: server.user,
      is_superuser: server.isSuperuser,
      is_standby: server.isStandby,
      taken_at: server.takenAt,
      started_at: server.startedAt,
      statistics_reset: server.statisticsReset ?? null,
      statistics_days: server.statisticsDays,
      bytes: server.bytes ?? null,
    },
    tables: tables.map(tableJson),
    sequences: sequences.map(one => ({
      schema: one.schema,
      name: one.name,
      last_value: one.lastValue ?? null,
      increment: one.increment,
      limit: one.limit,
      cycles: one.cycles,
      used_share: one.used,
      columns: one.columns,
    })),
    statements: statements.map(one => ({
      id: one.id,
      sql: one.sql,
      calls: one.calls,
      total_milliseconds: one.totalMilliseconds,
      mean_milliseconds: one.meanMilliseconds,
      deviation_milliseconds: one.deviationMilliseconds,
      rows: one.rows,
      share: one.share,
      blocks_hit: one.blocksHit,
      blocks_read: one.blocksRead,
    })),
    unseen: unseen.map(({ what, why, how }) => ({ what, why, how: how ?? null })),
    ...(advice && { advice: advice.json }),
  };
}

function findingJson(finding: DatabaseFinding): object {
  return {
    severity: finding.severity,
    category: finding.category,
    rule: finding.rule,
    table: finding.table ?? null,
    column: finding.column ?? null,
    object: finding.object ?? null,
    ...(finding.objects && { objects: finding.objects }),
    message: finding.message,
    why: finding.why ?? null,
    suggestion: finding.suggestion ?? null,
    remedy: finding.remedy ?? null,
    source: finding.source,
    numbers: finding.numbers,
    ...(finding.statements && { statements: finding.statements }),
    file: null,
    line: null,
  };
}

function tableJson(table: LiveTable): object {
  const { bytes, scans, writes, bloat } = table;
  return {
    schema: table.schema,
    name: table.name,
    kind: table.kind,
    partition_of: table.partitionOf ?? null,
    ...(table.partitions !== undefined && { partitions: table.partitions }),
    rows: table.rows ?? null,
    rows_are_exact: table.rowsAreExact,
    bytes: bytes ?? null,
    sequential_scans: scans.sequential,
    sequential_rows_read: scans.rowsRead,
    index_scans: scans.index,
    last_sequential_scan: scans.lastSequential ?? null,
    rows_inserted: writes.inserted,
    rows_updated: writes.updated,
    rows_deleted: writes.deleted,
    rows_hot_updated: writes.hotUpdated,
    live_rows: table.liveRows,
    dead_rows: table.deadRows,
    rows_modified_since_analyze: table.modifiedSinceAnalyze,
    last_vacuum: table.lastVacuum ?? null,
    last_analyze: table.lastAnalyze ?? null,
    transaction_age: table.transactionAge ?? null,
    multixact_age: table.multixactAge ?? null,
    bloat: bloatJson(bloat),
    indexes: table.indexes.map(indexJson),
  };
}

function indexJson(index: LiveIndex): object {
  return {
    name: index.name,
    definition: index.definition,
    method: index.method,
    is_unique: index.isUnique,
    constraint: index.constraint ?? null,
    is_valid: index.isValid,
    bytes: index.bytes,
    scans: index.scans,
    last_scan: index.lastScan ?? null,
    foreign_key: index.foreignKey ?? null,
    bloat: bloatJson(index.bloat),
  };
}

function bloatJson(bloat: LiveTable['bloat']): object | null {
  return bloat ? { bytes: bloat.bytes, share: bloat.share, is_measured: bloat.isMeasured } : null;
}
