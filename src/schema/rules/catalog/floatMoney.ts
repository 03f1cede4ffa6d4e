import type { Column, Table } from '../../catalog.js';
import { typeSql } from '../../print.js';
import type { CatalogContext, CatalogRule } from '../../rule.js';
import { aboutColumn, changeType, columnText } from '../changeType.js';
import { baseType } from '../types.js';
import { wordsOf } from '../words.js';

/** Binary fractions cannot hold 0.10: sums of money are off by cents (manual §8.1.3). */
export const floatMoney: CatalogRule = {
  id: 'float-money',
  category: 'type',
  level: 'warning',
  title: 'Money is kept as a binary fraction',
  looksAt: 'catalog',
  *check(context) {
    // SQLite has no exact fractions to change to.
    if (context.catalog.dialect === 'sqlite') return;
    for (const table of context.catalog.tables) {
      for (const column of table.columns) {
        if (column.inherited || !isFloat.test(baseType(context.catalog, column.type).name) || !isMoney(table, column))
          continue;
        const message = `${columnText(table, column.name)} is ${typeSql(column.type)}, which cannot hold most decimal fractions (0.1 + 0.2 is not 0.3): amounts of money drift. \`${exact(context)}\` is exact.`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => changeType(context, { table, column, type: `${exact(context)}(12,2)` }),
        };
      }
    }
  },
};

const exact = ({ catalog }: CatalogContext): string => (catalog.dialect === 'postgresql' ? 'numeric' : 'decimal');

const isFloat = /^(?:real|double precision|float|double)$/;

const money: ReadonlySet<string> = new Set(
  `price prices amount amounts total totals subtotal cost costs balance fee fees salary salaries wage wages revenue budget refund
  deposit income profit expense expenses payout`.split(/\s+/),
);

/** Behind the noun they only say which money: `price_usd`, `amount_net`, `cost_per_unit`. */
const qualifiers: ReadonlySet<string> = new Set(
  'usd eur gbp jpy chf cad aud inr cny net gross paid due per each unit item month year vat tax min max'.split(' '),
);

/** Things that are counted or measured: `total_distance`, `amount_unit`, `distance_total`. */
const measures: ReadonlySet<string> = new Set(
  `area bytes count counts cpu day days distance dose duration energy factor fat fluid height hour hours kcal kg km latency length
  load memory mass meters minutes mg milligrams miles ml ms percent percentage percentile points power probability protein pct qty
  quantity rainfall rate ratio score scores seconds size speed steps sugar temperature time usage volume weight width`.split(
    /\s+/,
  ),
);

function isMoney(table: Table, { name }: Column): boolean {
  const words = wordsOf(name);
  const at = words.findLastIndex(word => money.has(word));
  if (at < 0 || words.some(word => measures.has(word)) || !words.slice(at + 1).every(word => qualifiers.has(word)))
    return false;
  // With a unit beside it, an amount is one of flour or of medicine.
  return !table.columns.some(
    column => wordsOf(column.name).some(word => /^(?:unit|units|uom)$|uom$/.test(word)) && column.name !== name,
  );
}
