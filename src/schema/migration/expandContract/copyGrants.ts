import { quoteLiteral } from '../../print.js';
import { dollarTag } from '../online/backfill.js';

/** Of a view that shows a table under another name. Addresses are quoted and qualified. */
export interface Shown {
  readonly view: string;
  readonly relation: string;
  /** Names of columns as the relation has them, and as the view shows them. Not quoted. */
  readonly renamed: readonly (readonly [now: string, shown: string])[];
}

/**
 * Whoever may use a relation may use the view in the same way: SQL that reads the grants where it runs, since schemas that are compared
 * often say nothing of them. To grant it to all would be too much where views have the rights of their owner.
 */
export function copyGrants({ view, relation, renamed }: Shown): string {
  const oid = `${quoteLiteral(relation)}::regclass`;
  const others = `grantee <> to_regrole(quote_ident(current_user)) AND privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`;
  const names = renamed.map(([now, shown]) => ` WHEN ${quoteLiteral(now)} THEN ${quoteLiteral(shown)}`).join('');
  const column = names === '' ? 'attname' : `CASE attname${names} ELSE attname END`;
  const body = `
DECLARE
  given record;
BEGIN
  FOR given IN
    SELECT privilege_type, '' AS on_column, grantee, is_grantable
      FROM pg_catalog.pg_class CROSS JOIN pg_catalog.aclexplode(coalesce(relacl, acldefault('r', relowner)))
      WHERE pg_class.oid = ${oid} AND ${others}
    UNION ALL SELECT privilege_type, format(' (%I)', ${column}), grantee, is_grantable
      FROM pg_catalog.pg_attribute CROSS JOIN pg_catalog.aclexplode(attacl)
      WHERE attrelid = ${oid} AND NOT attisdropped AND ${others}
  LOOP
    EXECUTE format('GRANT %s%s ON %s TO %s%s', given.privilege_type, given.on_column, ${quoteLiteral(view)},
      CASE given.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(given.grantee)) END,
      CASE WHEN given.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
  END LOOP;
END`;
  const tag = dollarTag(body);
  return `DO ${tag}${body} ${tag}`;
}
