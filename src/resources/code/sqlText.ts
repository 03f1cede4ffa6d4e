/** The one place that writes names of a database into code. */
import { memberAccess } from '../../scaffold/source.js';

/** An identifier as SQL, quoted: `"order items"`. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQL as it stands between the backticks of a template of TypeScript. */
export function templateText(sql: string): string {
  return sql.replace(/[\\`]|\$\{/g, '\\$&').replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, escaped);
}

/** SQL without values as a `sql` template. */
export function sqlTemplate(sql: string): string {
  return `sql\`${templateText(sql)}\``;
}

/** sql`"id" = ${params.id}`: `value` is an expression. */
export function comparison(column: string, operator: string, value: string): string {
  return `sql\`${templateText(identifier(column))} ${operator} \${${value}}\``;
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** `"shop"."orders"` */
export function relationName(relation: { readonly schema: string; readonly name: string }): string {
  return `${identifier(relation.schema)}.${identifier(relation.name)}`;
}

/** `params.customer_id` */
export function parameterOf(name: string): string {
  return `params${memberAccess(name)}`;
}
