import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type NotesAbout, notesText } from '../../../src/editor/database/scaffold/notesText.js';
import type { ScaffoldCalls } from '../../../src/editor/database/scaffold/scaffoldCalls.js';
import type { Relation } from '../../../src/schema/relation.js';

type Result = ScaffoldCalls['scaffoldTables']['result'];

const relation = (name: string): Relation => ({
  ...{ schema: 'public', name, kind: 'table', columns: [], uniques: [], indexes: [], foreignKeys: [], checks: [] },
  ...{ key: ['id'], rowSecurity: false, allows: { insert: true, update: true, delete: true } },
});

function about(names: readonly string[], notes: Result['notes'] = [], more: Partial<Result> = {}): NotesAbout {
  const scaffolding = {
    ...{ changes: [], unchanged: [], kept: [], orphans: [], notes: [], dependencies: [] },
    ...{ routesCount: 5 * names.length, typesCount: 0 },
  };
  const resources = names.map(name => ({ path: `/${name}`, relation: `public.${name}` }));
  const result = {
    ...{ scaffolding, resources, notes, left: [], findings: [], before: undefined },
    isNewPackage: false,
  };
  return {
    ...{ label: 'db/schema.sql', output: 'src/api', framework: 'Express' },
    ...{ relations: names.map(relation), result: { ...result, ...more } },
  };
}

describe('notes of Scaffold API from Database', () => {
  it('say first what is to be done, then which table became what', () => {
    const message =
      'Each request would read all. Run CREATE INDEX CONCURRENTLY ON public.orders (customer_id); and scaffold again.';
    const text = notesText({
      ...about(
        ['orders', 'users'],
        [
          {
            rule: 'secret-column',
            severity: 'info',
            relation: 'public.users',
            column: 'password',
            message: 'No response has it.',
          },
          {
            rule: 'unindexed-foreign-key',
            severity: 'warning',
            relation: 'public.orders',
            column: 'customer_id',
            message,
          },
        ],
      ),
      install: { lines: ['npm install', 'npm start'], isNew: true },
    });
    assert.equal(
      text,
      `# API from db/schema.sql

Express, 2 resources, 10 operations, in \`src/api\`.

## What to do in the database

### Foreign keys without an index

- **public.orders.customer\\_id**: Each request would read all. Run \`CREATE INDEX CONCURRENTLY ON public.orders (customer_id);\` and scaffold again.

## To start it

In \`src/api\`:

\`\`\`sh
npm install
npm start
\`\`\`

Without \`DATABASE_URL\`, \`src/api/app.ts\` is a trial on an embedded PostgreSQL.

## Tables

| Table | Path | Key | Notes |
| --- | --- | --- | ---: |
| public.orders | \`/orders\` | id | 1 |
| public.users | \`/users\` | id | 1 |

## To be known

### Columns that look like secrets

- **public.users.password**: No response has it.
`,
    );
  });

  it('name what the description says otherwise', () => {
    const left: Result['left'] = [
      {
        ...{ kind: 'status-drift', method: 'get', path: '/orders', message: 'It has no 404.' },
        ...{ described: undefined, route: undefined, edits: [] },
      },
    ];
    assert.match(notesText(about(['orders'], [], { left })), /says otherwise[\s\S]*- `GET \/orders`: It has no 404\./);
  });

  it('are text, whatever a database calls its things', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('<img src=x>', '[a](command:b)', '`', '``x', 'a|b', 'a\n# b', '![](http://x)', 'a\r\n\r\n<b>'),
    );
    const plain = notesText(about(['a', 'b'])).split('\n');
    fc.assert(
      fc.property(name, name, (one, other) => {
        const text = notesText(about([one, `${other}.`]));
        const lines = text.split('\n');
        assert.equal(lines.length, plain.length);
        // Nothing is markup that the report has not put there.
        assert.doesNotMatch(markupOf(text), /<[a-z/!]|\]\(|!\[/i);
        for (const line of lines.slice(-3, -1)) assert.equal(markupOf(line).match(/\|/g)?.length, 5, line);
      }),
    );
  });
});

/** Without what a backslash makes text of, and without code. */
function markupOf(text: string): string {
  let markup = '';
  for (let at = 0; at < text.length; ) {
    const [ticks] = /^`+/.exec(text.slice(at)) ?? [];
    const end = ticks && text.slice(at + ticks.length).search(new RegExp(`(?<!\`)${ticks}(?!\`)`));
    if (text[at] === '\\') at += 2;
    else if (!ticks) markup += text[at++];
    else {
      assert.ok(typeof end === 'number' && end >= 0, 'code that does not end');
      at += end + 2 * ticks.length;
    }
  }
  return markup;
}
