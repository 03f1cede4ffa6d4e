/** A comparison for people. */

import type { Comparison } from '../../../database/compare/comparison.js';
import { hazardWords, isProven, proofFailures } from '../../../database/compare/output/proofWords.js';
import { downSql, upSql } from '../../../database/compare/output/provenSql.js';
import { shownChanges, type Verb } from '../../../database/compare/output/shownChanges.js';
import { proofText } from '../../../schema/migration/files/migrationWords.js';
import { type HazardSeverity, hazardSeverity } from '../../../schema/migration/hazardSeverity.js';
import type { LocatedHazard } from '../../../schema/migration/migration.js';
import type { Segment } from '../../../schema/migration/segments.js';
import { counted } from '../../../text/sentence.js';
import { type Printer, printable, type Style, shownPath } from '../../print.js';

export interface Outcome {
  /** Absolute paths. */
  readonly written: readonly string[];
  /** The folder that was asked for. */
  readonly output: string | undefined;
  readonly unproven: boolean;
}

/** Statements that are shown of one group before the rest is counted. */
const mostShown = 30;
/** Of SQL; more is for a file. */
const mostLines = 300;

export function comparisonLines(comparison: Comparison, outcome: Outcome, printer: Printer): readonly string[] {
  const { from, to, migrations } = comparison;
  const title = `${printable(from.label)} → ${printable(to.label)}`;
  const tables = `${counted(from.tables, 'table')} → ${counted(to.tables, 'table')}`;
  const lines = [`${printer.style('bold', title)}  ${tables}`, ''];
  if (migrations.length === 0) {
    return [
      ...lines,
      `${printer.style('green', '✔')} The schemas are equal: there is nothing to do.`,
      ...unmodelledLines(comparison, printer),
    ];
  }
  return [
    ...lines,
    ...changeLines(comparison, printer),
    ...hazardLines(comparison, printer),
    ...renameLines(comparison, printer),
    ...unmodelledLines(comparison, printer),
    ...proofLines(comparison, printer),
    '',
    ...endLines(comparison, outcome, printer),
  ];
}

const signs: Readonly<Record<Verb, readonly [sign: string, style: Style, title: string]>> = {
  add: ['+', 'green', 'New'],
  change: ['~', 'yellow', 'Changed'],
  remove: ['-', 'red', 'Gone'],
};

function changeLines({ migrations }: Comparison, printer: Printer): readonly string[] {
  return migrations.flatMap(({ migration }, at) => {
    const changes = shownChanges(statementsOf(migration.up), statementsOf(migration.down));
    const groups = (Object.keys(signs) as Verb[]).flatMap(verb => {
      const [sign, style, title] = signs[verb];
      const own = changes.filter(change => change.verb === verb);
      if (own.length === 0) return [];
      const shown = printer.verbose ? own : own.slice(0, mostShown);
      const more = own.length > shown.length ? [`  … and ${own.length - shown.length} more (--verbose)`] : [];
      return [
        `${title}:`,
        ...shown.map(({ text }) => `  ${printer.style(style, sign)} ${printable(text)}`),
        ...more,
        '',
      ];
    });
    return migrations.length > 1 ? [printer.style('bold', `Step ${at + 1}: ${migration.slug}`), ...groups] : groups;
  });
}

function statementsOf(segments: readonly Segment[]): readonly string[] {
  return segments.flatMap(({ statements }) => statements.map(({ sql }) => sql));
}

const hazardStyles: Readonly<Record<HazardSeverity, Style>> = { danger: 'red', warning: 'yellow', note: 'dim' };
const severities: readonly HazardSeverity[] = ['danger', 'warning', 'note'];

/** Of the way back only what is dangerous, unless more is asked for: it is there for when something went wrong already. */
function hazardLines({ migrations }: Comparison, printer: Printer): readonly string[] {
  const hazards = migrations.flatMap(({ migration }) => migration.hazards);
  const isShown = (hazard: LocatedHazard) =>
    printer.verbose || hazard.direction === 'up' || hazardSeverity(hazard) === 'danger';
  const lines = severities.flatMap(severity => {
    const own = hazards.filter(hazard => isShown(hazard) && hazardSeverity(hazard) === severity);
    const texts = [...new Set(own.map(hazardLine))];
    return texts.map(text => `  ${printer.style(hazardStyles[severity], severity.padEnd(7))}  ${text}`);
  });
  const rest = new Set(hazards.filter(hazard => !isShown(hazard)).map(hazardLine)).size;
  const more = rest > 0 ? [`  … and ${rest} of the way back (--verbose)`] : [];
  return lines.length + more.length === 0 ? [] : ['Hazards:', ...lines, ...more, ''];
}

function hazardLine(hazard: LocatedHazard): string {
  return `${hazard.direction === 'up' ? 'up  ' : 'down'}  ${printable(hazardWords(hazard))}`;
}

function renameLines({ possibleRenames }: Comparison, printer: Printer): readonly string[] {
  if (possibleRenames.length === 0) return [];
  const lines = possibleRenames.map(({ kind, from, to, reason }) => {
    const flag = printer.style('bold', `--rename ${shellWord(`${from}=${to}`)}`);
    return `  ${kind} ${printable(from)} → ${printable(to)} (${printable(reason)}): ${flag}`;
  });
  return ['Renamed? They are dropped and made now, with what they hold. Say so with', ...lines, ''];
}

/** As a POSIX shell takes it. */
function shellWord(word: string): string {
  const text = printable(word);
  return /^[\w.=,:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function unmodelledLines({ unmodelled }: Comparison, printer: Printer): readonly string[] {
  if (unmodelled.length === 0) return [];
  const lines = unmodelled.map(name => `  ${printable(name)}`);
  return [printer.style('yellow', 'These differ as well, and are left as they are:'), ...lines, ''];
}

function proofLines({ migrations }: Comparison, printer: Printer): readonly string[] {
  return migrations.flatMap(({ proof }) => {
    const reasons = proofFailures(proof);
    const mark = reasons.length === 0 ? printer.style('green', '✔') : printer.style('red', '✘');
    return [`${mark} ${printable(proofText(proof))}`, ...reasons.map(reason => `  ${printable(reason)}`)];
  });
}

function endLines(comparison: Comparison, { written, output, unproven }: Outcome, printer: Printer): readonly string[] {
  if (written.length > 0) return written.map(path => `Written: ${printable(shownPath(path))}`);
  if (!isProven(comparison) && !unproven && output !== undefined)
    return [
      printer.style(
        'red',
        'Nothing was written, since the proof does not hold. To have the files all the same: --unproven',
      ),
    ];
  const { migrations } = comparison;
  const sql = [
    printer.style('bold', '-- up'),
    ...sqlLines(upSql(migrations)),
    printer.style('bold', '-- down'),
    ...sqlLines(downSql(migrations)),
  ];
  const isShort = printer.verbose || sql.length <= mostLines;
  return isShort
    ? [...sql, 'To have them as files: --output DIR']
    : [`${sql.length} lines of SQL. To have them as files: --output DIR; to see them here: --verbose`];
}

/** SQL stays as it is, but for what would move a cursor. */
function sqlLines(sql: string): readonly string[] {
  return sql
    .split('\n')
    .map(line => line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD'));
}
