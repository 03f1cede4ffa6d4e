/** Reads SQL through the front door and shows Commands with the text of every span in its place. */
import { strict as assert } from 'node:assert';
import type { Command } from '../../../src/schema/commands.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';

export async function loadPostgres(): Promise<void> {
  await loadParser('postgresql');
}

/** The Commands of every statement; each must be understood. */
export function commandsOf(sql: string): readonly Command[] {
  const { statements } = parseFile('/schema.sql', sql, { dialect: 'postgresql' });
  for (const { error } of statements) assert.equal(error, undefined, `${error?.message} in: ${sql}`);
  return statements.flatMap(({ commands }) => commands);
}

/** The one statement of `sql`, spans as the text that they mean. */
export function shown(sql: string): unknown[] {
  const { statements } = parseFile('/schema.sql', sql, { dialect: 'postgresql' });
  assert.equal(statements.length, 1, `one statement: ${sql}`);
  const { start, end, commands, error } = statements[0]!;
  assert.equal(error, undefined, `${error?.message} in: ${sql}`);
  return commands.map(command => withTexts(command, sql.slice(start, end)));
}

export function withTexts(part: unknown, text: string): unknown {
  if (Array.isArray(part)) return part.map(one => withTexts(one, text));
  if (typeof part !== 'object' || part === null) return part;
  const { start, end } = part as { start?: unknown; end?: unknown };
  if (typeof start === 'number' && typeof end === 'number') return text.slice(start, end);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withTexts(value, text)]));
}

/** Every field that is expected; lists have the same length. `undefined` means that the field is not there. */
export function assertHas(actual: unknown, expected: unknown, path = ''): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${path} is a list, not ${JSON.stringify(actual)}`);
    assert.equal(actual.length, expected.length, `${path} has so many: ${JSON.stringify(actual)}`);
    for (const [index, one] of expected.entries()) assertHas(actual[index], one, `${path}[${index}]`);
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${path} is there: ${JSON.stringify(actual)}`);
    for (const [key, value] of Object.entries(expected)) {
      assertHas((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else assert.strictEqual(actual, expected, path);
}

/** A table of SQL → what its one Command holds. */
export function cases(table: Readonly<Record<string, unknown>>): void {
  for (const [sql, expected] of Object.entries(table)) {
    it(sql.replace(/\s+/g, ' '), () => {
      assertHas(shown(sql), Array.isArray(expected) ? expected : [expected]);
    });
  }
}
