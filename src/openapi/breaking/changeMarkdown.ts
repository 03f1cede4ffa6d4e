/** Changes as a document for people: a comment on a pull request, or a page in the editor. */
import { escapeMarkdown } from '../../text/markup.js';
import { counted } from '../../text/sentence.js';
import type { FoundChange } from './findChanges.js';

const titles = [
  ['error', 'Breaking'],
  ['warning', 'May break some clients'],
  ['info', 'Not breaking'],
  ['hint', 'Also changed'],
] as const;

export interface ReportTitle {
  /** Of the description: `openapi.yaml`. */
  readonly name: string;
  /** What it was compared with: `HEAD`. */
  readonly against: string;
}

/** @param placeOf how a change's place is called: `openapi.yaml:12`. */
export function changeMarkdown(
  changes: readonly FoundChange[],
  { name, against }: ReportTitle,
  placeOf: (change: FoundChange) => string,
): string {
  const lines = [`# Changes of ${text(name)} since ${text(against)}`, '', `${summary(changes)}`, ''];
  for (const [severity, title] of titles) {
    const own = changes.filter(change => change.severity === severity);
    if (own.length === 0) continue;
    lines.push(`## ${title} (${own.length})`, '');
    for (const change of own) lines.push(`- ${text(change.message)} _${text(change.rule)}_, ${text(placeOf(change))}`);
    lines.push('');
  }
  const breaking = changes.filter(({ severity }) => severity === 'error' || severity === 'warning');
  if (breaking.length > 0) {
    lines.push('## To accept them', '', 'Lines for the file that `senior-backend breaking --accepted FILE` reads:', '');
    for (const key of new Set(breaking.map(change => change.key))) lines.push(`    ${visible(key)}`);
    lines.push('');
  }
  return lines.join('\n');
}

/** `2 breaking changes, 1 that may break, 3 others`. */
export function summary(changes: readonly { readonly severity: string }[]): string {
  const count = (severity: string) => changes.filter(change => change.severity === severity).length;
  const errors = count('error');
  const warnings = count('warning');
  const others = changes.length - errors - warnings;
  const parts = [
    errors > 0 ? counted(errors, 'breaking change') : 'No breaking change',
    ...(warnings > 0 ? [`${warnings} that may break some clients`] : []),
    ...(others > 0 ? [counted(others, 'other change')] : []),
  ];
  return `${parts.join(', ')}.`;
}

function text(words: string): string {
  return escapeMarkdown(visible(words));
}

/** On one line, with nothing that turns its direction. */
function visible(words: string): string {
  return words
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\uFFFD');
}
