/** A comparison in words: pure functions of what the thread has answered. */
import { counted } from '../../../text/sentence.js';
import type { Compared, ShownHazard } from './compareCalls.js';

/** Of each group; the rest is in the migration. */
const mostShown = 40;

/** `1 danger, 2 warnings`; empty when there is neither. Of the way there: the way back is for when something went wrong already. */
export function hazardCount({ hazards }: Pick<Compared, 'hazards'>): string {
  const up = hazards.filter(({ direction }) => direction === 'up');
  const count = (severity: ShownHazard['severity']) => up.filter(one => one.severity === severity).length;
  const [dangers, warnings] = [count('danger'), count('warning')];
  return [
    ...(dangers > 0 ? [counted(dangers, 'danger')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(', ');
}

/** `Proven, 1 danger`, `NOT proven`, `Equal`: what the whole comparison comes to. */
export function verdictText(compared: Compared): string {
  if (compared.isEqual) return 'Equal';
  const hazards = hazardCount(compared);
  return `${compared.isProven ? 'Proven' : 'NOT proven'}${hazards === '' ? '' : `, ${hazards}`}`;
}

/** One sentence or two for a notification. */
export function messageText(compared: Compared): string {
  const { from, to, title, proofs, provenOn, failures, hazards, unmodelled, written } = compared;
  const both = `${oneLine(from.label)} and ${oneLine(to.label)}`;
  const rest = unmodelled.length > 0 ? ` ${unmodelledText(unmodelled)}` : '';
  if (compared.isEqual) return `${both} are equal: there is nothing to do.${rest}`;
  const what = written.migrations.length > 1 ? `${written.migrations.length} migrations` : oneLine(sentence(title));
  if (!compared.isProven) return `The proof does not hold: ${oneLine(failures[0] ?? proofs[0] ?? '')}. (${what})`;
  const [worst] = hazards.filter(({ direction, severity }) => direction === 'up' && severity !== 'note');
  const hazard = worst ? ` ${sentence(hazardCount(compared))}: ${withStop(oneLine(worst.text))}` : '';
  return `${what}: proven on ${oneLine(provenOn)}.${hazard}${rest}`;
}

function unmodelledText(unmodelled: readonly string[]): string {
  const more = unmodelled.length > 3 ? ` and ${unmodelled.length - 3} more` : '';
  return `These differ as well, and are left as they are: ${unmodelled.slice(0, 3).map(oneLine).join(', ')}${more}.`;
}

/** All of it, as a page of plain text. */
export function comparisonText(compared: Compared): string {
  const { from, to, proofs, failures, hazards, changes, renames, unmodelled, warnings } = compared;
  const groups = (
    [
      ['New', 'add', '+'],
      ['Changed', 'change', '~'],
      ['Gone', 'remove', '-'],
    ] as const
  ).map(([name, verb, sign]) =>
    section(
      name,
      changes.filter(change => change.verb === verb).map(({ text }) => `${sign} ${oneLine(text)}`),
    ),
  );
  const sections = [
    [
      `There is now:       ${oneLine(from.label)} (${counted(from.tables, 'table')})`,
      `It should become:   ${oneLine(to.label)} (${counted(to.tables, 'table')})`,
    ],
    section(
      compared.isEqual ? 'The schemas are equal: there is nothing to do.' : 'Proof',
      [...proofs.map(proof => `${compared.isProven ? '✔' : '✘'} ${proof}`), ...failures].map(oneLine),
      compared.isEqual,
    ),
    section('Hazards', hazards.map(hazardLine)),
    ...groups,
    section(
      'Renamed',
      renames.map(({ from: old, to: now }) => oneLine(`${old} → ${now}`)),
    ),
    section('These differ as well, and are left as they are', unmodelled.map(oneLine)),
    section('Of the connections', warnings.map(oneLine)),
  ];
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

function hazardLine({ severity, direction, text }: ShownHazard): string {
  return `${severity.padEnd(7)}  ${direction === 'up' ? 'there' : 'back '}  ${oneLine(text)}`;
}

function section(title: string, lines: readonly string[], always = false): readonly string[] {
  if (lines.length === 0 && !always) return [];
  const more = lines.length > mostShown ? [`  … and ${lines.length - mostShown} more`] : [];
  return [title, ...lines.slice(0, mostShown).map(line => `  ${line}`), ...more];
}

/** Names out of databases stay in their line, and turn nothing around. */
export function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
