import type { CatalogRule } from '../../rule.js';
import { missingTimeColumn } from '../timeColumn.js';

export const missingCreatedAt: CatalogRule = {
  id: 'missing-created-at',
  category: 'convention',
  level: 'off',
  title: 'Nothing says when a row was made',
  looksAt: 'catalog',
  check: context =>
    missingTimeColumn(context, {
      words: ['created', 'inserted', 'occurred', 'logged', 'creation', 'added', 'timestamp'],
      name: 'created_at',
      says: 'when a row was made',
    }),
};
