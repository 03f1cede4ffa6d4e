import { isDeepStrictEqual } from 'node:util';
import type { InventoryObject, ObjectOf } from '../../inventory.js';
import type { Behaviour, DiffContext } from '../behaviour.js';
import type { Statement } from '../statement.js';
import { columnSettings, notValidNotNull } from './columnChanges.js';
import { defaultOf, inheritedColumn, isDefaultInherited } from './columns.js';
import { columnSql } from './columnText.js';
import { constraintSql } from './constraints.js';
import { comesFromParent } from './inheritance.js';
import { foreignOptionChanges, foreignOptions } from './options.js';

export const foreignTableBehaviour: Behaviour<'foreignTable'> = {
  word: 'FOREIGN TABLE',
  hasOwner: true,
  grantWord: 'TABLE',
  rank: 92,
  names: ({ address }) => [`relation ${address}`, `type ${address}`],
  inlines: (part, context) => {
    if (part.kind === 'column') return true;
    if (part.kind === 'default') return !isDefaultInherited(part, context);
    return part.kind === 'constraint' && part.is.type === 'check' && part.is.validated;
  },
  create: createForeignTable,
  drop: ({ address }) => [
    {
      sql: `DROP FOREIGN TABLE ${address}`,
      hazards: [
        { kind: 'breaksClients', reason: `Statements that name ${address} fail. Its rows are elsewhere, and stay.` },
      ],
    },
  ],
  alter: ({ is: from }, { address, is }) => {
    if (from.server !== is.server) return 'replace';
    const options = foreignOptionChanges(from.options, is.options);
    const clauses = [
      ...(isDeepStrictEqual(from.inherits, is.inherits) ? [] : inheritance(from.inherits, is.inherits)),
      ...(options === undefined ? [] : [options]),
    ];
    return { statements: clauses.map((clause): Statement => ({ sql: `ALTER FOREIGN TABLE ${address} ${clause}` })) };
  },
};

function createForeignTable(
  { address, is }: ObjectOf<'foreignTable'>,
  context: DiffContext,
  parts: readonly InventoryObject[],
): readonly Statement[] {
  const columns = parts.filter(part => part.kind === 'column').sort((a, b) => a.is.position - b.is.position);
  const own = columns.filter(column => !comesFromParent(column, context));
  const constraints = parts
    .filter(part => part.kind === 'constraint')
    .filter(constraint => !comesFromParent(constraint, context))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const lines = [
    ...own.map(column => columnSql(column, context, defaultOf(column, parts))),
    ...constraints.map(constraint => constraintSql(constraint)),
  ];
  const list = lines.length === 0 ? '()' : `(\n  ${lines.join(',\n  ')}\n)`;
  const inherits = is.inherits.length > 0 ? `\nINHERITS (${is.inherits.join(', ')})` : '';
  const sql = `CREATE FOREIGN TABLE ${address} ${list}${inherits}\nSERVER ${is.server}${foreignOptions(is.options)}`;
  return [
    { sql },
    ...columns.flatMap(column =>
      comesFromParent(column, context)
        ? inheritedColumn(column, context, parts)
        : [...notValidNotNull(column), ...columnSettings(undefined, column, context)],
    ),
  ];
}

/** Their order is that in which they were added: all after the first that differs go and come back. */
function inheritance(from: readonly string[], to: readonly string[]): readonly string[] {
  const differs = from.findIndex((parent, at) => to[at] !== parent);
  const same = differs < 0 ? from.length : differs;
  return [
    ...from.slice(same).map(parent => `NO INHERIT ${parent}`),
    ...to.slice(same).map(parent => `INHERIT ${parent}`),
  ];
}
