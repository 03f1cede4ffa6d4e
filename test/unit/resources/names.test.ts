import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chooseNames, isPlainName, parameterNames, TakenNames } from '../../../src/resources/names.js';
import { pluralOf, singularOf } from '../../../src/resources/words.js';
import { table } from './madeRelations.js';

const named = (...names: readonly string[]) => {
  const relations = names.map(name => {
    const [schema, own] = name.includes('.') ? name.split('.') : ['public', name];
    return table(own!, { id: 'integer!' }, { schema: schema! });
  });
  const chosen = chooseNames(relations, new TakenNames());
  return relations.map(relation => {
    const { segment, type, collection } = chosen.get(relation)!;
    return `${segment} ${type} ${collection}`;
  });
};

describe('what tables are called in an API', () => {
  it('is in the plural in paths and in the singular in schemas, whatever the manner of the tables', () => {
    assert.deepEqual(named('order_items', 'UserAccount', 'tbl_invoice', 'people', 'category', 'HTTPLog'), [
      'order-items OrderItem OrderItems',
      'user-accounts UserAccount UserAccounts',
      'invoices Invoice Invoices',
      'people Person People',
      'categories Category Categories',
      'http-logs HttpLog HttpLogs',
    ]);
  });

  it('is distinct: who is called like the path comes first, then the schema tells, then a number', () => {
    assert.deepEqual(named('user', 'users', 'Users', 'billing.users'), [
      'users-3 User_3 Users_3',
      'users User Users',
      'users-2 User_2 Users_2',
      'billing-users BillingUser BillingUsers',
    ]);
  });

  it('does not take the names of what is made of others, nor those of the description', () => {
    assert.deepEqual(named('film', 'film_list', 'film_create', 'error'), [
      'films Film Films',
      'film-lists FilmList_2 FilmLists_2',
      'film-creates FilmCreate_2 FilmCreates_2',
      'errors Error_2 Errors_2',
    ]);
  });

  it('is something that can stand in a path and in code, whatever people call tables', () => {
    const hostile = [
      '"; drop table x; --',
      'constructor',
      '__proto__',
      '😀',
      '',
      '用户',
      '2023_sales',
      'a/b{c}',
      'ÄRZTE',
      'x'.repeat(63),
    ];
    for (const name of named(...hostile)) assert.match(name, /^[a-z0-9-]+ [A-Za-z]\w* [A-Za-z]\w*$/);
    assert.deepEqual(named('😀', '用户', 'ÄRZTE'), [
      'tables Table Tables',
      'tables-2 Table_2 Tables_2',
      'arztes Arzte Arztes',
    ]);
  });

  it('is distinct also where case does not count', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^(?:[aA]b?_?(?:list|s)?|.{0,3})$/), { maxLength: 12 }), names => {
        const relations = [...new Set(names)].map(name => table(name, { id: 'integer!' }));
        const all = [...chooseNames(relations, new TakenNames()).values()];
        for (const key of ['segment', 'type', 'collection'] as const) {
          assert.equal(new Set(all.map(one => one[key].toLowerCase())).size, all.length);
        }
      }),
    );
  });
});

describe('one and many', () => {
  const cases =
    'cache:caches shoe:shoes status:statuses address:addresses analysis:analyses person:people bus:buses hero:heroes movie:movies metadata:metadata data:data settings:settings v2:v2 news:news series:series';
  for (const [one, many] of cases.split(' ').map(pair => pair.split(':') as [string, string])) {
    it(`${one}, ${many}`, () => {
      assert.deepEqual([singularOf([many]), singularOf([one]), pluralOf([one])], [[one], [one], [many]]);
    });
  }
});

describe('path parameters', () => {
  it('are called as the columns, where those can stand in braces', () => {
    assert.deepEqual(parameterNames(['order_id', 'lineNo']), ['order_id', 'lineNo']);
    assert.deepEqual(parameterNames(['a}b', '__proto__', '1st', '', 'ID', 'id']), [
      'a_b',
      'proto',
      '_1st',
      'key',
      'ID',
      'id_2',
    ]);
  });

  it('are distinct and plain', () => {
    assert.deepEqual(parameterNames(['constructor', 'toString']), ['constructor_', 'toString_']);
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 })), columns => {
        const names = parameterNames(columns);
        assert.ok(names.every(name => /^\w+$/.test(name)));
        assert.equal(new Set(names.map(name => name.toLowerCase())).size, columns.length);
      }),
    );
    assert.ok(isPlainName('created_at') && !isPlainName('a[b]') && !isPlainName('__proto__'));
  });
});
