/** Which objects of the schema a stretch of SQL speaks of, and where. */
import type { Column, Table, View } from '../catalog.js';
import type { ParsedFile, Statement } from '../statement.js';
import type { Named } from './catalogIndex.js';
import type { NameChain } from './nameChains.js';
import { type NameLookup, nameLookup, searchPathAt } from './nameLookup.js';
import type { SchemaReading } from './schemaReading.js';
import { type FoundName, type FoundNames, findNames, type NameScope, type ScopeRelation } from './sqlNames.js';
import { type SqlToken, sqlTokens } from './sqlTokens.js';

/** What a name turned out to be. */
export type Target =
  | { readonly kind: 'object'; readonly named: readonly [Named, ...Named[]] }
  | { readonly kind: 'column'; readonly table: Table; readonly column: Column }
  | { readonly kind: 'viewColumn'; readonly view: View; readonly column: string };

/** Offsets in the file. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly target: Target;
  /** An alias stands for the table here. */
  readonly alias: boolean;
}

/** A statement that is longer is data, and nobody looks for names in it. */
const longest = 400_000;

export function statementMentions(
  reading: SchemaReading,
  file: ParsedFile,
  { start, end }: Statement,
): readonly Mention[] {
  return end - start > longest ? [] : mentionsIn(reading, file, start, end);
}

export function mentionsIn(reading: SchemaReading, file: ParsedFile, start: number, end: number): readonly Mention[] {
  const path = searchPathAt(file, start);
  return pieces(file, start, end).flatMap(tokens => resolveNames(nameLookup(reading), tokens, path));
}

/** The statement itself, and the statements in the bodies of functions that it holds. */
function pieces(file: ParsedFile, start: number, end: number): readonly (readonly SqlToken[])[] {
  const tokens = sqlTokens(file.text, file.dialect, start, end);
  const bodies = tokens.filter(({ kind }) => kind === 'body');
  const inside = bodies.flatMap(body => {
    const fence = body.text.indexOf('$', 1) + 1;
    return split(sqlTokens(file.text, file.dialect, body.start + fence, body.end - fence));
  });
  return [...split(tokens), ...inside];
}

function split(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.text === ';') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

function resolveNames(lookup: NameLookup, tokens: readonly SqlToken[], path: readonly string[]): readonly Mention[] {
  const found = findNames(tokens);
  const resolver = { lookup, path, found };
  const definesColumns = tokens[0]?.word === 'create' || tokens[0]?.word === 'alter';
  return found.names.flatMap(name => resolveName(resolver, name, definesColumns));
}

export interface Resolver {
  readonly lookup: NameLookup;
  readonly path: readonly string[];
  readonly found: FoundNames;
}

const relationKinds = ['table', 'view'] as const;

function resolveName(resolver: Resolver, name: FoundName, definesColumns: boolean): readonly Mention[] {
  const { chain, role, scope, called, afterName } = name;
  const as = (kinds: readonly Named['kind'][]) => objectMention(resolver, chain, kinds);
  switch (role) {
    case 'relation': {
      const isCte = chain.length === 1 && resolver.found.ctes.has(chain[0]!.name!);
      const found = isCte ? [] : [...as(relationKinds), ...as(['sequence'])].slice(0, 1);
      if (found.length || isCte) return found;
      break;
    }
    case 'index':
    case 'type':
    case 'sequence':
    case 'function': {
      const found = as([role]);
      if (found.length) return found;
      break;
    }
    case 'any':
      if (called) {
        const found = as(['function']);
        if (found.length) return found;
      }
  }
  if (definesColumns && afterName) {
    const type = as(['type']);
    if (type.length) return type;
  }
  const column = columnMentions(resolver, chain, scope);
  return column.length ? column : as(['type']);
}

function objectMention(
  { lookup, path }: Resolver,
  chain: NameChain,
  kinds: readonly Named['kind'][],
): readonly Mention[] {
  if (chain.length > 2) return [];
  const last = chain.at(-1)!;
  const schema = chain.length === 2 ? chain[0]!.name : undefined;
  const [first, ...more] = lookup.objects(kinds, schema, last.name!, path);
  return first ? [mention(last, { kind: 'object', named: [first, ...more] })] : [];
}

/** `id`, `o.id`, `orders.id`, `app.orders.id`; an alias or table by itself, as in `count(o)`. */
function columnMentions(resolver: Resolver, chain: NameChain, scope: NameScope): readonly Mention[] {
  const last = chain.at(-1)!;
  if (chain.length === 1) {
    for (const relation of relationsIn(resolver, scope)) {
      const target = columnOf(resolver, relation.object, last.name!);
      if (target) return [mention(last, target)];
    }
    const whole = relationNamed(resolver, scope, last.name!);
    return whole?.object ? [mention(last, { kind: 'object', named: [whole.object] }, whole.isAlias)] : [];
  }
  const owner = ownerOf(resolver, chain.slice(0, -1), scope);
  const before = chain.at(-2)!;
  if (!owner) return [];
  const target = columnOf(resolver, owner.object, last.name!);
  const table = mention(before, { kind: 'object', named: [owner.object] }, owner.isAlias);
  return target ? [table, mention(last, target)] : [table];
}

interface Owner {
  readonly object: Named;
  readonly isAlias: boolean;
}

function ownerOf(resolver: Resolver, chain: NameChain, scope: NameScope): Owner | undefined {
  if (chain.length === 1) {
    const named = relationNamed(resolver, scope, chain[0]!.name!);
    if (named) return named.object && { object: named.object, isAlias: named.isAlias };
    if (resolver.found.ctes.has(chain[0]!.name!)) return undefined;
  }
  if (chain.length > 2) return undefined;
  const schema = chain.length === 2 ? chain[0]!.name : undefined;
  const [object] = resolver.lookup.objects(relationKinds, schema, chain.at(-1)!.name!, resolver.path);
  return object && { object, isAlias: false };
}

/** The relation in scope that goes by a name. `object` is undefined for subqueries and WITH. */
export function relationNamed(
  resolver: Resolver,
  scope: NameScope | undefined,
  name: string,
): { readonly object: Named | undefined; readonly isAlias: boolean } | undefined {
  for (let at = scope; at; at = at.parent) {
    for (const relation of at.relations) {
      const own = relation.chain?.at(-1)?.name;
      if ((relation.alias ?? own) !== name) continue;
      return { object: objectOf(resolver, relation), isAlias: relation.alias !== undefined && relation.alias !== own };
    }
  }
  return undefined;
}

/** The tables and views whose columns can be named at a place, the nearest first. */
export function* relationsIn(
  resolver: Resolver,
  scope: NameScope | undefined,
): Generator<{ readonly object: Named; readonly relation: ScopeRelation }> {
  for (let at = scope; at; at = at.parent) {
    const { relations } = at;
    for (const relation of [...relations.filter(r => !r.target), ...relations.filter(r => r.target)]) {
      const object = objectOf(resolver, relation);
      if (object) yield { object, relation };
    }
  }
}

function objectOf({ lookup, path, found }: Resolver, { chain }: ScopeRelation): Named | undefined {
  if (!chain || chain.length > 2) return undefined;
  const name = chain.at(-1)!.name!;
  if (chain.length === 1 && found.ctes.has(name)) return undefined;
  return lookup.objects(relationKinds, chain.length === 2 ? chain[0]!.name : undefined, name, path)[0];
}

function columnOf({ lookup }: Resolver, named: Named, name: string): Target | undefined {
  if (named.kind === 'table') {
    const column = lookup.column(named.object, name);
    return column && { kind: 'column', table: named.object, column };
  }
  if (named.kind !== 'view' || !named.object.columns.includes(name)) return undefined;
  return { kind: 'viewColumn', view: named.object, column: name };
}

function mention({ start, end }: SqlToken, target: Target, alias = false): Mention {
  return { start, end, target, alias };
}
