/** Numbers that look random and are the same each time. */
export interface Random {
  /** From 0 to 1, without 1. */
  next(): number;
  /** From 0 to `below`, without it. */
  below(below: number): number;
  pick<Item>(items: readonly Item[]): Item | undefined;
}

/** Mulberry32, begun at a hash (FNV-1a) of the seed. */
export function randomOf(seed: string): Random {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, pick: items => items[below(items.length)] };
}
