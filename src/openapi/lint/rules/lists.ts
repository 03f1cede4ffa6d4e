/** Operations that list a collection, and the parameters by which lists are cut into pages. */
import type { Operation, Parameter, Shape } from '../../api.js';
import { fact, isSuccess, jsonShape, propertiesOf, resolved, type Spec } from '../spec.js';
import { isParameter, segmentsOf } from './segments.js';

/** How many elements a page has. */
const sizeNames =
  /^(?:\$?limit|\$?top|first|last|take|rows|count|size|per_?page|page_?(?:size|limit|count|length)|max_?(?:results|items|keys|records|page_?size|count)?|items_?per_?page|results_?per_?page|page\[(?:size|limit)\]|num(?:ber)?_?(?:results|items|of_?items)?|n|length|batch_?size)$/i;
/** Where a page begins. */
const startNames =
  /^(?:\$?offset|\$?skip(?:_?token)?|page(?:_?(?:number|num|no|index|token|id|key|cursor))?|p|cursor|(?:next|start|last|starting|ending|continuation|pagination|scroll|from|since)_?(?:cursor|token|id|key|page|after|before|at|index|index_?name)?|after|before|(?:starting|ending)_(?:after|before)|continue|continuation|marker|since|until|exclusive_?start_?key|page\[(?:number|offset|cursor|after|before|token)\]|next|from|to|bookmark|anchor)$/i;

const lists =
  /^(?:items|data|results?|records|values|entries|rows|list|content|value|nodes|edges|elements|members|objects|hits|resources|_embedded)$/i;

const next =
  /^(?:@?odata\.?)?(?:next|continuation|cursor)|next_?(?:link|page|token|cursor|url|marker)$|^(?:_?links|paging|pagination|page_?info|has_?more|is_?truncated)$/i;

export function isPageSize({ name, in: place }: Parameter): boolean {
  return (place === 'query' || place === 'header') && sizeNames.test(name.replaceAll('-', '_'));
}

export function isPageStart({ name, in: place }: Parameter): boolean {
  return (
    (place === 'query' && startNames.test(name.replaceAll('-', '_'))) || (place === 'header' && /^range$/i.test(name))
  );
}

/** GET operations on a collection whose answer is a list of objects, with nothing that bounds its length. */
export function listOperations(spec: Spec): readonly Operation[] {
  return fact(spec, 'list operations', () =>
    spec.api.operations.filter(operation => isList(spec, operation) && !tellsNextPage(spec, operation)),
  );
}

/** Also those whose answer says where the next page is. */
export function pagedOperations(spec: Spec): readonly Operation[] {
  return fact(spec, 'paged operations', () => spec.api.operations.filter(operation => isList(spec, operation)));
}

function isList(spec: Spec, { method, path, responses, parameters }: Operation): boolean {
  const last = segmentsOf(path).at(-1);
  if (method !== 'get' || last === undefined || isParameter(last)) return false;
  const success = responses.find(isSuccess);
  if (!success) return false;
  // By RFC 8288 a Link header leads from page to page; a querystring parameter can hold anything.
  if (parameters.some(one => one.in === 'querystring')) return false;
  const shape = jsonShape(spec, success);
  if (!shape) return false;
  if (isOpenList(spec, shape)) return true;
  const properties = propertiesOf(spec, shape);
  const arrays = [...(properties ?? [])].filter(([, inner]) => isOpenList(spec, resolved(spec, inner)));
  const [only] = arrays;
  return (
    only !== undefined && arrays.length === 1 && (lists.test(only[0]) || only[0].toLowerCase() === last.toLowerCase())
  );
}

function tellsNextPage(spec: Spec, { responses }: Operation): boolean {
  const success = responses.find(isSuccess);
  const shape = success && jsonShape(spec, success);
  if (!shape || isOpenList(spec, shape)) return false;
  return [...(propertiesOf(spec, shape)?.keys() ?? [])].some(name => next.test(name));
}

function isOpenList(spec: Spec, shape: Shape | undefined): boolean {
  if (!shape?.types?.includes('array') || shape.maxItems !== undefined || shape.prefixItems) return false;
  const element = resolved(spec, shape.items);
  return (
    element?.types?.includes('object') === true || element?.properties !== undefined || element?.allOf !== undefined
  );
}
