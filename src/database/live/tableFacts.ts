/** What an editor shows beside the SQL of a table that lives somewhere. */
import type { DatabaseReport, LiveIndex, LiveTable } from './report.js';
import { bytesText, counted, countText, shortCountText, spanText } from './words.js';

export interface TableFacts {
  readonly schema: string;
  readonly name: string;
  /** `~1.2 M rows, 340 MB, 12 k sequential scans`: of a lens. */
  readonly title: string;
  /** For a hover: one a line. Names in it are as the database has them. */
  readonly lines: readonly string[];
  /** What is wrong with the table as a whole: messages with names in backticks, the gravest first. */
  readonly findings: readonly string[];
  readonly indexes: readonly IndexFacts[];
  /** Only those of which there is something to say beside their indexes. */
  readonly columns: readonly ColumnFacts[];
}

export interface IndexFacts {
  /** In the schema of its table. */
  readonly name: string;
  /** `used 1,200 times · 8.0 MB` */
  readonly title: string;
  /** That it holds, those it is sorted by first. */
  readonly columns: readonly string[];
  /** A primary key, unique or exclusion constraint of this name. */
  readonly constraint?: string;
}

export interface ColumnFacts {
  readonly name: string;
  readonly findings: readonly string[];
}

/** A hover is read, not searched. */
const mostFindings = 3;

/** One for each table, partitions and materialized views among them. */
export function tableFacts({ tables, findings, server }: DatabaseReport): readonly TableFacts[] {
  const byTable = new Map<string, DatabaseReport['findings'][number][]>();
  for (const finding of findings) {
    if (finding.table === undefined || finding.severity === 'hint') continue;
    const known = byTable.get(finding.table);
    if (known) known.push(finding);
    else byTable.set(finding.table, [finding]);
  }
  return tables.map(table => {
    const own = byTable.get(table.schema === 'public' ? table.name : `${table.schema}.${table.name}`) ?? [];
    const columns = [...new Set(own.flatMap(({ column }) => column ?? []))];
    const messages = (column: string | undefined) =>
      own.filter(finding => finding.column === column).map(({ message }) => message);
    return {
      schema: table.schema,
      name: table.name,
      title: titleOf(table),
      lines: linesOf(table, server.takenAt),
      findings: messages(undefined).slice(0, mostFindings),
      indexes: table.indexes.map(indexFacts),
      columns: columns.map(name => ({ name, findings: messages(name).slice(0, mostFindings) })),
    };
  });
}

function indexFacts({ name, scans, bytes, isValid, columns, constraint }: LiveIndex): IndexFacts {
  const title = `${isValid ? '' : 'not valid · '}used ${counted(scans, 'time')} · ${bytesText(bytes)}`;
  return { name, title, columns, ...(constraint !== undefined && { constraint }) };
}

function titleOf({ rows, rowsAreExact, bytes, scans }: LiveTable): string {
  const count = rows === undefined ? 'rows unknown' : `${rowsAreExact ? '' : '~'}${few(rows, 'row')}`;
  return [
    count,
    ...(bytes ? [bytesText(bytes.total)] : []),
    ...(scans.sequential > 0 ? [few(scans.sequential, 'sequential scan')] : []),
  ].join(', ');
}

function few(count: number, noun: string): string {
  return `${shortCountText(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`;
}

function linesOf(table: LiveTable, takenAt: string): readonly string[] {
  const { rows, rowsAreExact, bytes, scans, partitions, bloat } = table;
  const counts = [
    rows === undefined ? 'rows unknown: never analyzed' : `${rowsAreExact ? '' : '~'}${counted(rows, 'row')}`,
    ...(partitions === undefined ? [] : [counted(partitions, 'partition')]),
    ...(bytes ? [bytesText(bytes.total)] : []),
  ];
  const age = (at: string) => `${spanText(Math.max(0, Date.parse(takenAt) - Date.parse(at)) / 1000)} before`;
  return [
    counts.join(' · '),
    ...(bytes
      ? [`table ${bytesText(bytes.table)}, indexes ${bytesText(bytes.indexes)}, TOAST ${bytesText(bytes.toast)}`]
      : []),
    `${counted(scans.sequential, 'scan')} of the whole, ${counted(scans.index, 'scan')} of indexes`,
    `${counted(table.deadRows, 'dead row')} beside ${countText(table.liveRows)}${bloat && bloat.bytes > 0 ? `, ${bytesText(bloat.bytes)} empty` : ''}`,
    `last VACUUM ${table.lastVacuum === undefined ? 'never' : age(table.lastVacuum)}`,
  ];
}
