/** Findings for people, grouped by file. */

import type { Finding } from '../text/finding.js';
import { counted } from '../text/sentence.js';
import { type Printer, printable, shownPath, shownSeverity } from './print.js';

export function findingLines(findings: readonly Finding[], printer: Printer): string[] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) files.set(finding.path, [...(files.get(finding.path) ?? []), finding]);
  const lines: string[] = [];
  for (const [path, own] of files) {
    const places = own.map(({ range }) => `${range.start.line + 1}:${range.start.character + 1}`);
    const width = Math.max(...places.map(place => place.length));
    const loudest = Math.max(...own.map(({ severity }) => severity.length));
    lines.push(printer.style('underline', printable(shownPath(path))));
    own.forEach((finding, index) => {
      const place = printer.style('dim', places[index]!.padStart(width));
      const severity = shownSeverity(printer, finding.severity, loudest);
      lines.push(`  ${place}  ${severity}  ${printable(finding.message)}  ${printer.style('dim', finding.rule)}`);
    });
    lines.push('');
  }
  return lines;
}

/** `2 errors, 1 warning in 3 files`: in those that are listed above it. `checked` is told when nothing was found. */
export function summaryLine(findings: readonly Finding[], checked: number, printer: Printer): string {
  if (findings.length === 0)
    return `${printer.style('green', '✔')} ${counted(checked, 'file')} checked, nothing found.`;
  const severities = ['error', 'warning', 'info', 'hint'] as const;
  const counts = severities
    .map(severity => [severity, findings.filter(finding => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => (severity === 'info' ? `${count} info` : counted(count, severity)));
  const worst = findings.some(({ severity }) => severity === 'error');
  const mark = worst ? printer.style('red', '✖') : printer.style('yellow', '⚠');
  const files = new Set(findings.map(({ path }) => path)).size;
  return `${mark} ${counts.join(', ')} in ${counted(files, 'file')}.`;
}
