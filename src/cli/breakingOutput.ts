/** Changes between two versions, in every format. */
import { changeMarkdown, summary } from '../openapi/breaking/changeMarkdown.js';
import { asFinding, type FoundChange, type FoundChanges } from '../openapi/breaking/findChanges.js';
import type { Range } from '../text/finding.js';
import { counted } from '../text/sentence.js';
import { findingLines } from './findingText.js';
import { type Printer, printable, shownPath } from './print.js';
import { sarifLog } from './sarif.js';

export interface ShownAs {
  readonly format: 'text' | 'json' | 'sarif' | 'markdown' | 'github';
  /** With what breaks nobody. */
  readonly isAll: boolean;
  /** What it was compared with. */
  readonly against: string;
  readonly name: string;
  readonly version: string;
}

export function showChanges(found: FoundChanges, as: ShownAs, printer: Printer): void {
  const shown = as.isAll
    ? found.changes
    : found.changes.filter(({ severity }) => severity !== 'info' && severity !== 'hint');
  const { format, name, against } = as;
  if (format === 'json') printer.result(`${JSON.stringify(changesJson(found, shown, as), undefined, 2)}\n`);
  else if (format === 'sarif')
    printer.result(`${JSON.stringify(sarifLog(shown.map(asFinding), as.version, process.cwd()), undefined, 2)}\n`);
  else if (format === 'markdown') printer.result(changeMarkdown(shown, { name, against }, placeOf));
  else if (format === 'github') for (const change of shown) printer.result(`${annotation(change)}\n`);
  else showText(found, shown, as, printer);
}

function showText(found: FoundChanges, shown: readonly FoundChange[], { against }: ShownAs, printer: Printer): void {
  for (const line of findingLines(shown.map(asFinding), printer)) printer.say(line);
  const breaks = found.changes.some(({ severity }) => severity === 'error');
  const mark = breaks ? printer.style('red', '✖') : printer.style('green', '✔');
  const hidden = found.changes.length > shown.length ? ' --all lists the others.' : '';
  const accepted = found.acceptedCount > 0 ? ` ${counted(found.acceptedCount, 'change')} accepted.` : '';
  printer.say(`${mark} Since ${printable(against)}: ${summary(found.changes)}${accepted}${hidden}`);
  if (printer.verbose && shown.length > 0) {
    printer.say('\nTo accept them, put these lines into the file of --accepted:');
    for (const key of new Set(shown.map(change => change.key))) printer.say(printable(key));
  }
}

function placeOf({ at, range }: FoundChange): string {
  return `${shownPath(at.path)}:${range.start.line + 1}`;
}

function changesJson({ changes, acceptedCount }: FoundChanges, shown: readonly FoundChange[], { against }: ShownAs) {
  const count = (level: string) => changes.filter(({ severity }) => severity === level).length;
  return {
    status: count('error') > 0 ? 'breaking' : 'compatible',
    against,
    errors: count('error'),
    warnings: count('warning'),
    others: changes.length - count('error') - count('warning'),
    accepted: acceptedCount,
    changes: shown.map(({ rule, severity, message, key, operations, at, range, was, wasRange }) => ({
      ...{ rule, severity, message, key, operations },
      ...placeJson(at.path, range),
      ...(was && wasRange && { was: placeJson(was.path, wasRange) }),
    })),
  };
}

/** Lines and columns from one. */
function placeJson(path: string, { start, end }: Range) {
  return {
    path,
    file: shownPath(path).replaceAll('\\', '/'),
    line: start.line + 1,
    column: start.character + 1,
    end_line: end.line + 1,
    end_column: end.character + 1,
  };
}

const commands = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' } as const;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message */
function annotation({ severity, rule, message, at, range }: FoundChange): string {
  const file = shownPath(at.path).replaceAll('\\', '/');
  const place = `file=${property(file)},line=${range.start.line + 1},col=${range.start.character + 1}`;
  return `::${commands[severity]} ${place},title=${property(rule)}::${data(message)}`;
}

/** Nothing in it begins another command. */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
