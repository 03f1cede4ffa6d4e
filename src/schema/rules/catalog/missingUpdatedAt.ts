import type { CatalogRule } from '../../rule.js';
import { missingTimeColumn } from '../timeColumn.js';

export const missingUpdatedAt: CatalogRule = {
  id: 'missing-updated-at',
  category: 'convention',
  level: 'off',
  title: 'Nothing says when a row was last changed',
  looksAt: 'catalog',
  check: context =>
    missingTimeColumn(context, {
      words: ['updated', 'modified', 'changed', 'update'],
      name: 'updated_at',
      says: 'when a row was last changed',
    }),
};
