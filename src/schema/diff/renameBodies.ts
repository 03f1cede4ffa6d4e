/** What objects are but for their names, as texts that can be compared. */
import type { InventoryObject } from '../inventory.js';
import { quoteName } from '../print.js';
import type { Side } from './behaviour.js';
import type { Member } from './renameMembers.js';
import { addressOf, readAddress } from './renameNames.js';
import { addressAfter, keyOf, type NewNames, placeAfter } from './renamePaths.js';
import type { RenamedKind } from './renames.js';

/** Equal for objects that differ in their names only. Undefined: likeness of this kind is not told by a text. */
export function bodyOf(member: Member, side: Side, names: NewNames): string | undefined {
  const { object } = member;
  const own = ownName(object);
  const text = (sql: string) => renamedIn(own === '' ? sql : sql.replace(own, ' ? '), object, side, names);
  switch (object.kind) {
    case 'index':
      return text(object.is.create);
    case 'constraint':
      return text(`${object.is.type} ${object.is.definition}`);
    case 'domainConstraint':
      return text(object.is.definition);
    case 'statistics':
    case 'trigger':
    case 'rule':
    case 'range':
    case 'function':
    case 'procedure':
      return text(object.is.create);
    case 'policy':
    case 'domain':
    case 'composite': {
      const { table: _, ...is } = object.is as { readonly table?: string };
      return text(JSON.stringify(is));
    }
    case 'view':
    case 'materializedView':
      return text(object.is.query);
    case 'sequence':
      return sequenceBody(object, side, names);
    default:
      return undefined;
  }
}

/** A sequence is told by the column that owns it; others are too alike. */
function sequenceBody(sequence: InventoryObject, side: Side, names: NewNames): string | undefined {
  const owner = side.partsOf(sequence.id).find(({ kind }) => kind === 'sequenceOwner');
  if (owner?.kind !== 'sequenceOwner') return undefined;
  const { path } = readAddress(`${owner.is.table}.${owner.is.column}`);
  return `${addressAfter({ kind: 'column', path, arguments: '' }, names)} ${JSON.stringify(sequence.is)}`;
}

/** Its name as the text has it that makes it. */
function ownName({ kind, name, address }: InventoryObject): string {
  const quoted = quoteName(name);
  if (kind === 'index') return ` ${quoted} ON `;
  if (kind === 'trigger') return ` ${quoted} `;
  if (kind === 'rule') return ` ${quoted} AS`;
  if (kind === 'function' || kind === 'procedure') return `${readAddressName(address)}(`;
  return kind === 'statistics' || kind === 'range' ? address : '';
}

function readAddressName(address: string): string {
  return addressOf(readAddress(address).path);
}

const chain =
  /(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)(?:\.(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*))*|'(?:[^']|'')*'/gu;
const wholes: readonly RenamedKind[] = ['table', 'enum'];

/** A text of the source with new names. Names of columns are those of the tables that the object is of, or needs. */
function renamedIn(sql: string, object: InventoryObject, side: Side, names: NewNames): string {
  if (names.size === 0) return sql;
  const columns = newColumns(object, side, names);
  return sql.replaceAll(chain, (found: string, at: number) => {
    if (found.startsWith("'")) return found;
    const { path } = readAddress(found);
    const column = columns.get(path.at(-1)!);
    if (path.length === 1) return column === undefined ? found : addressOf([column]);
    const place = wholes
      .map(kind => ({ kind, path: path.slice(0, 2), arguments: '' }))
      .find(one => side.get(`${one.kind} ${addressOf(one.path)}`) ?? names.has(keyOf(one)));
    if (!place && sql.charAt(at + found.length) === '(') return routineAfter(path, names);
    if (!place) return column === undefined ? found : addressOf([...path.slice(0, -1), column]);
    return addressOf([...placeAfter(place, names).path, ...(path.length > 2 ? [column ?? path.at(-1)!] : [])]);
  });
}

/** Whichever arguments it has. */
function routineAfter(path: readonly string[], names: NewNames): string {
  const start = keyOf({ kind: 'function', path, arguments: '(' });
  const [, name] = [...names].find(([key]) => key.startsWith(start)) ?? [];
  const place = { kind: 'statistics' as const, path, arguments: '' };
  const [schema = ''] = placeAfter(place, names).path;
  return addressOf([schema, name ?? path.at(-1)!]);
}

/** New names of columns by the old ones. */
function newColumns(object: InventoryObject, side: Side, names: NewNames): ReadonlyMap<string, string> {
  const tables = [
    ...('table' in object.is ? [object.is.table] : []),
    ...object.needs.flatMap(need => (need.startsWith('table ') ? [need.slice('table '.length)] : [])),
    ...object.needs.flatMap(need => {
      const column = need.startsWith('column ') ? side.get(need) : undefined;
      return column?.kind === 'column' ? [column.is.table] : [];
    }),
  ];
  const columns = new Map<string, string>();
  for (const table of new Set(tables)) {
    for (const { kind, name } of side.partsOf(`table ${table}`)) {
      if (kind !== 'column') continue;
      const now = names.get(keyOf({ kind, path: [...readAddress(table).path, name], arguments: '' }));
      if (now !== undefined) columns.set(name, now);
    }
  }
  return columns;
}
