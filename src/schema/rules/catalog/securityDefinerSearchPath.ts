import type { Routine } from '../../catalog.js';
import { displayName, quoteName, quoteQualified } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { editFix } from '../fixes.js';
import { isPostgres } from '../tables.js';

/** Whoever calls it sets the search_path, and so decides which tables and operators its owner's rights touch (manual, CREATE FUNCTION). */
export const securityDefinerSearchPath: CatalogRule = {
  id: 'security-definer-search-path',
  category: 'security',
  level: 'warning',
  title: 'A SECURITY DEFINER function has no search_path of its own',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const routine of context.catalog.functions) {
      if (!routine.securityDefiner || routine.settings.includes('search_path')) continue;
      if (routine.language === 'c' || routine.language === 'internal' || isBoundEarly(context, routine)) continue;
      yield violation(context, routine);
    }
  },
};

/** A body in SQL itself is looked up when the function is made, not when it runs. */
function isBoundEarly(context: CatalogContext, routine: Routine): boolean {
  return routine.language === 'sql' && !/\bas\s+(?:e?'|\$)/i.test(textOf(context, routine));
}

function textOf({ files }: CatalogContext, { definition }: Routine): string {
  return files.get(definition.path)?.file.text.slice(definition.start, definition.end) ?? '';
}

function violation(context: CatalogContext, routine: Routine): Violation {
  const message = `\`${displayName(routine)}\` runs with its owner's rights on the caller's \`search_path\`: whoever may create objects can put their own in its way.`;
  const path = `SET search_path = ${quoteName(routine.schema)}, pg_temp`;
  const written = context.files.get(routine.place.path)?.file.text.slice(routine.place.start, routine.place.end) ?? '';
  const name = quoteQualified(routine, { withPublic: written.includes('.') });
  const kind = routine.kind === 'procedure' ? 'PROCEDURE' : 'FUNCTION';
  const suggestion = `ALTER ${kind} ${name}(${routine.arguments.join(', ')}) ${path};`;
  const { path: file, end } = routine.definition;
  // Options may stand in any order, also behind the body.
  const edit = { path: file, start: end, end, text: `\n${path}` };
  const isCreation = /^\s*create\b/i.test(textOf(context, routine));
  const fixes = isCreation ? editFix(context, 'Set a search_path', [edit], { createdIn: file }) : [];
  return { message, place: routine.place, suggestion, fixes };
}
