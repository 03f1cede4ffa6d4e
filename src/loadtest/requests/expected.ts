/** Which status codes count as success. */
import { Problem } from '../../text/problem.js';

/**
 * @param expect `200`, `4XX`; none: 1XX to 3XX.
 * @returns a table with an entry for each status from 0 to 999.
 * @throws Problem for what is neither a status code nor a class of them.
 */
export function expectedTable(expect: readonly string[]): Uint8Array {
  const table = new Uint8Array(1000);
  if (expect.length === 0) return table.fill(1, 100, 400);
  for (const each of expect) {
    const text = each.trim();
    if (/^[1-9]\d\d$/.test(text)) table[Number(text)] = 1;
    else if (/^[1-9]xx$/i.test(text)) table.fill(1, Number(text[0]) * 100, Number(text[0]) * 100 + 100);
    else
      throw new Problem(`${JSON.stringify(each)} is not a status to expect. Write codes like 200 or classes like 4XX.`);
  }
  return table;
}
