const name = String.raw`(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)`;
const value = `'(?:[^']|'')*'::character varying`;
const list = `${value}(?:, ${value})*`;
const column = String.raw`${name}(?:\.${name})*`;
/** With all parentheses, and as CREATE STATISTICS has it, with the fewest. */
const inList = String.raw`\((?<left>${column})\)::text (?<operator>= ANY|<> ALL) \(\(ARRAY\[(?<list>${list})\]\)::text\[\]\)`;
const shortInList = String.raw`(?<shortLeft>${column})::text (?<shortOperator>= ANY|<> ALL) \(ARRAY\[(?<shortList>${list})\]::text\[\]\)`;
const token = new RegExp(String.raw`[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|${inList}|${shortInList}|${name}`, 'gsu');

/**
 * The server writes `status IN ('a', 'b')` over a varchar as an array that is cast as a whole, and reads that as one whose elements are
 * cast one by one: an expression would differ from itself after it was made again. Written as IN it stays the same.
 */
export function withInLists(sql: string): string {
  return sql.replace(token, (whole, ...rest) => {
    const found = rest.at(-1) as Record<string, string | undefined>;
    const left = found['left'] ?? found['shortLeft'];
    if (left === undefined) return whole;
    const isIn = (found['operator'] ?? found['shortOperator']) === '= ANY';
    return `${left} ${isIn ? 'IN' : 'NOT IN'} (${found['list'] ?? found['shortList']})`;
  });
}
