// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of other programs.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillBlanks, readNeeds } from '../../../src/editor/database/explain/queryNeeds.js';
import { queryInScript } from '../../../src/editor/database/explain/scriptQuery.js';
import { statementAround, withoutExplain } from '../../../src/editor/database/explain/sqlQuery.js';

/** `|` is the cursor; two of them are the ends of a selection. */
function place(marked: string) {
  const [before = '', inside, after] = marked.split('|');
  const text = before + (inside ?? '') + (after ?? '');
  const end = after === undefined ? before.length : before.length + (inside ?? '').length;
  return { text, start: before.length, end };
}

describe('the statement around the cursor', () => {
  const around = (marked: string) => {
    const { text, start } = place(marked);
    const found = statementAround(text, start);
    assert.equal(text.slice(found.start, found.end), found.text);
    return found.text;
  };

  it('is the one that the cursor is in', () => {
    assert.equal(around('select 1; sel|ect 2; select 3'), 'select 2');
    assert.equal(around('|select 1; select 2'), 'select 1');
    assert.equal(around('select 1; select 2|'), 'select 2');
    assert.equal(around("select ';', $$;$$ -- ; \n, 2|; select 3"), "select ';', $$;$$ -- ; \n, 2");
  });

  it('is the one before on its line, and else the next', () => {
    assert.equal(around('select 1;|\nselect 2;'), 'select 1');
    assert.equal(around('select 1; |\nselect 2;'), 'select 1');
    assert.equal(around('select 1;\n|\nselect 2;'), 'select 2');
    assert.equal(around('select 1;\n-- the ne|xt\nselect 2;'), 'select 2');
    assert.equal(around('select 1;\n\n|'), 'select 1');
    assert.equal(around('select 1;\n-- done|'), 'select 1');
    assert.equal(around('select 1;\n/* open|'), 'select 1');
  });

  it('is none where there is none', () => {
    for (const text of ['', '\n\n', '-- nothing', ';;'])
      assert.throws(() => statementAround(text, 0), /no statement to explain/);
  });

  it('is found at every place of any text', () => {
    const piece = fc.constantFrom('select 1', ';', "'", '"', '$$', '--', '\n', '/*', '*/', ' ', '${x}', ':a', '\\d');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.nat(), (pieces, at) => {
        const text = pieces.join('');
        try {
          const { start, end } = statementAround(text, at % (text.length + 1));
          assert.ok(0 <= start && start < end && end <= text.length);
        } catch (error) {
          assert.match(String(error), /no statement to explain/);
        }
      }),
    );
  });
});

describe('an EXPLAIN', () => {
  it('gives its query', () => {
    const query = (text: string) => {
      const found = withoutExplain({ text, start: 10, end: 10 + text.length });
      assert.equal(`          ${text}`.slice(found.start, found.end), found.text);
      return found.text;
    };
    assert.equal(query('EXPLAIN select 1'), 'select 1');
    assert.equal(query('explain analyze VERBOSE select 1'), 'select 1');
    assert.equal(query('-- why\nexplain (analyze, buffers, format json) -- so\n (select 1)'), '(select 1)');
    assert.equal(query('explain (select (1))'), '(select (1))');
    for (const other of ['select 1', 'explain', '', 'explained', 'explain ((', 'explain analyze'])
      assert.equal(query(other).length > 0 || other === '', true);
    assert.equal(query('select explain'), 'select explain');
  });
});

describe('SQL in a script', () => {
  const inScript = (marked: string, file = 'query.ts') => {
    const { text, start, end } = place(marked);
    return queryInScript({ text, start, end, language: { script: file } }, file).text;
  };

  it('is the literal around the cursor, without its quotes', () => {
    assert.equal(inScript("db.query('sel|ect 1');"), 'select 1');
    assert.equal(inScript('const a = `select \\`x\\`|`;'), 'select `x`');
    assert.equal(inScript("query('select \\'x\\'|')"), "select 'x'");
    assert.equal(inScript('await sql`select ${a} from| t`'), 'select ${a} from t');
    assert.equal(inScript("query('select 1 ' + \n 'from| t where id = ' + id)"), 'select 1 from t where id = ${id}');
  });

  it('is what is selected, or the literal in it', () => {
    assert.equal(inScript('|db.query("select 1")|;'), 'select 1');
    assert.equal(inScript('db.query(|"select 1"|);'), 'select 1');
    assert.equal(inScript('| await db.query("select $1", ["open"]) |'), 'select $1');
    assert.equal(inScript('q(`select 1; |select ${a.b}|; select 3`)'), 'select ${a.b}');
    assert.equal(inScript("q('select 1; |select \\'x\\'|')"), "select 'x'");
    assert.equal(inScript('// |select 1 from t|'), 'select 1 from t');
    assert.equal(inScript('this is {{{ no program `|select ${a}|'), 'select ${a}');
  });

  it('has each interpolation in one piece', () => {
    assert.equal(inScript('sql`select| ${f({ a: `}` })}`'), 'select ${f(( a: `)` ))}');
    const long = inScript(`sql\`|\${${'a'.repeat(100)}} \${${'a'.repeat(100)}}\``);
    assert.equal(new Set(long.split(' $')).size, 2);
  });

  it('is none, or one of several', () => {
    assert.throws(() => inScript('const a = |1;'), /no SQL at the cursor/);
    assert.throws(() => inScript('|q("select 1"); q("select 2");|'), /2 queries in the selection/);
    assert.throws(() => inScript('|f("a", "b")|'), /no query in the selection/);
    assert.throws(() => inScript('q(`select |1, ${a.|b}`)'), /within an interpolation/);
  });

  it('reads every grammar', () => {
    assert.equal(inScript('const a = <T,>(x: T) => <p>{q(`select |1`)}</p>;', 'query.tsx'), 'select 1');
    assert.equal(inScript('const a = <p>{q("select |1")}</p>;', 'query.jsx'), 'select 1');
    assert.equal(inScript('const a = <string>q("select |1");'), 'select 1');
  });
});

describe('what a query leaves open', () => {
  it('are its parameters, as they were written', async () => {
    const { parameters, reads, verb } = await readNeeds('select * from t where a = :a and b = ? and c = $1', []);
    assert.deepEqual(parameters, [
      { number: 1, written: '$1' },
      { number: 2, written: ':a' },
      { number: 3, written: '?' },
    ]);
    assert.deepEqual([reads, verb], [true, 'SELECT']);
    assert.deepEqual((await readNeeds('delete from t where a = ${a.b}', [])).parameters, [
      { number: 1, written: '${a.b}' },
    ]);
    assert.equal((await readNeeds('delete from t', [])).reads, false);
  });

  it('are names and parts of SQL, which are asked for first', async () => {
    const text = 'select * from ${table} where id = ${id} ${more}';
    assert.deepEqual((await readNeeds(text, [])).blanks, ['${table}']);
    const table = { written: '${table}', as: 'orders o' };
    assert.deepEqual((await readNeeds(text, [table])).blanks, ['${id}', '${more}']);
    const filled = [table, { written: '${id}', as: '$1' }, { written: '${more}', as: '' }];
    assert.deepEqual((await readNeeds(text, filled)).blanks, []);
    assert.equal(fillBlanks(text, filled).trim(), 'select * from orders o where id = $1');
  });

  it('puts in what was said as it is, once', () => {
    const filled = [
      { written: '${a}', as: '${b} $& $1' },
      { written: '${b}', as: 'wrong' },
    ];
    assert.equal(fillBlanks('select * from ${a}', filled), 'select * from ${b} $& $1');
  });

  it('is nothing where no plan is to be had', async () => {
    await assert.rejects(readNeeds('drop table t', []), /knows nothing of this statement/);
    await assert.rejects(readNeeds('select 1; select 2', []), /2 statements/);
    await assert.rejects(readNeeds('selec 1', []), /does not parse/);
  });
});
