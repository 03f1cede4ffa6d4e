/** The difference of two texts as `diff -u` writes it. */

/** Lines that stay, go and come: from `a` on the left to `b` on the right. */
interface Step {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

const around = 3;

/** '' for equal texts. Line ends are as in the texts; a last line without one is marked as usual. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const steps = compare(linesOf(before), linesOf(after));
  const shown = steps.map(() => false);
  steps.forEach(({ mark }, index) => {
    if (mark !== ' ') shown.fill(true, Math.max(0, index - around), index + around + 1);
  });
  let text = `--- ${name}\n+++ ${name}\n`;
  let [left, right] = [1, 1];
  for (let index = 0; index < steps.length; ) {
    if (!shown[index]) {
      index++;
      left++;
      right++;
      continue;
    }
    const end = shown.indexOf(false, index);
    const hunk = steps.slice(index, end < 0 ? steps.length : end);
    const olds = hunk.filter(({ mark }) => mark !== '+').length;
    const news = hunk.filter(({ mark }) => mark !== '-').length;
    text += `@@ -${span(left, olds)} +${span(right, news)} @@\n${hunk.map(written).join('')}`;
    left += olds;
    right += news;
    index += hunk.length;
  }
  return text;
}

function span(first: number, count: number): string {
  // An empty range is named by the line before it.
  return count === 1 ? `${first}` : `${count === 0 ? first - 1 : first},${count}`;
}

function written({ mark, line }: Step): string {
  return line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Patience diff: what stands once in both holds the rest together. https://bramcohen.livejournal.com/73318.html */
function compare(a: readonly string[], b: readonly string[]): Step[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const stays = (lines: readonly string[]) => lines.map((line): Step => ({ mark: ' ', line }));
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return [...stays(a.slice(0, start)), ...between(left, right), ...stays(a.slice(a.length - end))];
}

function between(a: readonly string[], b: readonly string[]): Step[] {
  const anchors = a.length > 0 && b.length > 0 ? anchorsOf(a, b) : [];
  if (anchors.length === 0) {
    return [...a.map((line): Step => ({ mark: '-', line })), ...b.map((line): Step => ({ mark: '+', line }))];
  }
  const steps: Step[] = [];
  let [left, right] = [0, 0];
  for (const [i, j] of [...anchors, [a.length, b.length] as const]) {
    steps.push(...compare(a.slice(left, i), b.slice(right, j)));
    if (i < a.length) steps.push({ mark: ' ', line: a[i]! });
    [left, right] = [i + 1, j + 1];
  }
  return steps;
}

/** Pairs of places of lines that stand once in both, in the order of both: as many as there can be. */
function anchorsOf(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const [inA, inB] = [onceIn(a), onceIn(b)];
  const pairs = [...inA].flatMap(([line, i]) => {
    const j = inB.get(line);
    return i === undefined || j === undefined ? [] : [[i, j] as const];
  });
  interface Pile {
    readonly pair: readonly [number, number];
    readonly before: Pile | undefined;
  }
  const piles: Pile[] = [];
  for (const pair of pairs) {
    let [low, high] = [0, piles.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (piles[middle]!.pair[1] < pair[1]) low = middle + 1;
      else high = middle;
    }
    piles[low] = { pair, before: piles[low - 1] };
  }
  const found: (readonly [number, number])[] = [];
  for (let pile = piles.at(-1); pile; pile = pile.before) found.push(pile.pair);
  return found.reverse();
}

/** Undefined: it is there more than once. In the order of the lines. */
function onceIn(lines: readonly string[]): Map<string, number | undefined> {
  const found = new Map<string, number | undefined>();
  lines.forEach((line, index) => void found.set(line, found.has(line) ? undefined : index));
  return found;
}
