import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outlineWithin } from '../../../src/schema/service/outlineSize.js';
import {
  packLenses,
  packProblems,
  packSymbols,
  unpackLenses,
  unpackProblems,
  unpackSymbols,
} from '../../../src/schema/service/packedLists.js';
import type { SchemaLens, SchemaSymbol } from '../../../src/schema/service/schemaMessages.js';
import type { Position, Range, Severity } from '../../../src/text/finding.js';

const position: fc.Arbitrary<Position> = fc.record({ line: fc.nat(), character: fc.nat() }, { noNullPrototype: true });
const range: fc.Arbitrary<Range> = fc.record({ start: position, end: position }, { noNullPrototype: true });
const text = fc.string({ unit: 'binary' });

const problem = fc.record(
  { rule: text, severity: fc.constantFrom<Severity>('error', 'warning', 'info', 'hint'), message: text, range },
  { noNullPrototype: true },
);
const lens: fc.Arbitrary<SchemaLens> = fc.record(
  {
    kind: fc.constantFrom<SchemaLens['kind']>('columns', 'indexes', 'references'),
    range,
    title: text,
    locations: fc.array(fc.record({ path: text, range }, { noNullPrototype: true }), { maxLength: 3 }),
  },
  { noNullPrototype: true },
);
const symbolKind = fc.constantFrom<SchemaSymbol['kind']>('table', 'column', 'index', 'view', 'schema', 'constraint');
/** As deep as there are rounds. */
function symbolsOf(rounds: number): fc.Arbitrary<SchemaSymbol[]> {
  const children = rounds > 1 ? symbolsOf(rounds - 1) : fc.constant<SchemaSymbol[]>([]);
  const fields = { kind: symbolKind, name: text, detail: text, range, nameRange: range, children };
  return fc.array(fc.record(fields, { noNullPrototype: true }), { maxLength: 4 });
}

describe('packed lists', () => {
  it('give back every problem', () => {
    fc.assert(fc.property(fc.array(problem), all => assert.deepEqual(unpackProblems(packProblems(all)), all)));
  });

  it('give back every lens, and whether it has places', () => {
    fc.assert(
      fc.property(fc.array(lens), all => {
        const shown = all.map(({ locations, ...rest }) => ({ ...rest, hasLocations: locations.length > 0 }));
        assert.deepEqual(unpackLenses(packLenses(all)), shown);
      }),
    );
  });

  it('give back every symbol below its parent', () => {
    fc.assert(fc.property(symbolsOf(3), all => assert.deepEqual(unpackSymbols(packSymbols(all)), all)));
  });
});

describe('an outline', () => {
  const place = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
  const symbol = (
    kind: SchemaSymbol['kind'],
    detail: string,
    children: readonly SchemaSymbol[] = [],
  ): SchemaSymbol => ({
    kind,
    name: 'a',
    detail,
    range: place,
    nameRange: place,
    children,
  });
  const column = symbol('column', 'bigint');
  const all = [symbol('table', '', [column, column]), symbol('table', 'alter', [column]), symbol('index', 'on a')];

  it('is whole as long as it is short', () => assert.equal(outlineWithin(all, 6), all));
  it('loses its columns when it is too long', () => {
    assert.deepEqual(
      outlineWithin(all, 5),
      all.map(one => ({ ...one, children: [] })),
    );
  });
  it('keeps what is made when it is longer still', () => {
    assert.deepEqual(outlineWithin(all, 2), [symbol('table', '')]);
  });
});
