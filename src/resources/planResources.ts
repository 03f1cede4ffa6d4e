/** Tables and views become resources of an API. */
import type { Relation } from '../schema/relation.js';
import { ByRelation, type Draft, type Outline } from './draft.js';
import { fieldsOf } from './fields.js';
import { chooseNames, parameterNames, TakenNames } from './names.js';
import { noteOf, plainComment } from './notes.js';
import { filtersOf } from './planFilters.js';
import { keyOf } from './planKey.js';
import { linksOf, sidesOf } from './planLinks.js';
import { nestedOf } from './planNested.js';
import { sortsOf } from './planSorts.js';
import type { Resource, ResourceNote, ResourceOptions, ResourcePlan } from './resource.js';

/** What the API has, in the order of the relations, and what is to be known of it. Pure: the same relations give the same plan. */
export function planResources(relations: readonly Relation[], options: ResourceOptions): ResourcePlan {
  const chosen = relations.filter(relation => isChosen(relation, options));
  const taken = new TakenNames();
  const notes: ResourceNote[] = [];
  const usable = chosen.filter(relation => {
    if (relation.columns.length > 0) return true;
    notes.push(
      noteOf(
        relation,
        'left-out',
        'info',
        'It has no columns, so there is nothing to show: it is left out of the API.',
      ),
    );
    return false;
  });
  const outlines = usable.map((relation): Outline => {
    const { key, notes: ofKey } = keyOf(relation);
    const { fields, notes: ofFields } = fieldsOf(relation, key, options.numbers);
    notes.push(...ofKey, ...ofFields);
    return { relation, fields, key, keyParameters: parameterNames(key) };
  });
  const byRelation = new ByRelation(outlines);
  const sides = new Map(outlines.map(one => [one.relation, sidesOf(one, byRelation, relations)]));
  // A table that only relates others is called by what it relates: its own name is free for that.
  const isLink = ({ relation }: Outline) => sides.get(relation) !== undefined;
  const names = new Map(
    chooseNames(
      outlines.filter(one => !isLink(one)).map(({ relation }) => relation),
      taken,
    ),
  );
  const named = (one: Outline): Draft => ({ ...one, ...names.get(one.relation)! });
  const drafts = new ByRelation(outlines.filter(one => !isLink(one)).map(named));
  const links = new Map(
    outlines.flatMap(({ relation }) => {
      const two = sides.get(relation);
      return two ? [[relation, linksOf(relation, two, drafts, taken)] as const] : [];
    }),
  );
  // Nothing in the description is called after it but its tag.
  const ofLinks = chooseNames([...links.keys()], taken, ({ segment }) => [`segment ${segment}`]);
  for (const [relation, its] of ofLinks) names.set(relation, its);
  const resources = outlines.map((outline): Resource => {
    const draft = named(outline);
    notes.push(...aboutRelation(draft.relation));
    const linking = links.get(draft.relation);
    if (linking) {
      notes.push(...linking.notes);
      return { ...common(draft), does: new Set(), sorts: [], filters: [], nested: [], links: linking.links };
    }
    const { nested, notes: ofNested } = nestedOf(draft, drafts, taken);
    const { filters, notes: ofFilters } = filtersOf(draft.relation, draft, nested);
    notes.push(...ofNested, ...ofFilters);
    return { ...common(draft), does: doesOf(draft), sorts: sortsOf(draft.relation, draft), filters, nested, links: [] };
  });
  return { resources, notes };
}

function isChosen({ schema, name }: Relation, { schemas, tables }: ResourceOptions): boolean {
  const isOf = (table: string) => table === name || table === `${schema}.${name}`;
  return (schemas?.includes(schema) ?? true) && (tables?.some(isOf) ?? true);
}

function common({ relation, segment, type, collection, fields, key, keyParameters }: Draft) {
  const { schema, name, kind, comment, uniques, indexes, foreignKeys, checks, rowSecurity } = relation;
  const shown = new Set(fields.map(field => field.name));
  // An index that holds for some of the rows is no key, but refuses what is there twice.
  const partial = indexes.filter(({ unique, predicate }) => unique && predicate);
  const inPart = partial.map(({ name: index, keys }) => ({
    name: index,
    columns: keys.flatMap(key => key.column ?? []),
  }));
  const constraints = [...uniques, ...inPart, ...foreignKeys, ...checks].map(one => ({
    name: one.name,
    fields: one.columns.filter(column => shown.has(column)),
  }));
  return {
    relation: {
      schema,
      name,
      isView: kind === 'view' || kind === 'materializedView',
      isPartitioned: kind === 'partitioned',
    },
    segment,
    type,
    collection,
    ...(comment?.trim() && { description: plainComment(comment) }),
    fields,
    key,
    keyParameters,
    version: kind === 'table' || kind === 'partitioned' ? ('xmin' as const) : undefined,
    uniques,
    constraints,
    rowSecurity,
  };
}

/** Without a key nothing but the list. */
function doesOf({ relation: { allows }, fields, key }: Draft): Resource['does'] {
  if (key.length === 0) return new Set();
  const canChange = fields.some(({ access, isKey }) => access !== 'readOnly' && !isKey);
  return new Set([
    'get' as const,
    ...(allows.insert ? (['create'] as const) : []),
    ...(allows.update && canChange ? (['update'] as const) : []),
    ...(allows.delete ? (['delete'] as const) : []),
  ]);
}

function aboutRelation(relation: Relation): readonly ResourceNote[] {
  const unread = relation.checks.filter(({ isWhole }) => !isWhole);
  const checks = unread.map(({ name, columns }) => {
    const message = `What the CHECK "${name}" asks for is not all in the description: the server checks it, and a request that breaks it is answered with 422.`;
    return noteOf(relation, 'unreadable-check', 'info', message, columns.length === 1 ? columns[0] : undefined);
  });
  if (!relation.rowSecurity) return checks;
  const message =
    'Row-level security is on: which rows a request sees depends on the user that its transaction is given. Pass it on, or connect as a role that policies apply to.';
  return [...checks, noteOf(relation, 'row-security', 'info', message)];
}
