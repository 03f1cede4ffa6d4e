/** Names that can stand at a place in SQL, also in a statement that is only half typed. */
import type { Position } from '../../text/finding.js';
import { displayName, quoteName } from '../print.js';
import type { SchemaCompletion } from '../service/schemaMessages.js';
import type { Named } from './catalogIndex.js';
import { type CompletionPlace, columnsOf, functions, item, relations, schemas, types } from './completionItems.js';
import { tokensWithTyped, typed, wordStart } from './completionPlace.js';
import { relationNamed, relationsIn } from './mentions.js';
import { nameLookup, searchPathAt } from './nameLookup.js';
import { fileAt, offsetIn } from './positions.js';
import type { SchemaReading } from './schemaReading.js';
import { findNames, type NameScope } from './sqlNames.js';

/** Columns of the tables in scope first; where a table, a type or a function belongs, those. Nothing in comments and strings. */
export function completionsAt(reading: SchemaReading, path: string, position: Position): readonly SchemaCompletion[] {
  const file = fileAt(reading, path);
  if (!file) return [];
  const offset = offsetIn(file, position);
  const tokens = tokensWithTyped(file, offset);
  if (!tokens) return [];
  const found = findNames(tokens);
  const name = found.names.find(({ chain }) => chain.some(token => token.name === typed));
  if (!name) return [];
  const quoted = /["`[]$/.test(file.text.slice(0, wordStart(file.text, offset)));
  const { dialect } = file;
  const place = {
    reading,
    dialect,
    name,
    quoted,
    found,
    lookup: nameLookup(reading),
    path: searchPathAt(file, offset),
  };
  const definesColumns = tokens[0]?.word === 'create' || tokens[0]?.word === 'alter';
  if (name.chain.length > 1) return membersOf(place);
  if (name.role === 'relation') return [...relations(place), ...schemas(place)];
  if (name.role === 'type' || (definesColumns && name.afterName)) return types(place);
  if (name.role === 'function') return functions(place, 0);
  if (name.role !== 'any') return [];
  return [...columnsInScope(place, name.scope), ...aliasesInScope(place, name.scope), ...functions(place, 3)];
}

/** Behind a dot: columns of a table or alias, or what is in a schema. */
function membersOf(place: CompletionPlace): readonly SchemaCompletion[] {
  const { lookup, name } = place;
  const owners = name.chain.slice(
    0,
    name.chain.findIndex(token => token.name === typed),
  );
  const last = owners.at(-1)?.name;
  if (last === undefined || owners.length > 2) return [];
  if (owners.length === 1) {
    const named = relationNamed(place, name.scope, last);
    if (named) return named.object ? columnsOf(place, named.object, 0) : [];
  }
  const schema = owners.length === 2 ? owners[0]!.name : undefined;
  const [table] = lookup.objects(['table', 'view'], schema, last, place.path);
  const own = table ? columnsOf(place, table, 0) : [];
  return owners.length === 1
    ? [...own, ...relations(place, last), ...(name.role === 'relation' ? [] : types(place, last))]
    : own;
}

function columnsInScope(place: CompletionPlace, scope: NameScope): readonly SchemaCompletion[] {
  const found = new Map<string, SchemaCompletion & { readonly owner: string }>();
  const twice = new Set<string>();
  const all = [...relationsIn(place, scope)].flatMap(({ object, relation }) => {
    const owner = relation.alias ?? object.object.name;
    return relation.alias === 'excluded' ? [] : columnsOf(place, object, 0).map(item => ({ ...item, owner }));
  });
  for (const item of all) {
    const other = found.get(item.label);
    if (other?.owner === item.owner) continue;
    if (other) twice.add(item.label);
    found.set(other ? `${item.owner}.${item.label}` : item.label, item);
  }
  return [...found.values()].map(({ owner, ...item }) => {
    if (!twice.has(item.label)) return item;
    const qualifier = quoteName(owner, place.dialect);
    return { ...item, label: `${owner}.${item.label}`, insert: `${qualifier}.${item.insert}` };
  });
}

function aliasesInScope(place: CompletionPlace, scope: NameScope): readonly SchemaCompletion[] {
  const names = new Map<string, Named>();
  for (const { object, relation } of relationsIn(place, scope)) names.set(relation.alias ?? object.object.name, object);
  names.delete('excluded');
  names.delete(typed);
  return [...names].map(([label, { object }]) => item(place, 'table', label, displayName(object), 1));
}
