import type { Span, Spans } from './parsed.js';

/** Where each value of a text stands, in file order: a value's members follow it. Numbers in arrays cost next to nothing. */
export interface Places {
  /** Five of each value: where its key begins and ends (-1 without one), where it begins and ends, and the place behind all its members. */
  readonly numbers: number[];
  /** Of each value its key's text; undefined for the items of lists. */
  readonly names: (string | undefined)[];
}

/** Finds values by the tokens of a pointer. The members of each container are looked up once and remembered. */
export function placeSpans(places: Places): (tokens: readonly string[]) => Spans | undefined {
  const { numbers } = places;
  const seen = new Map<number, Map<string, number>>();
  return tokens => {
    let place = 0;
    for (const token of tokens) {
      let members = seen.get(place);
      if (!members) {
        members = membersOf(places, place);
        seen.set(place, members);
      }
      const next = members.get(token);
      if (next === undefined) return undefined;
      place = next;
    }
    const [keyStart, keyEnd, start, end] = numbers.slice(place * 5, place * 5 + 4) as [number, number, number, number];
    const value: Span = [start, end];
    if (keyStart < 0) return { value };
    return { key: [keyStart, keyEnd], value };
  };
}

function membersOf({ numbers, names }: Places, container: number): Map<string, number> {
  const members = new Map<string, number>();
  const end = numbers[container * 5 + 4]!;
  let position = 0;
  for (let place = container + 1; place < end; place = numbers[place * 5 + 4]!) {
    members.set(names[place] ?? String(position), place);
    position++;
  }
  return members;
}
