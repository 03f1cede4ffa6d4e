import type { Attribute, InventoryObject, ObjectOf } from '../../inventory.js';
import { quoteLiteral, quoteName } from '../../print.js';
import type { Behaviour, Change, DiffContext, Side } from '../behaviour.js';
import { grantStatements } from '../meta.js';
import type { Hazard, Statement } from '../statement.js';
import { missed } from './missed.js';

type Composite = ObjectOf<'composite'>;

export const compositeBehaviour: Behaviour<'composite'> = {
  word: 'TYPE',
  hasOwner: true,
  grantWord: 'TYPE',
  rank: 34,
  names: ({ address }) => [`type ${address}`, `relation ${address}`],
  create: composite => {
    const list = composite.is.attributes.map(attribute => `\n  ${attributeSql(attribute)}`).join(',');
    return [
      { sql: `CREATE TYPE ${composite.address} AS (${list}${list && '\n'})` },
      ...composite.is.attributes.flatMap(attribute => metaOf(composite, undefined, attribute)),
    ];
  },
  drop: (type, context) => [{ sql: `DROP TYPE ${type.address}`, hazards: missed(type, context) }],
  alter: alterComposite,
  fit: fitComposite,
  rename: (from, to) => [{ sql: `ALTER TYPE ${from.address} RENAME TO ${quoteName(to.name)}` }],
};

/** The server refuses to change the type of an attribute while a column holds values of it. */
function alterComposite(from: Composite, to: Composite, { source }: DiffContext): Change {
  const before = new Map(from.is.attributes.map(attribute => [attribute.name, attribute]));
  const after = new Set(to.is.attributes.map(({ name }) => name));
  const users = usersOf(from, source);
  const cascade = users.some(({ kind }) => kind === 'table') ? ' CASCADE' : '';
  const isStored = users.some(({ kind }) => kind === 'column');
  const statements: Statement[] = [];
  const change = (clause: string, hazards?: readonly Hazard[]) =>
    statements.push({ sql: `ALTER TYPE ${to.address} ${clause}${cascade}`, ...(hazards && { hazards }) });
  for (const { name } of from.is.attributes) {
    if (after.has(name)) continue;
    change(`DROP ATTRIBUTE ${quoteName(name)}`, users.length > 0 ? [lossOf(to, name)] : undefined);
  }
  for (const attribute of to.is.attributes) {
    const { name, type, collation } = attribute;
    const had = before.get(name);
    if (!had) change(`ADD ATTRIBUTE ${attributeSql(attribute)}`);
    else if (had.type !== type || had.collation !== collation) {
      if (isStored) return 'swap';
      change(
        `ALTER ATTRIBUTE ${quoteName(name)} TYPE ${type}${collation === undefined ? '' : ` COLLATE ${collation}`}`,
      );
    }
    statements.push(...metaOf(to, had, attribute));
  }
  return { statements };
}

/** The text of a row has its attributes without their names, one after the other: both types are to have the same at the same place. */
function fitComposite(from: Composite, to: Composite) {
  const [before, after] = [from, to].map(({ is }) => new Map(is.attributes.map(one => [one.name, one])));
  const gone = from.is.attributes.filter(({ name }) => !after!.has(name));
  const added = to.is.attributes.filter(({ name }) => !before!.has(name));
  const kept = from.is.attributes.flatMap(({ name }) => after!.get(name) ?? []);
  const alter = `ALTER TYPE ${from.address}`;
  return {
    statements: [
      ...gone.map(
        ({ name }): Statement => ({ sql: `${alter} DROP ATTRIBUTE ${quoteName(name)}`, hazards: [lossOf(to, name)] }),
      ),
      // Of whatever type, it is NULL.
      ...added.map(({ name }): Statement => ({ sql: `${alter} ADD ATTRIBUTE ${quoteName(name)} text` })),
    ],
    made: { ...to, is: { ...to.is, attributes: [...kept, ...added] } },
  };
}

function lossOf({ address }: Composite, attribute: string): Hazard {
  return { kind: 'deletesData', reason: `What ${address}.${attribute} holds is lost.` };
}

/** Columns whose values it is part of, by way of other types, too, and tables that are typed by it. */
function usersOf(composite: Composite, source: Side): readonly InventoryObject[] {
  const users: InventoryObject[] = [];
  const seen = new Set([composite.id]);
  const pending = [composite.id];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const dependent of source.dependentsOf(id)) {
      if (seen.has(dependent.id)) continue;
      seen.add(dependent.id);
      if (dependent.kind === 'table' && dependent.is.ofType !== undefined) users.push(dependent);
      if (dependent.kind === 'column') users.push(dependent);
      if (dependent.kind === 'composite' || dependent.kind === 'domain' || dependent.kind === 'range') {
        pending.push(dependent.id);
      }
    }
  }
  return users;
}

function attributeSql({ name, type, collation }: Attribute): string {
  return `${quoteName(name)} ${type}${collation === undefined ? '' : ` COLLATE ${collation}`}`;
}

function metaOf({ address }: Composite, from: Attribute | undefined, to: Attribute): readonly Statement[] {
  const statements = [
    ...grantStatements({ on: `TABLE ${address}`, column: to.name }, from?.grants ?? [], to.grants ?? []),
  ];
  if (from?.comment !== to.comment) {
    const text = to.comment === undefined ? 'NULL' : quoteLiteral(to.comment);
    statements.push(`COMMENT ON COLUMN ${address}.${quoteName(to.name)} IS ${text}`);
  }
  return statements.map(sql => ({ sql }));
}
