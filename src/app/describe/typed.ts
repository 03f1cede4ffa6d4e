/** What the sources say the types of requests and their parts are. */
import { type Part, type PartRole, partOf } from '../handlers/part.js';
import type { Usage } from '../handlers/usage.js';
import type { Members, Scope } from '../interpret/value.js';
import type { tree } from '../parse.js';
import type { Reading, Schema } from '../shapes/schema.js';
import { type Validated, withoutNames } from './validated.js';

/**
 * `const body: NewUser = req.body`, `req.query as Filter`, `(user: NewUser) => …` called with a part,
 * `Request<Params, Answer, Body, Query>` of Express, `FastifyRequest<{ Body: NewUser }>`. A type checks nothing: only of bodies it
 * counts what has to be there.
 */
export function typedParts(usage: Usage, reading: Reading): Validated[] {
  const found: Validated[] = [];
  const add = (role: PartRole, path: readonly string[], type: tree.TSType, scope: Scope, set?: readonly string[]) => {
    const typed = reading.typeSchema(type, scope);
    // `req.query.page as string`: that they are texts is known.
    if (role !== 'body' && path.length > 0 && typed.type === 'string' && Object.keys(typed).length === 1) return;
    if (Object.keys(typed).length === 0 || found.some(one => samePlace(one, role, path))) return;
    // What is spread into an object is only some of it; what the program sets itself is none of it.
    const schema = set ? withoutNames(reading.resolved(typed), set, reading) : typed;
    found.push({ role, path, schema: role === 'body' && !set ? schema : withoutRequired(schema, reading) });
  };
  // What a program keeps of another request is no part of this one.
  const { phase } = usage.body;
  for (const { value, type, scope } of usage.types) {
    const part = partOf(value);
    if (part?.phase === phase) add(part.role, part.path, type, scope);
    // `const next: Settings = { ...stored, ...req.body }`
    for (const { part: one, names } of value.kind === 'members' ? spreadParts(value) : []) {
      if (one.phase === phase) add(one.role, one.path, type, scope, names);
    }
    if (value.kind !== 'host' || value.host.name !== 'request' || type.type !== 'TSTypeReference') continue;
    const args = type.typeParameters?.params ?? [];
    for (const [role, inside] of [...byPosition(args), ...byName(args[0])]) add(role, [], inside, scope);
  }
  return found;
}

/** The parts that are spread into an object, with the names that the program sets after them. */
function spreadParts({ properties }: Members): { readonly part: Part; readonly names: readonly string[] }[] {
  const keys = [...properties.keys()];
  return [...properties].flatMap(([name, { value }], index) => {
    const part = name.startsWith('...') ? partOf(value) : undefined;
    return part ? [{ part, names: keys.slice(index + 1) }] : [];
  });
}

function samePlace(one: Validated, role: PartRole, path: readonly string[]): boolean {
  return one.role === role && one.path.join('\n') === path.join('\n');
}

function byPosition(args: readonly tree.TSType[]): [PartRole, tree.TSType][] {
  const roles = ['params', undefined, 'body', 'query'] as const;
  if (args[0]?.type === 'TSTypeLiteral' && args.length === 1 && byName(args[0]).length > 0) return [];
  return args.flatMap((type, index) => (roles[index] ? [[roles[index], type] as [PartRole, tree.TSType]] : []));
}

const names: Readonly<Record<string, PartRole>> = {
  ...{ Body: 'body', Querystring: 'query', Params: 'params', Headers: 'headers' },
};

function byName(type: tree.TSType | undefined): [PartRole, tree.TSType][] {
  if (type?.type !== 'TSTypeLiteral') return [];
  return type.members.flatMap(member => {
    if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') return [];
    const role = Object.hasOwn(names, member.key.name) ? names[member.key.name] : undefined;
    const inside = member.typeAnnotation?.typeAnnotation;
    return role && inside ? [[role, inside] as [PartRole, tree.TSType]] : [];
  });
}

function withoutRequired(schema: Schema, reading: Reading): Schema {
  const { required: _needed, ...rest } = reading.resolved(schema);
  return rest;
}
