/** Types that every database of a dialect has, the ones to prefer first. */
import type { Dialect } from '../catalog.js';

const words = (text: string): readonly string[] => text.split(', ');

const mysql = words(
  'bigint, int, smallint, tinyint, boolean, varchar(255), char, text, mediumtext, longtext, decimal(12, 2), double, float, datetime, timestamp, date, time, json, binary(16), varbinary(255), blob, enum',
);

export const builtInTypes: Readonly<Record<Dialect, readonly string[]>> = {
  postgresql: words(
    'bigint, integer, smallint, text, boolean, timestamptz, date, time, interval, numeric, double precision, real, uuid, jsonb, json, bytea, varchar, char, inet, cidr, macaddr, bit, tsvector, tsquery, xml, int4range, int8range, numrange, tstzrange, daterange, timestamp, point, polygon',
  ),
  mysql,
  mariadb: [...mysql, 'uuid', 'inet6'],
  sqlite: words('integer, text, real, blob, numeric'),
  transactsql: words(
    'bigint, int, smallint, tinyint, bit, nvarchar(255), varchar(255), nvarchar(max), decimal(12, 2), money, float, datetime2, datetimeoffset, date, time, uniqueidentifier, varbinary(max)',
  ),
};
