import { displayName, quoteQualified } from '../../../schema/print.js';
import type { DatabaseAge } from '../read/server.js';
import type { Settings } from '../read/settings.js';
import type { DatabaseFinding, LiveTable, ServerFacts } from '../report.js';
import {
  autovacuumBehind,
  bloat as bloatLimits,
  leastDeadRows,
  neverAnalyzedRows,
  sequentialScans,
  transactionAge,
} from '../thresholds.js';
import { bytesText, counted, countText, momentText, named, percentText } from '../words.js';
import { findingOf, gravity } from './finding.js';

/** What is said of tables by their counters. */
export function tableFindings(tables: readonly LiveTable[], settings: Settings | undefined): DatabaseFinding[] {
  return tables.flatMap(table => {
    if (table.kind === 'foreign') return [];
    const ofWhole = table.partitionOf ? undefined : scannedWhole(table);
    if (table.kind === 'partitioned') return ofWhole ? [ofWhole] : [];
    const found = [ofWhole, bloated(table), deadRows(table, settings), autovacuumOff(table), aged(table)];
    return [...found, neverAnalyzed(table) ?? staleStatistics(table, settings)].filter(one => one !== undefined);
  });
}

/** Partitions count for the table that they are parts of. */
function scannedWhole(table: LiveTable): DatabaseFinding | undefined {
  const { rows = table.liveRows, scans } = table;
  if (rows < sequentialScans.leastRows || scans.sequential < sequentialScans.leastScans) return undefined;
  const each = scans.rowsRead / scans.sequential;
  if (
    each < sequentialScans.leastRows ||
    each < (rows / Math.max(1, table.partitions ?? 1)) * sequentialScans.leastShareOfRows
  )
    return undefined;
  const share = scans.sequential / (scans.sequential + scans.index);
  return findingOf('sequential-scans', {
    severity: 'warning',
    table: displayName(table),
    message: `${named(displayName(table))} (${counted(rows, 'row')}) was read as a whole ${counted(scans.sequential, 'time')}: ${counted(scans.rowsRead, 'row')}, ${percentText(share)} of all scans.`,
    remedy: 'Look for the queries in pg_stat_statements, and give what they look for an index.',
    numbers: { rows, sequential_scans: scans.sequential, rows_read: scans.rowsRead, index_scans: scans.index },
    cost: scans.rowsRead,
  });
}

function bloated(table: LiveTable): DatabaseFinding | undefined {
  const { bloat, bytes } = table;
  if (!bloat || bloat.share < bloatLimits.share || bloat.bytes < bloatLimits.infoBytes) return undefined;
  const name = displayName(table);
  const word = bloat.isMeasured ? '' : 'about ';
  return findingOf('bloated-table', {
    severity: bloat.bytes >= bloatLimits.warningBytes ? 'warning' : 'info',
    table: name,
    message:
      `${word}${bytesText(bloat.bytes)} of ${named(name)} (${bytesText(bytes?.table ?? 0)}) hold nothing: ${percentText(bloat.share)}.`.replace(
        /^a/,
        'A',
      ),
    remedy: `Have autovacuum come earlier (autovacuum_vacuum_scale_factor of the table). To give the space back, use pg_repack, or VACUUM FULL when the table may be locked for as long as it takes.`,
    numbers: { bloat_bytes: bloat.bytes, bloat_share: bloat.share, bytes: bytes?.table },
    cost: bloat.bytes,
  });
}

/** Where autovacuum comes: so many rows, and so much of the table. Options of the table win over settings. */
function triggerOf(table: LiveTable, settings: Settings | undefined, what: 'vacuum' | 'analyze'): number {
  const option = (name: string, usual: number) => {
    const given = table.options[name] ?? settings?.get(name)?.value;
    const value = Number(given);
    return given === undefined || Number.isNaN(value) || value < 0 ? usual : value;
  };
  const least = option(`autovacuum_${what}_threshold`, 50);
  const share = option(`autovacuum_${what}_scale_factor`, what === 'vacuum' ? 0.2 : 0.1);
  const most = what === 'vacuum' ? option('autovacuum_vacuum_max_threshold', Infinity) : Infinity;
  return Math.min(most, least + share * (table.rows ?? table.liveRows));
}

function deadRows(table: LiveTable, settings: Settings | undefined): DatabaseFinding | undefined {
  const { deadRows: dead, liveRows } = table;
  const trigger = triggerOf(table, settings, 'vacuum');
  if (dead < leastDeadRows || dead < trigger * autovacuumBehind) return undefined;
  const name = displayName(table);
  const never =
    table.lastVacuum === undefined ? ' It was never vacuumed.' : ` Last VACUUM: ${momentText(table.lastVacuum)}.`;
  return findingOf('dead-rows', {
    severity: 'warning',
    table: name,
    message: `${named(name)} has ${counted(dead, 'dead row')} beside ${countText(liveRows)}; autovacuum should have come at ${countText(trigger)}.${never}`,
    suggestion: `VACUUM (ANALYZE) ${quoteQualified(table, { withPublic: true })};`,
    remedy: 'See whether a long transaction, a replication slot or autovacuum_max_workers holds autovacuum back.',
    numbers: { dead_rows: dead, live_rows: liveRows, trigger },
    cost: dead,
  });
}

function neverAnalyzed(table: LiveTable): DatabaseFinding | undefined {
  const rows = Math.max(table.rows ?? 0, table.liveRows);
  if (table.lastAnalyze !== undefined || rows < neverAnalyzedRows) return undefined;
  const name = displayName(table);
  const vacuumed = table.lastVacuum === undefined ? 'vacuumed or analyzed' : 'analyzed';
  return findingOf('never-analyzed', {
    severity: 'warning',
    table: name,
    message: `${named(name)} (${counted(rows, 'row')}) was never ${vacuumed}, as far as the statistics go back.`,
    suggestion: `VACUUM (ANALYZE) ${quoteQualified(table, { withPublic: true })};`,
    numbers: { rows },
    cost: rows,
  });
}

function staleStatistics(table: LiveTable, settings: Settings | undefined): DatabaseFinding | undefined {
  const changed = table.modifiedSinceAnalyze;
  const trigger = triggerOf(table, settings, 'analyze');
  if (changed < leastDeadRows || changed < trigger * autovacuumBehind) return undefined;
  const name = displayName(table);
  return findingOf('stale-statistics', {
    severity: 'warning',
    table: name,
    message: `${counted(changed, 'row')} of ${named(name)} have changed since ${table.lastAnalyze === undefined ? 'it was made, without an ANALYZE' : `the last ANALYZE (${momentText(table.lastAnalyze)})`}; autovacuum should have come at ${countText(trigger)}.`,
    suggestion: `ANALYZE ${quoteQualified(table, { withPublic: true })};`,
    numbers: { changed_rows: changed, trigger },
    cost: changed,
  });
}

function autovacuumOff(table: LiveTable): DatabaseFinding | undefined {
  if (!/^(?:off|false|no|0)$/i.test(table.options['autovacuum_enabled'] ?? '')) return undefined;
  const name = displayName(table);
  return findingOf('table-autovacuum-off', {
    severity: 'warning',
    table: name,
    message: `${named(name)} has autovacuum_enabled = off.`,
    suggestion: `ALTER TABLE ${quoteQualified(table, { withPublic: true })} RESET (autovacuum_enabled);`,
    numbers: { dead_rows: table.deadRows },
    cost: table.deadRows,
  });
}

function aged(table: LiveTable): DatabaseFinding | undefined {
  const age = Math.max(table.transactionAge ?? 0, table.multixactAge ?? 0);
  const severity = gravity(age, transactionAge);
  if (!severity) return undefined;
  const name = displayName(table);
  return findingOf('transaction-id-age', {
    severity,
    table: name,
    message: `For ${ageWords(table)}, old rows of ${named(name)} are not frozen.`,
    suggestion: `VACUUM (FREEZE) ${quoteQualified(table, { withPublic: true })};`,
    numbers: { transaction_age: table.transactionAge, multixact_age: table.multixactAge },
    cost: age,
  });
}

function ageWords({
  transactionAge: ids = 0,
  multixactAge = 0,
}: Pick<LiveTable, 'transactionAge' | 'multixactAge'>): string {
  const [age, what] = ids >= multixactAge ? [ids, 'transactions'] : [multixactAge, 'multixacts'];
  return `${countText(age)} ${what} (${percentText(age / 2 ** 31)} of all ids)`;
}

/** Other databases of the server stop it just as well. */
export function databaseAgeFindings(ages: readonly DatabaseAge[], { database: own }: ServerFacts): DatabaseFinding[] {
  return ages.flatMap(({ database, ...ids }) => {
    const age = Math.max(ids.transactionAge, ids.multixactAge);
    const severity = gravity(age, transactionAge);
    if (!severity) return [];
    return findingOf('transaction-id-age', {
      severity,
      object: database,
      message: `For ${ageWords(ids)}, old rows of the database ${named(database)} are not frozen${database === own ? '' : ': it stops the whole server, this database too'}.`,
      remedy: `End old transactions, drop replication slots that nobody uses, and run vacuumdb --freeze for this database.`,
      numbers: { transaction_age: ids.transactionAge, multixact_age: ids.multixactAge },
      cost: age,
    });
  });
}
