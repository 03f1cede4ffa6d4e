import type { Grant, Kind } from '../inventory.js';
import type { DiffContext } from './behaviour.js';

/** What grants are of. */
export interface Granted {
  readonly kind: Kind;
  readonly schema?: string | undefined;
  readonly owner?: string | undefined;
  readonly grants?: readonly Grant[] | undefined;
}

const owners: Partial<Record<Kind, readonly string[]>> = {
  table: ['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE'],
  sequence: ['SELECT', 'UPDATE', 'USAGE'],
  schema: ['CREATE', 'USAGE'],
  function: ['EXECUTE'],
  enum: ['USAGE'],
  language: ['USAGE'],
  foreignDataWrapper: ['USAGE'],
  server: ['USAGE'],
};
const sameAs: Partial<Record<Kind, Kind>> = {
  view: 'table',
  materializedView: 'table',
  foreignTable: 'table',
  procedure: 'function',
  aggregate: 'function',
  domain: 'enum',
  composite: 'enum',
  range: 'enum',
  baseType: 'enum',
};
const everyones = new Set<Kind>(['function', 'enum', 'language']);

/** What an object grants where nothing was granted on it (PostgreSQL manual §5.8, table of privileges). */
export function defaultGrants(kind: Kind, owner: string | undefined, version: number): readonly Grant[] {
  const like = sameAs[kind] ?? kind;
  const usual = owners[like];
  if (!usual) return [];
  const privileges = like === 'table' && version >= 170000 ? [...usual, 'MAINTAIN'].sort() : usual;
  const own = owner === undefined ? [] : [{ to: owner, privileges, withGrantOption: false }];
  const all = everyones.has(like) ? privileges : [];
  return all.length === 0 ? own : [...own, { to: 'PUBLIC', privileges: all, withGrantOption: false }];
}

const defaultsOn: Partial<Record<Kind, string>> = {
  table: 'TABLES',
  sequence: 'SEQUENCES',
  schema: 'SCHEMAS',
  function: 'FUNCTIONS',
  enum: 'TYPES',
};

/**
 * What may be granted on an object that was just made. ALTER DEFAULT PRIVILEGES of the role that makes it counts then, whoever that will
 * be: what any of them would have granted is taken for granted, and what any of them would have left out of `after` is taken for missing.
 */
export function newObjectGrants(
  object: Granted,
  after: readonly Grant[],
  { source, target, version }: DiffContext,
): readonly Grant[] {
  const usual = defaultGrants(object.kind, object.owner, version);
  const on = defaultsOn[sameAs[object.kind] ?? object.kind];
  const inForce = source.objects.flatMap(({ id, kind, is }) =>
    kind === 'defaultPrivileges' && is.on === on && target.get(id) && (is.inSchema ?? object.schema) === object.schema
      ? [is]
      : [],
  );
  if (inForce.length === 0) return usual;
  const isGranted = (list: readonly Grant[], like: Grant, privilege: string) =>
    list.some(
      ({ to, privileges, withGrantOption }) =>
        to === like.to && withGrantOption === like.withGrantOption && privileges.includes(privilege),
    );
  // What the role that makes it would have is the owner's in the end.
  const others = inForce.flatMap(({ role, privileges }) => privileges.filter(({ to }) => to !== role));
  const global = inForce.filter(({ inSchema }) => inSchema === undefined).map(({ privileges }) => privileges);
  const granted = new Map<string, Grant>();
  for (const grant of [...usual, ...others]) {
    const isCertain = (privilege: string) =>
      !isGranted(after, grant, privilege) ||
      (isGranted(usual, grant, privilege) &&
        global.every(list => grant.to === object.owner || isGranted(list, grant, privilege)));
    const key = `${grant.withGrantOption} ${grant.to}`;
    const privileges = new Set([...(granted.get(key)?.privileges ?? []), ...grant.privileges.filter(isCertain)]);
    granted.set(key, { ...grant, privileges: [...privileges].sort() });
  }
  return [...granted.values()];
}
