/** What a query asks of each table, told from its plan: names are resolved there, views opened, types converted. */

import { quoteName } from '../../schema/print.js';
import type { Filter, Query } from '../../schema/query.js';
import { parseFile } from '../../schema/reading/parse.js';
import { nextToken } from '../../schema/reading/tokens.js';
import { detailOf, nodesOf, type Plan, type PlanNode, type RelationName } from '../explain/plan.js';

export interface Demand {
  readonly relation: RelationName;
  readonly conditions: readonly Condition[];
  /** Columns that are equal to one of another relation. */
  readonly joined: readonly string[];
  /** Orders in which its rows are wanted: for ORDER BY, groups, merges. */
  readonly orders: readonly (readonly OrderKey[])[];
}

export interface Condition {
  readonly filter: Filter;
  /** As EXPLAIN writes it. */
  readonly text: string;
  /** The column with what it stands in, without the relation's alias; absent: it is the column alone. */
  readonly expression?: string;
  /** Numbers of the parameters in it. */
  readonly parameters: readonly number[];
}

export interface OrderKey {
  readonly column: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** One for each relation that is a table of the database. The parser of PostgreSQL must be loaded. */
export function demandsOf(plan: Plan): readonly Demand[] {
  const nodes = nodesOf(plan.root);
  const relations = new Map<string, RelationName>();
  for (const { relation } of nodes)
    if (relation && !relations.has(relation.alias)) relations.set(relation.alias, relation);
  const from = [...relations.values()].map(
    ({ schema, name, alias }) => `${quoteName(schema)}.${quoteName(name)} AS ${quoteName(alias)}`,
  );
  const reading: Reading = { from: from.join(', '), relations, found: new Map() };
  for (const node of nodes) {
    for (const name of conditionNames) addConditions(reading, detailOf(node, name));
    for (const name of orderNames) addOrder(reading, node, name);
  }
  return [...relations].flatMap(([alias, relation]) => {
    const { conditions = [], joined = new Set<string>(), orders = [] } = reading.found.get(alias) ?? {};
    return [{ relation, conditions, joined: [...joined], orders }];
  });
}

const conditionNames = ['Filter', 'Index Cond', 'Recheck Cond', 'Hash Cond', 'Merge Cond', 'Join Filter'] as const;
const orderNames = ['Sort Key', 'Group Key'] as const;

interface Found {
  readonly conditions: Condition[];
  readonly joined: Set<string>;
  readonly orders: (readonly OrderKey[])[];
}

interface Reading {
  readonly from: string;
  readonly relations: ReadonlyMap<string, RelationName>;
  readonly found: Map<string, Found>;
}

function foundOf({ found, relations }: Reading, alias: string | undefined): Found | undefined {
  const name = alias ?? (relations.size === 1 ? [...relations.keys()][0] : undefined);
  if (name === undefined || !relations.has(name)) return undefined;
  const known = found.get(name) ?? { conditions: [], joined: new Set<string>(), orders: [] };
  found.set(name, known);
  return known;
}

/** Conjunct by conjunct: a word about a subplan is no SQL, and makes only its own unreadable. */
function addConditions(reading: Reading, condition: string | undefined): void {
  if (condition === undefined) return;
  for (const conjunct of conjunctsOf(condition)) {
    const query = queryOf(`SELECT FROM ${reading.from} WHERE ${conjunct}`);
    for (const { left, right } of query?.joins ?? []) {
      foundOf(reading, left.relation)?.joined.add(left.column);
      foundOf(reading, right.relation)?.joined.add(right.column);
    }
    const start = `SELECT FROM ${reading.from} WHERE `.length;
    for (const filter of query?.filters ?? []) {
      const found = foundOf(reading, filter.column.relation);
      if (!found || found.conditions.some(({ text }) => text === conjunct)) continue;
      const { side, column, wrappedIn } = filter;
      const at = (offset: number) => offset - start;
      found.conditions.push({
        filter,
        text: conjunct,
        ...(wrappedIn.length > 0 &&
          side && {
            expression:
              conjunct.slice(at(side.start), at(column.span.start)) +
              quoteName(column.column) +
              conjunct.slice(at(column.span.end), at(side.end)),
          }),
        parameters: [...conjunct.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)),
      });
    }
  }
}

function addOrder(reading: Reading, node: PlanNode, name: (typeof orderNames)[number]): void {
  const text = detailOf(node, name);
  if (text === undefined || reading.relations.size === 0) return;
  const sort = queryOf(`SELECT FROM ${reading.from} ORDER BY ${text}`)?.sort ?? [];
  const aliases = new Set(sort.map(({ column }) => column?.relation ?? ''));
  if (sort.length === 0 || aliases.size !== 1 || sort.some(({ column }) => !column)) return;
  const keys = sort.map(({ column, descending, nulls }) => ({
    column: column?.column ?? '',
    descending,
    nullsFirst: nulls === undefined ? descending : nulls === 'first',
  }));
  foundOf(reading, sort[0]?.column?.relation)?.orders.push(keys);
}

function queryOf(sql: string): Query | undefined {
  const { statements } = parseFile('', sql, { dialect: 'postgresql' });
  const [command] = statements[0]?.commands ?? [];
  return statements.length === 1 && command?.kind === 'query' ? command.query : undefined;
}

/** `((a = 1) AND (b = 2))` → `(a = 1)`, `(b = 2)`. */
export function conjunctsOf(condition: string): readonly string[] {
  const text = unwrapped(condition.trim());
  const cuts: number[] = [];
  let depth = 0;
  for (let token = nextToken(text, 0); token; token = nextToken(text, token.end)) {
    const word = text.slice(token.start, token.end);
    if (word === '(' || word === '[') depth++;
    else if (word === ')' || word === ']') depth--;
    else if (depth === 0 && token.kind === 'word') {
      if (word === 'OR' || word === 'BETWEEN') return [condition];
      if (word === 'AND') cuts.push(token.start);
    }
  }
  if (cuts.length === 0) return [condition.trim()];
  return [0, ...cuts.map(cut => cut + 3)].flatMap((from, at) => conjunctsOf(text.slice(from, cuts[at] ?? text.length)));
}

/** Without the brackets around all of it. */
function unwrapped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let token = nextToken(text, 0); token; token = nextToken(text, token.end)) {
    const code = text.charCodeAt(token.start);
    if (code === 40) depth++;
    else if (code === 41 && --depth === 0) return token.end === text.length ? text.slice(1, -1).trim() : text;
  }
  return text;
}
