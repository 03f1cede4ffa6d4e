// What an editor shows of migrations that were applied, tried or proven.
import assert from 'node:assert/strict';
import nodePath from 'node:path';
import fc from 'fast-check';
import type { DryRun } from '../../../src/database/apply/dryRunTypes.js';
import type { Failure, Outcome } from '../../../src/database/apply/outcome.js';
import type { FileProof } from '../../../src/database/prove/file/fileProof.js';
import { headerHazards } from '../../../src/database/prove/file/headerHazards.js';
import { ago } from '../../../src/editor/database/migration/ago.js';
import { readMigrationChoice } from '../../../src/editor/database/migration/migrationChoice.js';
import { shownDryRun, shownOutcome, shownProof } from '../../../src/editor/database/migration/shownRun.js';

const path = nodePath.resolve('/m/2_a.sql');
const at = (line: number) => ({ line, character: 0 });
const failure: Failure = {
  ...{ kind: 'refused', message: 'PostgreSQL refuses this statement: no.', path, position: { line: 2, character: 7 } },
  ...{ statement: 1, code: '42601', server: 'no', detail: 'a detail', hint: 'a hint', attempts: 1, blockers: [] },
};
const outcome: Outcome = {
  ...{ status: 'applied', name: '2_a', path, checksum: 'c'.repeat(64), milliseconds: 41, notes: [] },
  segments: { total: 2, before: 0, done: 2 },
  statements: [
    { position: at(0), head: 'CREATE TABLE a ()', state: 'done', milliseconds: 3, rows: 2 },
    { position: at(2), head: 'CREATE TABLE b ()', state: 'done', milliseconds: 1200 },
  ],
};
const dryRun: DryRun = {
  ...{ status: 'fine', direction: 'up', name: '2_a', path, where: 'server', queries: [], notes: [], milliseconds: 9 },
  engine: { kind: 'server', version: '18.4' },
  statements: [
    {
      ...{ position: at(0), head: 'ALTER TABLE "a|b" ADD x int', state: 'done', milliseconds: 3 },
      locks: [{ relation: 'public."a|b"', mode: 'ACCESS EXCLUSIVE' }],
      rewrites: ['public."a|b"'],
    },
  ],
};
const proof: FileProof = {
  ...{ name: '2_a', engine: { kind: 'embedded', version: '18.4' }, start: { label: 'the migration before it' } },
  up: { path, statements: dryRun.statements, differences: [] },
  down: { path, statements: [], differences: [] },
  hasWayBack: true,
  rows: { tables: 1, rows: 12, without: [], lost: [] },
  ...{ notes: [], milliseconds: 900 },
};

describe('what an editor shows of a migration', () => {
  it('tells of one that is applied', () => {
    const shown = shownOutcome(outcome, 'shop on h');
    assert.equal(shown.summary, '2_a is applied to shop on h: 2 statements in 41 ms.');
    assert.deepEqual(
      shown.marks.map(({ line, text, tone }) => [line, text, tone]),
      [
        [0, '3 ms · 2 rows', 'good'],
        [2, '1.2 s', 'good'],
      ],
    );
    assert.deepEqual([shown.isFine, shown.problems, shown.label], [true, [], 'Applied to']);
  });

  it('tells of one that failed, where, and what is left of it', () => {
    const statements = [outcome.statements[0]!, { ...outcome.statements[1]!, state: 'failed' as const }];
    const shown = shownOutcome(
      { ...outcome, status: 'failed', failure, statements, segments: { total: 2, before: 0, done: 1 } },
      'shop',
    );
    assert.match(shown.summary, /^2_a failed on shop\. Line 3: .* 1 of 2 pieces are done and stay\. Run it again/);
    assert.deepEqual(shown.problems, [
      {
        path,
        at: { line: 2, character: 7 },
        severity: 'error',
        message: `${failure.message}\nDetail: a detail\nHint: a hint`,
      },
    ]);
    assert.deepEqual([shown.isPartial, shown.isLocked, shown.marks.length], [true, false, 1]);
  });

  it('knows whether more patience helps where a lock was not to be had', () => {
    const [first] = outcome.statements;
    const locked = (head: string) => {
      const statements = [{ ...first!, head }];
      const { isLocked, saysPatience } = shownOutcome(
        { ...outcome, status: 'failed', statements, failure: { ...failure, kind: 'lockTimeout', statement: 0 } },
        'shop',
      );
      return [isLocked, saysPatience];
    };
    for (const said of ["SET LOCAL lock_timeout = '5s'", 'set lock_timeout to 1', 'SET SESSION  lock_timeout = 0'])
      assert.deepEqual(locked(said), [true, true], said);
    for (const other of ['ALTER TABLE lock_timeout ADD x int', "SET statement_timeout = '5s'"])
      assert.deepEqual(locked(other), [true, false], other);
  });

  it('marks no file when what failed is only in the history', () => {
    const shown = shownOutcome(
      { ...outcome, status: 'failed', failure: { ...failure, path: '2_a (rollback)' } },
      'shop',
    );
    assert.deepEqual(shown.problems, []);
  });

  it('tells of locks and rewrites', () => {
    const shown = shownDryRun(dryRun, 'shop');
    assert.deepEqual(
      shown.marks.map(({ text, tone }) => [text, tone]),
      [['3 ms · ACCESS EXCLUSIVE on public."a|b" · writes all rows of public."a|b" anew', 'strong']],
    );
  });

  it('tells of proofs: good ones, lost values, refused rows, ways that do not come back', () => {
    assert.equal(shownProof(proof).summary, 'Proven: 2_a. Up runs, down comes back, 12 sample rows in 1 table kept.');
    const lost = { direction: 'up' as const, table: 'public."a|b"', column: 'x', count: 2, isExpected: false };
    const withHeader = { ...proof, start: { ...proof.start, isPromised: true } };
    const bad = shownProof({ ...withHeader, rows: { ...proof.rows!, lost: [lost] } });
    assert.deepEqual([bad.label, bad.isFine], ['Not proven: loses rows', false]);
    // Nobody has said what is lost, so it may be meant; it is marked all the same.
    const meant = shownProof({ ...proof, rows: { ...proof.rows!, lost: [lost] } });
    assert.deepEqual([meant.label, meant.isFine], ['Proven: up and down, but values are lost', true]);
    assert.match(meant.report, /⚠ 12 sample rows in 1 table: some values are lost\./);
    assert.deepEqual(meant.problems, bad.problems);
    assert.deepEqual(bad.problems, [
      { path, at: at(0), severity: 'warning', message: 'Of the sample rows, 2 values of public."a|b".x are lost.' },
    ]);
    const expected = shownProof({ ...proof, rows: { ...proof.rows!, lost: [{ ...lost, isExpected: true }] } });
    assert.deepEqual([expected.isFine, expected.problems[0]?.severity], [true, 'info']);
    const refused = {
      direction: 'up' as const,
      sql: 'ALTER TABLE "a|b" ADD x int',
      message: 'nulls',
      isExpected: false,
    };
    assert.equal(shownProof({ ...proof, rows: { ...proof.rows!, refused } }).label, 'Not proven: fails with rows');
    const away = shownProof({ ...proof, down: { ...proof.down!, differences: ['table public.a differs'] } });
    assert.equal(away.label, 'Not proven: does not come back');
    assert.match(away.problems[0]?.message ?? '', /table public\.a differs\.$/);
    const other = shownProof({ ...proof, promise: { isReached: false, wanted: 'a', found: 'b' } });
    assert.equal(other.label, 'Not proven: does not arrive');
  });

  it('keeps text of others text, whatever it holds', () => {
    const markup = fc.array(fc.constantFrom('<img src=x>', '](command:x)', '|', '`', '\n', '**', 'a', '\\'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        markup.map(parts => parts.join('')),
        text => {
          const failed = { ...failure, message: text, server: text, detail: text, hint: text };
          const statements = [{ ...dryRun.statements[0]!, head: text, notices: [text] }];
          const reports = [
            shownOutcome(
              { ...outcome, name: text, failure: failed, status: 'failed', statements, notes: [text] },
              text,
            ),
            shownDryRun({ ...dryRun, name: text, statements, notes: [text], reason: text, where: 'clone' }, text),
            shownProof({ ...proof, name: text, up: { path, failure: failed, statements, differences: [text] } }),
          ];
          for (const { report } of reports) {
            // Outside of code, a `<` or `]` has a backslash before it; in code it is text.
            const plain = report.replace(/\\[!-/:-@[-`{-~]|(`+)[\s\S]*?(?<!`)\1(?!`)/g, '');
            assert.doesNotMatch(plain.replaceAll('<br>', ''), /<img|\]\(/, report);
            const table = report.split('\n').filter(line => line.startsWith('| done'));
            assert.equal(table.length, 1, report);
          }
        },
      ),
    );
  });

  it('reads what a header warns of', () => {
    const text =
      '-- hazard, up: deletesData: all of public.a\r\n-- hazard, down: locks: x\n-- hazard, up: nonsense: y\n';
    assert.deepEqual(
      headerHazards(text).map(({ direction, kind, reason }) => [direction, kind, reason]),
      [
        ['up', 'deletesData', 'all of public.a'],
        ['down', 'locks', 'x'],
      ],
    );
  });

  it('says how long ago', () => {
    const now = Date.UTC(2026, 10, 21, 12);
    const minute = 60_000;
    assert.deepEqual(
      [0, 2 * minute, 90 * minute, 2880 * minute].map(time => ago(now - time, now)),
      ['just now', '2 min ago', '1 h ago', 'on 2026-11-19'],
    );
  });

  it('checks what other extensions answer in advance', () => {
    assert.deepEqual(readMigrationChoice(undefined), {});
    assert.deepEqual(readMigrationChoice({ connection: 'shop', wait: 0 }), { connection: 'shop', wait: 0 });
    for (const bad of [{ connection: 1 }, { lockTimeout: -1 }, { start: { other: 'x' } }, 'shop'])
      assert.throws(() => readMigrationChoice(bad), /argument is not understood/);
  });
});
