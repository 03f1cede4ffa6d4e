import { displayName } from '../../print.js';
import type { CatalogRule } from '../../rule.js';
import { aboutColumn, columnText } from '../changeType.js';
import { hasIndexFor } from '../indexFacts.js';
import { addIndex } from '../newIndex.js';
import { undeclaredReferences } from '../undeclared.js';

/**
 * A list of parents asks for the children of each. With a declared key the lack of an index is what `unindexed-foreign-key` says; here
 * are the relations that only the names tell.
 */
export const nPlusOneRisk: CatalogRule = {
  id: 'n-plus-one-risk',
  category: 'index',
  level: 'info',
  title: 'The children of a row cannot be looked up by an index',
  looksAt: 'catalog',
  *check(context) {
    for (const { table, column, target } of undeclaredReferences(context)) {
      if (hasIndexFor(table, [column.name])) continue;
      const parent = displayName(target);
      const message =
        `No index of \`${displayName(table)}\` starts with ${columnText(table, column.name)}: a list of \`${parent}\` with its ` +
        `\`${displayName(table)}\` reads the whole table once for each row.`;
      yield {
        message,
        ...aboutColumn(table, column),
        mend: () => addIndex(context, { table, columns: [column.name], at: column.place }),
      };
    }
  },
};
