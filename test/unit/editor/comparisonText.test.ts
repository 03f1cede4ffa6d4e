import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Compared } from '../../../src/editor/database/compare/compareCalls.js';
import { comparisonText, messageText, verdictText } from '../../../src/editor/database/compare/comparisonText.js';
import { inEditorWords } from '../../../src/editor/database/compare/editorWords.js';
import { Problem } from '../../../src/text/problem.js';

const proof = 'PostgreSQL 18.4 (embedded): up reaches the target, down comes back, 5 rows in 1 table kept';
const base: Compared = {
  ...{ isEqual: false, isProven: true, failures: [], renames: [], possibleRenames: [], unmodelled: [], warnings: [] },
  from: { label: 'old.sql', hash: '0'.repeat(16), tables: 1 },
  to: { label: 'shop', hash: '1'.repeat(16), tables: 2 },
  proofs: [proof],
  provenOn: 'PostgreSQL 18.4 (embedded), up and down, with 5 rows in 1 table',
  hazards: [
    { severity: 'danger', direction: 'up', text: 'deletes data: The values are lost' },
    { severity: 'warning', direction: 'down', text: 'locks: ACCESS EXCLUSIVE on a' },
  ],
  changes: [
    { verb: 'remove', text: 'ALTER TABLE a DROP COLUMN b' },
    { verb: 'add', text: 'CREATE TABLE c (id int)' },
  ],
  ...{ upSql: 'x', downSql: 'y', title: 'add table c and 1 more change' },
  written: { migrations: [{} as never], scope: { owners: false, grants: false, without: [] } },
};
const equal: Compared = {
  ...base,
  isEqual: true,
  proofs: [],
  hazards: [],
  changes: [],
  title: '',
  written: { ...base.written, migrations: [] },
};
const unproven: Compared = { ...base, isProven: false, failures: ['up: still differs: index public.i'] };

describe('a comparison in the editor', () => {
  it('says in a line what it comes to', () => {
    assert.equal(verdictText(base), 'Proven, 1 danger');
    assert.equal(verdictText(unproven), 'NOT proven, 1 danger');
    assert.equal(verdictText(equal), 'Equal');
    assert.equal(
      messageText(base),
      'Add table c and 1 more change: proven on PostgreSQL 18.4 (embedded), up and down, with 5 rows in 1 table. 1 danger: deletes data: The values are lost.',
    );
    assert.match(messageText(unproven), /^The proof does not hold: up: still differs: index public\.i\./);
    assert.equal(messageText(equal), 'old.sql and shop are equal: there is nothing to do.');
    assert.equal(
      messageText({ ...equal, unmodelled: ['cast a', 'cast b', 'cast c', 'cast d'] }),
      'old.sql and shop are equal: there is nothing to do. These differ as well, and are left as they are: cast a, cast b, cast c and 1 more.',
    );
  });

  it('tells proof, hazards, changes and what is left as it is', () => {
    const renames = [{ kind: 'column', from: 'public.a.x', to: 'y' }] as const;
    assert.equal(
      comparisonText({ ...base, renames, unmodelled: ['cast a'], warnings: ['No such option.'] }),
      `There is now:       old.sql (1 table)
It should become:   shop (2 tables)

Proof
  ✔ ${proof}

Hazards
  danger   there  deletes data: The values are lost
  warning  back   locks: ACCESS EXCLUSIVE on a

New
  + CREATE TABLE c (id int)

Gone
  - ALTER TABLE a DROP COLUMN b

Renamed
  public.a.x → y

These differ as well, and are left as they are
  cast a

Of the connections
  No such option.
`,
    );
  });

  it('no name of a database leaves its line or turns it around', () => {
    const plain = comparisonText(base).split('\n').length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        const evil = `a${name}\u202e\r\n\u0007b`;
        const one: Compared = {
          ...base,
          from: { ...base.from, label: evil },
          hazards: [{ ...base.hazards[0]!, text: evil }, base.hazards[1]!],
        };
        const text = comparisonText(one);
        assert.equal(text.split('\n').length, plain);
        assert.doesNotMatch(text + messageText(one).replaceAll(' ', ''), /[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
      }),
    );
  });
});

describe('problems in the words of the editor', () => {
  const told = (problem: Error) => inEditorWords(() => Promise.reject(problem)).catch((error: Problem) => error);

  it('name options and settings in place of flags', async () => {
    const message =
      'It cannot be. Leave out what is missing with --without, or compare on a PostgreSQL that has what it needs: --engine.';
    assert.equal(
      (await told(new Problem(message))).message,
      'It cannot be. Leave out what is missing with the option “Leave out”, or compare on a PostgreSQL that has what it needs: see the setting seniorBackend.database.engine.',
    );
  });

  it('have a place only where a file can be opened', async () => {
    const position = { line: 2, character: 4 };
    const inGit = (await told(new Problem('Refused.', { path: 'main:db/a.sql', position }))) as Problem;
    assert.deepEqual([inGit.message, inGit.place], ['Refused. (main:db/a.sql:3:5)', undefined]);
    const onDisk = (await told(new Problem('Refused.', { path: '/db/a.sql', position }))) as Problem;
    assert.deepEqual([onDisk.message, onDisk.place], ['Refused.', { path: '/db/a.sql', position }]);
  });

  it('other errors stay what they are', async () => {
    const error = new TypeError('x');
    assert.equal(await told(error), error);
  });
});
