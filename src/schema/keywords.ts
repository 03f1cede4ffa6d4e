/**
 * PostgreSQL 18's key words that are not free to be any name (appendix C of the manual, `pg_get_keywords()`). Words that only other
 * versions reserve are left out.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Reserved, or only allowed as names of functions and types: no table or column can be called so without quotes. */
export const reservedWords: ReadonlySet<string> = words(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently
  constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default
  deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner
  intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or
  order outer overlaps placing primary references returning right select session_user similar some symmetric system_user table
  tablesample then to trailing true union unique user using variadic verbose when where window with`,
);

/** Names of columns and tables, but not of functions and types. PostgreSQL's quote_ident puts these in quotes as well. */
export const columnNameWords: ReadonlySet<string> = words(
  `between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer interval
  json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
  least merge_action national nchar none normalize nullif numeric out overlay position precision real row setof smallint substring
  time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
  xmlroot xmlserialize xmltable`,
);
