/** A report for people, in the parts that text, Markdown and HTML show each in their way. */
import { displayName } from '../../../schema/print.js';
import type { DatabaseFinding, DatabaseReport, Item, LiveIndex, LiveTable, Section } from '../report.js';
import { bytesText, counted, countText, millisecondsText, momentText, percentText, spanText } from '../words.js';
import { shortened } from './plainText.js';

/** Rows of a table that people look at; JSON has all. */
export interface Lengths {
  readonly tables: number;
  readonly statements: number;
  /** Absent: indexes are not listed. */
  readonly indexes?: number;
}

/** Sequences that are this far are told of. */
const sequenceShown = 0.5;
const longestStatement = 160;

export function sectionsOf(report: DatabaseReport, lengths: Lengths): readonly Section[] {
  return [
    databaseSection(report),
    { kind: 'items' as const, title: 'Findings', items: findingItems(report, report.findings) },
    ...(report.advice?.sections ?? []),
    tablesSection(report, lengths.tables),
    ...(lengths.indexes === undefined ? [] : [indexesSection(report, lengths.indexes)]),
    statementsSection(report, lengths.statements),
    sequencesSection(report),
    unseenSection(report),
  ].filter(section => section !== undefined);
}

/** Tables as people count them: a partitioned one is one. */
export function shownTables({ tables }: DatabaseReport): readonly LiveTable[] {
  return tables.filter(({ partitionOf, kind }) => partitionOf === undefined && kind !== 'materializedView');
}

export function databaseSection(report: DatabaseReport): Section {
  const { server } = report;
  const since = server.statisticsReset
    ? `since ${momentText(server.statisticsReset)} (${spanText(server.statisticsDays * 86400)})`
    : `never reset; ${spanText(server.statisticsDays * 86400)} at least, since the server was started`;
  const rows: [string, string][] = [
    ['Server', `PostgreSQL ${server.version}${server.isStandby ? ', a replica' : ''}`],
    ['Database', server.database],
    ['Role', `${server.user}${server.isSuperuser ? ' (superuser)' : ''}`],
    ...(server.bytes === undefined ? [] : [['Size', bytesText(server.bytes)] satisfies [string, string]]),
    ['Tables', countText(shownTables(report).length)],
    ['Statistics', since],
    ['Taken', momentText(server.takenAt)],
  ];
  return { kind: 'facts', title: 'Database', rows };
}

/** One for each finding of a report, in their order. */
export function findingItems(
  { statements, tables }: DatabaseReport,
  findings: readonly DatabaseFinding[],
): readonly Item[] {
  const texts = new Map(statements.map(({ id, sql }) => [id, sql]));
  const names = namesOf(tables);
  let last: DatabaseFinding | undefined;
  return findings.map(finding => {
    // Why is said once where the same rule speaks several times.
    const isSaid = last?.rule === finding.rule && last.why === finding.why;
    last = finding;
    const table = names.get(finding.table ?? '');
    const about = table && { schema: table.schema, name: table.name };
    return { ...itemOf(finding, isSaid, texts), ...(about && { about }) };
  });
}

/** Tables by how findings call them; a name that two tables share is left out. */
function namesOf(tables: readonly LiveTable[]): ReadonlyMap<string, LiveTable | undefined> {
  const names = new Map<string, LiveTable | undefined>();
  for (const table of tables) {
    const name = table.schema === 'public' ? table.name : `${table.schema}.${table.name}`;
    names.set(name, names.has(name) ? undefined : table);
  }
  return names;
}

function itemOf(finding: DatabaseFinding, isSaid: boolean, texts: ReadonlyMap<string, string>): Item {
  const { severity, message, why, remedy, suggestion, rule, source, statements = [] } = finding;
  const [first, ...others] = statements.map(id => texts.get(id)).filter(sql => sql !== undefined);
  const more = others.length > 0 ? ` (and ${counted(others.length, 'other')})` : '';
  return {
    tone: severity,
    title: message,
    lines: [
      ...(why !== undefined && !isSaid ? [why] : []),
      ...(first === undefined ? [] : [`Statement${more}: ${shortened(first, longestStatement)}`]),
      ...(remedy === undefined ? [] : [remedy]),
    ],
    ...(suggestion !== undefined && { sql: suggestion }),
    rule,
    source,
  };
}

export function tablesSection(report: DatabaseReport, most: number): Section {
  const tables = [...report.tables.filter(({ partitionOf }) => partitionOf === undefined)].sort(
    (a, b) => (b.bytes?.total ?? 0) - (a.bytes?.total ?? 0),
  );
  return {
    kind: 'table',
    title: 'Tables',
    columns: [
      'Table',
      'Rows',
      'Size',
      'Table only',
      'Indexes',
      'TOAST',
      'Whole scans',
      'Index scans',
      'Dead rows',
      'Empty',
      'Last VACUUM',
    ],
    rows: tables.slice(0, most).map(tableRow),
    omitted: Math.max(0, tables.length - most),
    about: tables.slice(0, most).map(({ schema, name }) => ({ schema, name })),
  };
}

/** The largest first; those of partitions are in the numbers of their parent. */
export function indexesSection(report: DatabaseReport, most: number): Section {
  const indexes = report.tables
    .filter(({ partitionOf }) => partitionOf === undefined)
    .flatMap(table => table.indexes.map(index => ({ table, index })))
    .sort((a, b) => b.index.bytes - a.index.bytes);
  const shown = indexes.slice(0, most);
  return {
    kind: 'table',
    title: 'Indexes',
    columns: ['Index', 'Size', 'Scans', 'Last used', 'Empty', 'Table', 'What'],
    textFrom: 5,
    rows: shown.map(({ table, index }) => [
      index.name,
      bytesText(index.bytes),
      countText(index.scans),
      index.lastScan === undefined ? '–' : momentText(index.lastScan),
      index.bloat ? percentText(index.bloat.share) : '–',
      displayName(table),
      indexWords(index),
    ]),
    omitted: Math.max(0, indexes.length - most),
    about: shown.map(({ table: { schema, name } }) => ({ schema, name })),
  };
}

function indexWords(index: LiveIndex): string {
  return [
    ...(index.isValid ? [] : [index.isBeingBuilt ? 'being built' : 'not valid']),
    ...(index.constraint !== undefined ? ['constraint'] : index.isUnique ? ['unique'] : []),
    ...(index.method === 'btree' ? [] : [index.method]),
    index.columns.join(', '),
    ...(index.foreignKey === undefined ? [] : [`for the foreign key ${index.foreignKey}`]),
  ]
    .filter(word => word !== '')
    .join(' · ');
}

function tableRow(table: LiveTable): readonly string[] {
  const { bytes, rows, rowsAreExact, scans, bloat } = table;
  const partitions = table.partitions === undefined ? '' : ` (${counted(table.partitions, 'partition')})`;
  const shown = (count: number | undefined, text: (count: number) => string) =>
    count === undefined ? '–' : text(count);
  return [
    `${displayName(table)}${partitions}`,
    rows === undefined ? '–' : `${rowsAreExact ? '' : '~'}${countText(rows)}`,
    ...[bytes?.total, bytes?.table, bytes?.indexes, bytes?.toast].map(size => shown(size, bytesText)),
    ...[scans.sequential, scans.index, table.deadRows].map(countText),
    shown(bloat?.share, percentText),
    table.lastVacuum === undefined ? 'never' : momentText(table.lastVacuum),
  ];
}

export function statementsSection({ statements }: DatabaseReport, most: number): Section | undefined {
  if (statements.length === 0) return undefined;
  return {
    kind: 'table',
    title: 'Statements',
    columns: ['Statement', 'Share of time', 'Calls', 'Mean', 'Total', 'Rows'],
    rows: statements
      .slice(0, most)
      .map(one => [
        shortened(one.sql, longestStatement),
        percentText(one.share),
        countText(one.calls),
        millisecondsText(one.meanMilliseconds),
        millisecondsText(one.totalMilliseconds),
        countText(one.rows),
      ]),
    omitted: Math.max(0, statements.length - most),
  };
}

export function sequencesSection({ sequences }: DatabaseReport): Section | undefined {
  const shown = sequences.filter(({ used }) => used >= sequenceShown).sort((a, b) => b.used - a.used);
  if (shown.length === 0) return undefined;
  return {
    kind: 'table',
    title: 'Sequences',
    columns: ['Sequence', 'Used', 'Last value', 'Limit', 'Fills'],
    textFrom: 4,
    rows: shown.map(one => [
      displayName(one),
      percentText(one.used),
      countText(one.lastValue ?? 0),
      countText(one.limit),
      one.columns
        .map(({ schema, table, column, type }) => `${displayName({ schema, name: table })}.${column} (${type})`)
        .join(', '),
    ]),
  };
}

export function unseenSection({ unseen }: DatabaseReport): Section | undefined {
  if (unseen.length === 0) return undefined;
  const items = unseen.map(({ what, why, how }) => ({
    tone: 'plain' as const,
    title: `${what}: ${why}`,
    lines: how === undefined ? [] : [how],
  }));
  return { kind: 'items', title: 'Not seen', items };
}

/** `2 errors, 1 warning, 5 suggestions`. */
export function summaryText({ findings }: DatabaseReport): string {
  const { errors, warnings, suggestions } = countFindings(findings);
  return [counted(errors, 'error'), counted(warnings, 'warning'), counted(suggestions, 'suggestion')].join(', ');
}

/** Info and hints are suggestions. */
export function countFindings(findings: readonly DatabaseFinding[]) {
  const count = (...severities: readonly string[]) =>
    findings.filter(({ severity }) => severities.includes(severity)).length;
  return { errors: count('error'), warnings: count('warning'), suggestions: count('info', 'hint') };
}
