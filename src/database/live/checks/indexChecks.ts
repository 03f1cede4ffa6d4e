import { displayName, quoteName, quoteQualified } from '../../../schema/print.js';
import type { DatabaseFinding, LiveIndex, LiveTable, ServerFacts } from '../report.js';
import { bloat as bloatLimits, forgottenIndexDays, statisticsDays, unusedIndexBytes } from '../thresholds.js';
import { bytesText, named, percentText, spanText } from '../words.js';
import { findingOf } from './finding.js';

/** What is said of indexes by their counters, their state and their size. */
export function indexFindings(tables: readonly LiveTable[], server: ServerFacts): DatabaseFinding[] {
  const byName = new Map(tables.map(table => [keyOf(table), table]));
  return tables.flatMap(table =>
    table.indexes.flatMap(index => {
      if (!index.isValid) return invalid(table, index, byName) ?? [];
      const found = [bloated(table, index)];
      // An index of a partition can go only with that of its parent, which is asked for all of them.
      if (index.partitionOf === undefined) found.push(unused(table, index, server) ?? forgotten(table, index, server));
      return found.filter(one => one !== undefined);
    }),
  );
}

const keyOf = ({ schema, name }: { readonly schema: string; readonly name: string }) => JSON.stringify([schema, name]);

function dropSql(table: LiveTable, index: LiveIndex): string {
  const concurrently = table.kind === 'partitioned' ? '' : 'CONCURRENTLY ';
  return `DROP INDEX ${concurrently}${quoteQualified({ schema: table.schema, name: index.name }, { withPublic: true })};`;
}

function about(table: LiveTable, index: LiveIndex) {
  return { table: displayName(table), object: index.name, objects: [index.name] };
}

function invalid(
  table: LiveTable,
  index: LiveIndex,
  byName: ReadonlyMap<string, LiveTable>,
): DatabaseFinding | undefined {
  if (index.isBeingBuilt) return undefined;
  const of = `${named(index.name)} of ${named(displayName(table))}`;
  const numbers = { bytes: index.bytes };
  if (table.kind === 'partitioned') {
    const missing = [...byName.values()].filter(
      ({ partitionOf, indexes }) =>
        partitionOf !== undefined &&
        keyOf(partitionOf) === keyOf(table) &&
        !indexes.some(one => one.partitionOf === index.name && one.isValid),
    );
    return findingOf('invalid-index', {
      ...about(table, index),
      severity: 'warning',
      message: `${of} is not valid: ${missing.length} partitions have no index that is attached to it.`,
      remedy: `Create the index on ${missing
        .map(one => named(displayName(one)))
        .slice(0, 5)
        .join(', ')}${missing.length > 5 ? ', …' : ''}, and attach each: ALTER INDEX … ATTACH PARTITION ….`,
      numbers: { partitions_missing: missing.length },
    });
  }
  const name = quoteQualified({ schema: table.schema, name: index.name }, { withPublic: true });
  // What REINDEX CONCURRENTLY leaves behind: the old index under a new name, or a new one that was not finished.
  const isLeftover = /_cc(?:new|old)\d*$/.test(index.name);
  return findingOf('invalid-index', {
    ...about(table, index),
    severity: 'error',
    message: `${of} (${bytesText(index.bytes)}) is not valid: building it failed.`,
    suggestion:
      isLeftover || index.constraint === undefined
        ? `${dropSql(table, index)}${isLeftover ? '' : `\n${index.definition.replace(/^CREATE (UNIQUE )?INDEX /, 'CREATE $1INDEX CONCURRENTLY ')};`}`
        : `REINDEX INDEX CONCURRENTLY ${name};`,
    remedy: index.isUnique
      ? 'Remove the doubles first, if that is why it failed.'
      : 'See why it failed first: the server has logged it.',
    numbers,
    cost: index.bytes,
  });
}

/** Without those that keep something true: unique ones, constraints, replica identity. */
function isDroppable({ isUnique, constraint, isReplicaIdentity }: LiveIndex): boolean {
  return !isUnique && constraint === undefined && !isReplicaIdentity;
}

function unused(table: LiveTable, index: LiveIndex, server: ServerFacts): DatabaseFinding | undefined {
  if (index.scans > 0 || !isDroppable(index) || index.bytes <= unusedIndexBytes) return undefined;
  const { statisticsDays: days } = server;
  const isEarly = days < statisticsDays.short;
  const since = `in ${spanText(days * 86400)} of statistics`;
  const early = isEarly ? ' That is too short to say that nobody needs it.' : '';
  const key =
    index.foreignKey === undefined
      ? ''
      : ` It starts with the columns of the foreign key ${named(index.foreignKey)}: a delete in the other table would use it.`;
  const isGrave = days >= statisticsDays.long && index.foreignKey === undefined;
  return findingOf('unused-index', {
    ...about(table, index),
    severity: isEarly ? 'hint' : isGrave ? 'warning' : 'info',
    message: `No query has used ${named(index.name)} of ${named(displayName(table))} (${bytesText(index.bytes)}) ${since}.${early}${key}`,
    suggestion: dropSql(table, index),
    remedy: `${server.isStandby ? 'This is a replica: look at the primary and at other replicas' : 'Look at replicas'} before you drop it. To come back: ${index.definition};`,
    numbers: { bytes: index.bytes, statistics_days: days },
    cost: index.bytes,
  });
}

function forgotten(table: LiveTable, index: LiveIndex, { takenAt }: ServerFacts): DatabaseFinding | undefined {
  if (index.lastScan === undefined || !isDroppable(index) || index.bytes <= unusedIndexBytes) return undefined;
  const days = (Date.parse(takenAt) - Date.parse(index.lastScan)) / 86_400_000;
  if (days < forgottenIndexDays) return undefined;
  return findingOf('forgotten-index', {
    ...about(table, index),
    severity: 'info',
    message: `${named(index.name)} of ${named(displayName(table))} (${bytesText(index.bytes)}) was last used ${spanText(days * 86400)} ago.`,
    suggestion: dropSql(table, index),
    remedy: `Look at replicas before you drop it. To come back: ${index.definition};`,
    numbers: { bytes: index.bytes, days_since_last_scan: days },
    cost: index.bytes,
  });
}

function bloated(table: LiveTable, index: LiveIndex): DatabaseFinding | undefined {
  const { bloat } = index;
  if (!bloat || bloat.share < bloatLimits.share || bloat.bytes < bloatLimits.infoBytes) return undefined;
  return findingOf('bloated-index', {
    ...about(table, index),
    severity: bloat.bytes >= bloatLimits.warningBytes ? 'warning' : 'info',
    message: `${bloat.isMeasured ? '' : 'About '}${bytesText(bloat.bytes)} of ${named(index.name)} of ${named(displayName(table))} (${bytesText(index.bytes)}) hold nothing: ${percentText(bloat.share)}.`,
    suggestion: `REINDEX INDEX CONCURRENTLY ${quoteName(table.schema)}.${quoteName(index.name)};`,
    numbers: { bloat_bytes: bloat.bytes, bloat_share: bloat.share, bytes: index.bytes },
    cost: bloat.bytes,
  });
}
