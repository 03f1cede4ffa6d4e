/** A report in a terminal: 80 columns, aligned, readable without colours. */
import type { Report } from '../report.js';
import { isPassed } from '../verdict/judge.js';
import type { Verdicts } from '../verdict/verdict.js';
import { closingSections, type Item, notices, type Section, type Tone, targetSections } from './sections.js';

export type TextStyle = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export interface TextOptions {
  /** Puts a colour on a text, or gives it back as it is. */
  readonly style: (style: TextStyle, text: string) => string;
  /** Columns; 80 unless said. */
  readonly width?: number;
}

const colours: Readonly<Record<Tone, TextStyle | undefined>> = {
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  plain: undefined,
};
/** They tell apart without colours too. */
const marks: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', warning: '!', plain: '·' };

/** The lines end with a line feed. */
export function reportText(report: Report, verdicts: Verdicts, { style, width = 80 }: TextOptions): string {
  const room = Math.max(40, width);
  const lines: string[] = [];
  const say = (...more: readonly string[]) => void lines.push(...more);
  const paint = (tone: Tone | undefined, text: string) => {
    const colour = tone && colours[tone];
    return colour ? style(colour, text) : text;
  };
  const heading = (title: string) => say('', style('bold', printable(title)), style('dim', '─'.repeat(room)));

  const item = ({ tone, title, lines: more }: Item) => {
    for (const [i, line] of wrap(printable(title), room - 4).entries()) {
      say(`${i === 0 ? `  ${paint(tone, marks[tone])} ` : '    '}${tone === 'plain' ? line : style('bold', line)}`);
    }
    for (const text of more) for (const line of wrap(printable(text), room - 4)) say(`    ${line}`);
  };

  const section = (of: Section) => {
    if (of.title !== '') heading(of.title);
    if (of.kind === 'items') return of.items.forEach(item);
    if (of.kind === 'facts') {
      const label = Math.max(...of.rows.map(row => row.label.length)) + 2;
      for (const row of of.rows) {
        const values = wrap(printable(row.value), room - label - 2);
        for (const [i, value] of values.entries())
          say(`  ${(i === 0 ? `${row.label}:` : '').padEnd(label)}${paint(row.tone, value)}`);
      }
      return;
    }
    if (of.lead) {
      item(of.lead);
      say('');
    }
    if (of.rows.length === 0) return say('  none');
    const textFrom = of.textFrom ?? Infinity;
    const cells = [of.columns, ...of.rows.map(row => row.cells)].map(row => row.map(printable));
    const widths = columnWidths(cells, room - 2);
    for (const [i, row] of cells.entries()) {
      const shown = row.map((cell, c) => {
        const text = cut(cell, widths[c]!);
        return c === 0 || c >= textFrom ? padEnd(text, widths[c]!) : padStart(text, widths[c]!);
      });
      const line = `  ${shown.join('  ').trimEnd()}`;
      if (i > 0) say(paint(of.rows[i - 1]!.tone, line));
      else if (row.some(cell => cell !== '')) say(style('dim', line));
    }
  };

  for (const notice of notices(report)) item(notice);
  for (const index of report.targets.keys())
    for (const of of targetSections(report, index, verdicts).sections) section(of);
  closingSections(verdicts, true).forEach(section);
  const { checks, comparisons, recommendations } = verdicts;
  const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
  say('');
  if (checks.length > 0 || comparisons.some(({ against }) => against === 'baseline')) {
    const word = failed > 0 ? `${failed} of ${checks.length} checks failed` : 'worse than the baseline';
    say(isPassed(verdicts) ? style('green', 'Passed.') : style('red', `Failed: ${word}.`));
  } else if (
    recommendations.length === 0 &&
    comparisons.length === 0 &&
    report.targets.every(({ answered }) => answered > 0)
  ) {
    say(style('dim', `Nothing stands out. Say what is good enough: --threshold 'p99<200'`));
  }
  return `${lines.join('\n').replace(/^\n+/, '').trimEnd()}\n`;
}

/** Fits columns into the room: the widest ones give way, down to eight columns each. */
function columnWidths(cells: readonly (readonly string[])[], room: number): number[] {
  const widths = cells[0]!.map((_, c) => Math.max(...cells.map(row => columns(row[c] ?? ''))));
  const over = () => widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1) - room;
  while (over() > 0) {
    const widest = Math.max(...widths);
    if (widest <= 8) break;
    widths[widths.lastIndexOf(widest)]!--;
  }
  return widths;
}

/** What servers and files say must not move the cursor, change the terminal's title or turn the direction of a line. */
export function printable(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu, '\uFFFD');
}

/** How many columns a text takes: East Asian wide characters and emoji take two, combining ones none. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

function cut(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (columns(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(text))) + text;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(word => pieces(word, width))) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A word that is wider than the line is broken. */
function pieces(word: string, width: number): string[] {
  if (columns(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (columns(part) + columns(character) > width) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}
