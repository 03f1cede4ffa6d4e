/** Figures of a database as editors show them: Markdown that is ready, made in the thread. */
import { escaped, withCode } from '../../../database/live/output/markdown.js';
import type { DatabaseReport } from '../../../database/live/report.js';
import { type IndexFacts, type TableFacts, tableFacts } from '../../../database/live/tableFacts.js';
import { markdownCode } from '../../../schema/navigation/markdown.js';
import type { Figures, TableFigures } from './figures.js';

/** A hover is read, not searched. */
const mostIndexes = 10;

/** @param about the description of the connection. */
export function figuresOf(report: DatabaseReport, about: string): Figures {
  return { about, takenAt: report.server.takenAt, tables: tableFacts(report).map(tableFigures) };
}

function tableFigures(facts: TableFacts): TableFigures {
  const { schema, name, title, lines, findings, indexes, columns } = facts;
  const more = indexes.length - mostIndexes;
  const named = new Map(columns.map(column => [column.name, column.findings]));
  const held = new Set([...named.keys(), ...indexes.flatMap(index => index.columns)]);
  return {
    ...{ schema, name, title },
    hover: [
      lines.map(escaped).join('  \n'),
      list([...indexes.slice(0, mostIndexes).map(indexLine), ...(more > 0 ? [`and ${more} more indexes`] : [])]),
      list(findings.map(withCode)),
    ]
      .filter(part => part !== '')
      .join('\n\n'),
    indexes: indexes.map(index => ({ name: index.name, hover: escaped(index.title) })),
    columns: [...held].map(column => ({ name: column, hover: columnHover(facts, column, named.get(column) ?? []) })),
  };
}

function columnHover({ title, indexes }: TableFacts, column: string, findings: readonly string[]): string {
  const first = indexes.filter(({ columns }) => columns[0] === column);
  const later = indexes.filter(index => index.columns.includes(column) && !first.includes(index));
  const lines = [...first.map(indexLine), ...later.map(index => `${indexLine(index)}, where it is not the first`)];
  return [escaped(title), list(lines.slice(0, mostIndexes)), list(findings.map(withCode))]
    .filter(part => part !== '')
    .join('\n\n');
}

function indexLine({ name, title }: IndexFacts): string {
  return `${markdownCode(name)} ${escaped(title)}`;
}

function list(lines: readonly string[]): string {
  return lines.map(line => `- ${line}`).join('\n');
}
