const name = String.raw`(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)`;
const value = `'(?:[^']|'')*'::character varying`;
const token = new RegExp(
  String.raw`[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|\((?<left>${name}(?:\.${name})*)\)::text (?<operator>= ANY|<> ALL) \(\(ARRAY\[(?<list>${value}(?:, ${value})*)\]\)::text\[\]\)|${name}`,
  'gsu',
);

/**
 * The server writes `status IN ('a', 'b')` over a varchar as an array that is cast as a whole, and reads that as one whose elements are
 * cast one by one: an expression would differ from itself after it was made again. Written as IN it stays the same.
 */
export function withInLists(sql: string): string {
  return sql.replace(token, (whole, ...rest) => {
    const { left, operator, list } = rest.at(-1) as Record<string, string | undefined>;
    return left === undefined ? whole : `${left} ${operator === '= ANY' ? 'IN' : 'NOT IN'} (${list})`;
  });
}
