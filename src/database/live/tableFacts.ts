/** What an editor shows beside the SQL of a table that lives somewhere. */
import type { DatabaseReport, LiveTable } from './report.js';
import { bytesText, counted, countText } from './words.js';

export interface TableFacts {
  readonly schema: string;
  readonly name: string;
  /** `~1,200,000 rows · 230 MB`: of a lens. */
  readonly title: string;
  /** For a hover: one a line. Names in it are as the database has them. */
  readonly lines: readonly string[];
  readonly indexes: readonly IndexFacts[];
}

export interface IndexFacts {
  /** In the schema of its table. */
  readonly name: string;
  /** `used 1,200 times · 8.0 MB` */
  readonly title: string;
}

/** One for each table, partitions and materialized views among them. */
export function tableFacts({ tables }: DatabaseReport): readonly TableFacts[] {
  return tables.map(table => ({
    schema: table.schema,
    name: table.name,
    title: titleOf(table),
    lines: linesOf(table),
    indexes: table.indexes.map(({ name, scans, bytes, isValid }) => ({
      name,
      title: `${isValid ? '' : 'not valid · '}used ${counted(scans, 'time')} · ${bytesText(bytes)}`,
    })),
  }));
}

function titleOf({ rows, rowsAreExact, bytes }: LiveTable): string {
  const count = rows === undefined ? 'rows unknown' : `${rowsAreExact ? '' : '~'}${counted(rows, 'row')}`;
  return bytes ? `${count} · ${bytesText(bytes.total)}` : count;
}

function linesOf(table: LiveTable): readonly string[] {
  const { bytes, scans, partitions } = table;
  return [
    titleOf(table),
    ...(partitions === undefined ? [] : [counted(partitions, 'partition')]),
    ...(bytes
      ? [`table ${bytesText(bytes.table)}, indexes ${bytesText(bytes.indexes)}, TOAST ${bytesText(bytes.toast)}`]
      : []),
    `${counted(scans.sequential, 'scan')} of the whole, ${counted(scans.index, 'scan')} of indexes`,
    `${counted(table.deadRows, 'dead row')} beside ${countText(table.liveRows)}`,
  ];
}
