/** What happens to each file, in a line. */

import type { OutputFolder } from '../scaffold/scaffold.js';
import type { FileChange } from '../text/files.js';
import { counted } from '../text/sentence.js';
import type { Printer, Style } from './print.js';

export interface DescribedChange {
  readonly path: string;
  readonly kind: 'created' | 'updated' | 'appended' | 'removed';
  readonly added: number;
  readonly removed: number;
}

/** Compares with what is there, in the order of the paths. Lines are counted wherever they stand: a move is no change. */
export async function describeChanges(
  changes: readonly FileChange[],
  folder: OutputFolder,
): Promise<DescribedChange[]> {
  const described: DescribedChange[] = [];
  for (const { path, text, owner } of changes) {
    const before = await folder.read(path);
    const kind =
      text === undefined ? 'removed' : before === undefined ? 'created' : owner === 'you' ? 'appended' : 'updated';
    described.push({ path, kind, ...countLines(before ?? '', text ?? '') });
  }
  return described.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function countLines(before: string, after: string): { added: number; removed: number } {
  if (before === '') return { added: linesOf(after).length, removed: 0 };
  const balance = new Map<string, number>();
  for (const line of linesOf(after)) balance.set(line, (balance.get(line) ?? 0) + 1);
  for (const line of linesOf(before)) balance.set(line, (balance.get(line) ?? 0) - 1);
  let added = 0;
  let removed = 0;
  for (const count of balance.values()) {
    if (count > 0) added += count;
    else removed -= count;
  }
  return { added, removed };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

const marks: Readonly<Record<DescribedChange['kind'], readonly [mark: string, style: Style]>> = {
  created: ['+', 'green'],
  updated: ['~', 'yellow'],
  appended: ['»', 'cyan'],
  removed: ['-', 'red'],
};

export function changeLines(changes: readonly DescribedChange[], printer: Printer): string[] {
  const width = Math.max(0, ...changes.map(({ path }) => path.length));
  return changes.map(({ path, kind, added, removed }) => {
    const [mark, style] = marks[kind];
    const counts = kind === 'created' ? counted(added, 'line') : `+${added} -${removed}`;
    return `  ${printer.style(style, `${mark} ${kind.padEnd(8)}`)}  ${path.padEnd(width)}  ${printer.style('dim', counts)}`;
  });
}
