import assert from 'node:assert/strict';
import type { Outcome, StatementOutcome } from '../../../src/database/apply/outcome.js';
import { outcomeMarkdown } from '../../../src/database/apply/output/markdown.js';
import { shownStatements } from '../../../src/database/apply/output/shownStatements.js';

function statements(count: number, failed = -1): readonly StatementOutcome[] {
  return Array.from({ length: count }, (_, line) => ({
    position: { line, character: 0 },
    head: `SELECT ${line}`,
    state: line === failed ? 'failed' : failed >= 0 && line > failed ? 'notRun' : 'done',
  }));
}

describe('statements of a long migration', () => {
  it('are shown from the first on, with those that failed wherever they are', () => {
    const all = statements(200_000, 150_000);
    const { shown, left } = shownStatements(all);
    assert.equal(shown.length + left, all.length);
    assert.ok(shown.length <= 1000);
    assert.equal(shown[0], all[0]);
    assert.equal(shown.at(-1), all[150_000]);
    assert.deepEqual(shownStatements(statements(1000)).left, 0);
  });

  it('are told in a report that stays small', () => {
    const outcome: Outcome = {
      ...{ status: 'applied', direction: 'up', name: 'many', path: '/many.sql', checksum: 'a'.repeat(64) },
      ...{ segments: { before: 0, done: 1, total: 1 }, statements: statements(200_000), notes: [], milliseconds: 5 },
    } as Outcome;
    const text = outcomeMarkdown(outcome, 'shop');
    assert.ok(text.length < 100_000);
    assert.match(text, /^… and 199000 more statements$/m);
  });
});
