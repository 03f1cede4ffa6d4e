/** What a run made of which table, and what is to be done: Markdown. */
import type { Drift } from '../../../app/drift/drift.js';
import type { ResourceNote } from '../../../resources/resource.js';
import type { Relation } from '../../../schema/relation.js';
import { escapeMarkdown } from '../../../text/markup.js';
import { counted } from '../../../text/sentence.js';
import type { TablesResult } from './scaffoldCalls.js';

export interface NotesAbout {
  /** Of the source: `db/schema.sql`. */
  readonly label: string;
  /** `src/api` */
  readonly output: string;
  /** `Express` */
  readonly framework: string;
  readonly relations: readonly Relation[];
  readonly result: TablesResult;
  /** Shell commands for what the code needs; absent: it is all there. */
  readonly install?: {
    readonly lines: readonly string[];
    /** For the package.json that came with the code, or for one that was there. */
    readonly isNew: boolean;
  };
}

const titles: Readonly<Record<ResourceNote['rule'], string>> = {
  'no-key': 'Tables without a key',
  'unindexed-foreign-key': 'Foreign keys without an index',
  'secret-column': 'Columns that look like secrets',
  'row-security': 'Row-level security',
  'unreadable-check': 'CHECKs that the description does not say',
  'left-out': 'Left out',
};

export function notesText({ label, output, framework, relations, result, install }: NotesAbout): string {
  const { resources, notes, left, scaffolding } = result;
  const sections = [
    ...ofSeverity(notes, 'warning', 'What to do in the database'),
    ...differences(left),
    ...nextSteps(output, install),
    '## Tables',
    tableOf(relations, result),
    ...ofSeverity(notes, 'info', 'To be known'),
  ];
  const counts = `${counted(resources.length, 'resource')}, ${counted(scaffolding.routesCount, 'operation')}`;
  const head = `# API from ${escapeMarkdown(label)}`;
  return `${[head, `${framework}, ${counts}, in ${code(output)}.`, ...sections].join('\n\n')}\n`;
}

function ofSeverity(
  notes: readonly ResourceNote[],
  severity: ResourceNote['severity'],
  title: string,
): readonly string[] {
  const rules = (Object.keys(titles) as ResourceNote['rule'][]).flatMap(rule => {
    const those = notes.filter(note => note.rule === rule && note.severity === severity);
    return those.length === 0 ? [] : [`### ${titles[rule]}`, those.map(line).join('\n')];
  });
  return rules.length === 0 ? [] : [`## ${title}`, ...rules];
}

function line({ relation, column, message }: ResourceNote): string {
  const place = column === undefined ? relation : `${relation}.${column}`;
  return `- **${text(place)}**: ${withSql(message)}`;
}

/** A statement in a message is there to be copied. */
function withSql(message: string): string {
  const [, before, sql, after] = /^([\s\S]*?)(CREATE (?:UNIQUE )?INDEX [\s\S]*;)([\s\S]*)$/.exec(message) ?? [];
  return sql === undefined ? text(message) : `${text(before!)}${code(sql)}${text(after!)}`;
}

function differences(left: readonly Drift[]): readonly string[] {
  if (left.length === 0) return [];
  const lines = left.map(
    ({ method, path, message }) => `- ${code(`${method.toUpperCase()} ${path}`)}: ${text(message)}`,
  );
  return [
    '## Where the description says otherwise',
    'What you wrote was kept: change it, or leave it.',
    lines.join('\n'),
  ];
}

function nextSteps(output: string, install: NotesAbout['install']): readonly string[] {
  if (!install) return [];
  const { lines, isNew } = install;
  return [
    `## ${isNew ? 'To start it' : 'What your package lacks'}`,
    ...(isNew ? [`In ${code(output)}:`] : []),
    `\`\`\`sh\n${lines.join('\n')}\n\`\`\``,
    `Without \`DATABASE_URL\`, ${code(`${output}/app.ts`)} is a trial on an embedded PostgreSQL.`,
  ];
}

function tableOf(relations: readonly Relation[], { resources, notes }: TablesResult): string {
  const rows = relations.map(({ schema, name, key }) => {
    const relation = `${schema}.${name}`;
    const path = resources.find(one => one.relation === relation)?.path;
    const about = notes.filter(note => note.relation === relation).length;
    const cells = [text(relation), path === undefined ? 'below others' : cell(path), (key ?? []).map(text).join(', ')];
    return `| ${[...cells, about === 0 ? '' : String(about)].join(' | ')} |`;
  });
  return ['| Table | Path | Key | Notes |', '| --- | --- | --- | ---: |', ...rows].join('\n');
}

/** One line, whatever names are. */
function text(given: string): string {
  return escapeMarkdown(given.replace(/\s+/g, ' '));
}

/** Code in a cell of a table ends where a bar is. */
function cell(given: string): string {
  return given.includes('|') ? text(given) : code(given);
}

/** With more backticks around it than are in it. */
function code(given: string): string {
  const plain = given.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`;
}
