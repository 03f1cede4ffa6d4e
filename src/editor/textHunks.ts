/** What stands between the beginnings of lines `from` and `to` (exclusive, and there) becomes `text`. */
export interface TextHunk {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * What turns one text into another, in order. Undefined when that cannot be said in lines, because the texts differ
 * after their last line end. `fresh` has `\n` line ends.
 */
export function textHunks(old: string, fresh: string): readonly TextHunk[] | undefined {
  const oldLines = old.split(/\r\n|\n|\r/);
  const freshLines = fresh.split('\n');
  if (oldLines.pop() !== freshLines.pop()) return undefined;
  // Without what follows the last line end every line has one, so that a hunk never ends beyond the last line.
  return lineHunks(oldLines, freshLines).map(({ from, to, lines }) => ({
    from,
    to,
    text: lines.map(line => `${line}\n`).join(''),
  }));
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * A patience diff, which holds on to lines that are there
 * once in both texts. Not always the smallest difference, but never slow, and close to what a person would mark.
 */
function lineHunks(old: readonly string[], fresh: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  const compare = (from: number, to: number, start: number, end: number): void => {
    let [a, b, aEnd, bEnd] = [from, start, to, end];
    while (a < aEnd && b < bEnd && old[a] === fresh[b]) {
      a++;
      b++;
    }
    while (a < aEnd && b < bEnd && old[aEnd - 1] === fresh[bEnd - 1]) {
      aEnd--;
      bEnd--;
    }
    if (a === aEnd && b === bEnd) return;
    const anchors = longestRising(uniquePairs(old, fresh, [a, aEnd], [b, bEnd]));
    if (anchors.length === 0) {
      hunks.push({ from: a, to: aEnd, lines: fresh.slice(b, bEnd) });
      return;
    }
    for (const [x, y] of anchors) {
      compare(a, x, b, y);
      a = x + 1;
      b = y + 1;
    }
    compare(a, aEnd, b, bEnd);
  };
  compare(0, old.length, 0, fresh.length);
  return hunks;
}

type Pair = readonly [old: number, fresh: number];

/** Positions of the lines that are there once in each of two stretches, in the order of the first. */
function uniquePairs(old: readonly string[], fresh: readonly string[], a: Pair, b: Pair): readonly Pair[] {
  const there = once(fresh, b);
  return [...once(old, a)].flatMap(([line, at]): Pair[] => {
    const other = there.get(line);
    return at === undefined || other === undefined ? [] : [[at, other]];
  });
}

/** By line: where it is; undefined when it is there more than once. */
function once(lines: readonly string[], [from, to]: Pair): ReadonlyMap<string, number | undefined> {
  const found = new Map<string, number | undefined>();
  for (let i = from; i < to; i++) found.set(lines[i]!, found.has(lines[i]!) ? undefined : i);
  return found;
}

/** The longest run of pairs that rises on both sides. */
function longestRising(pairs: readonly Pair[]): readonly Pair[] {
  const piles: { pair: Pair; below: number }[][] = [];
  for (const pair of pairs) {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (piles[middle]!.at(-1)!.pair[1] < pair[1]) low = middle + 1;
      else high = middle;
    }
    const card = { pair, below: low > 0 ? piles[low - 1]!.length - 1 : -1 };
    if (low === piles.length) piles.push([card]);
    else piles[low]!.push(card);
  }
  const run: Pair[] = [];
  for (let pile = piles.length - 1, card = (piles[pile]?.length ?? 0) - 1; pile >= 0; pile--) {
    const { pair, below } = piles[pile]![card]!;
    run.unshift(pair);
    card = below;
  }
  return run;
}
