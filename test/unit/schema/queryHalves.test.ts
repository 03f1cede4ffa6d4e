// The sides of UNION, INTERSECT and EXCEPT: each ends where the next begins, however many there are.
import assert from 'node:assert/strict';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';

before(() => loadParser('postgresql'));

function sides(text: string): string[] {
  const [statement] = parseFile('/q.sql', text, { dialect: 'postgresql' }).statements;
  const [command] = statement!.commands;
  assert.ok(command && 'query' in command && command.query, statement!.error?.message);
  return command.query.inner.filter(({ use }) => use === 'half').map(({ span }) => text.slice(span.start, span.end));
}

describe('the sides of a UNION', () => {
  it('are spans of their own', () => {
    const cases: Record<string, readonly string[]> = {
      'SELECT a FROM t WHERE b = 1 GROUP BY a UNION ALL SELECT c FROM u ORDER BY 1 LIMIT 3': [
        'SELECT a FROM t WHERE b = 1 GROUP BY a',
        'SELECT c FROM u',
      ],
      '(SELECT a FROM t ORDER BY b LIMIT 1) EXCEPT SELECT d, e FROM x FETCH FIRST 2 ROWS ONLY': [
        'SELECT a FROM t ORDER BY b LIMIT 1',
        'SELECT d, e FROM x',
      ],
      'SELECT a FROM t WHERE b IN (SELECT 1 UNION SELECT 2) AND c = 3 UNION SELECT 4 INTERSECT SELECT 5': [
        'SELECT a FROM t WHERE b IN (SELECT 1 UNION SELECT 2) AND c = 3',
        'SELECT 4 INTERSECT SELECT 5',
      ],
      'CREATE VIEW v AS SELECT \'ü 🙂 union\', a FROM t UNION SELECT b, c FROM "order" u;': [
        "SELECT 'ü 🙂 union', a FROM t",
        'SELECT b, c FROM "order" u',
      ],
    };
    for (const [text, expected] of Object.entries(cases)) assert.deepEqual(sides(text), expected, text);
  });

  it('are read in time that grows with their number', () => {
    const chain = (count: number) =>
      Array.from({ length: count }, (_, at) => `SELECT a, b FROM t${at} WHERE x = ${at} AND y IN (1, 2)`).join(
        ' UNION ALL ',
      );
    assert.equal(sides(chain(300)).length, 300);
    const before = process.cpuUsage();
    assert.equal(sides(chain(3000)).at(-1), 'SELECT a, b FROM t2999 WHERE x = 2999 AND y IN (1, 2)');
    const { user } = process.cpuUsage(before);
    // It took 40 s when each side ran to the end of the statement.
    assert.ok(user < 8_000_000, `${user / 1000} ms`);
  });
});
