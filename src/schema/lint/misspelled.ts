/** A table that no file makes, while one of nearly that name is made: most likely a typing mistake. */
import type { ReplayConflict } from '../replay.js';
import type { FileRole } from '../rule.js';

/**
 * A file or a folder of migrations that lacks nothing but one table, and makes one whose name differs by a letter or two.
 *
 * @param lacking what could not be applied for want of things that no file makes.
 * @returns the name of the table that was meant.
 */
export function meantTable(roles: readonly FileRole[], lacking: readonly ReplayConflict[]): string | undefined {
  const messages = new Set(lacking.map(({ message }) => message));
  const [message = '', ...others] = messages;
  const written = /^(?:relation|table) "(?:[^".]+\.)?([^".]+)" does not exist$/.exec(message)?.[1];
  // With more than one thing missing, it is the schema that is kept elsewhere. What is dropped may be an older name.
  if (written === undefined || others.length > 0 || lacking.some(({ command }) => command.kind === 'drop'))
    return undefined;
  const tables = roles.flatMap(({ file }) =>
    file.statements.flatMap(({ commands }) =>
      commands.flatMap(command => (command.kind === 'createTable' ? [command.name.name] : [])),
    ),
  );
  return meantName(written, tables);
}

/** The name that was meant, when exactly one is as near. Short names differ by a letter without being mistakes. */
export function meantName(written: string, made: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase();
  const most = wanted.length < 5 ? 0 : wanted.length < 8 ? 1 : 2;
  const near = [...new Set(made)].filter(name => isNear(wanted, name.toLowerCase(), most));
  return near.length === 1 ? near[0] : undefined;
}

/** Two letters that changed places count as one mistake; other digits, abbreviations and another number of the noun are other names. */
function isNear(a: string, b: string, most: number): boolean {
  if (a === b || Math.abs(a.length - b.length) > most || a[0] !== b[0]) return false;
  if (a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return false;
  if (`${a}s` === b || `${b}s` === a || areShards(a, b)) return false;
  return distance(a, b) <= most;
}

/** `events_us` and `events_eu`: a word of one or two letters is another one. */
function areShards(a: string, b: string): boolean {
  const [words, others] = [a.split('_'), b.split('_')];
  const pairs = words.map((word, at) => [word, others[at] ?? ''] as const);
  return words.length === others.length && pairs.some(([x, y]) => x !== y && x.length <= 2 && y.length <= 2);
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
function distance(a: string, b: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const put = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(Math.min(put, row[j]! + 1, next[j - 1]! + 1, isSwap ? before[j - 2]! + 1 : Infinity));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
