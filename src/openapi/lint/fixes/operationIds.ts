/** Names for operations that have none, or one that is taken. */
import type { Fix } from '../../../text/finding.js';
import type { Operation } from '../../api.js';
import { camelName, operationName } from '../../nameCase.js';
import { insertMembers } from '../edits/insert.js';
import { replaceString } from '../edits/replace.js';
import { fact, fixOf, type Spec, type Written, writtenAt } from '../spec.js';

/** `operation`: where it is written. */
export function addOperationId(spec: Spec, { document, tokens }: Written): readonly Fix[] {
  const id = derivedIds(spec).get(placeOf(document.path, tokens));
  if (id === undefined) return [];
  const where = isFirstElsewhere(spec) ? { first: true } : { after: ['tags', 'summary'], first: true };
  const edit = insertMembers(document, tokens, { operationId: id }, where);
  return fixOf(`Add operationId: ${id}`, edit);
}

export function replaceOperationId(spec: Spec, { document, tokens }: Written): readonly Fix[] {
  const id = derivedIds(spec).get(placeOf(document.path, tokens));
  if (id === undefined) return [];
  return fixOf(`Change the operationId to ${id}`, replaceString(document, [...tokens, 'operationId'], id));
}

/** Most operations that have a name begin with it. */
function isFirstElsewhere(spec: Spec): boolean {
  return fact(spec, 'operationIds come first', () => {
    const named = spec.api.operations.filter(({ id }) => id !== undefined);
    const first = named.filter(({ at }) => Object.keys(writtenAt(spec, at)?.value ?? {})[0] === 'operationId');
    return first.length > named.length / 2;
  });
}

function placeOf(path: string, tokens: readonly string[]): string {
  return `${path}\n${tokens.join('\n')}`;
}

/** For each operation without a name of its own, by place: what scaffolding calls it. */
function derivedIds(spec: Spec): ReadonlyMap<string, string> {
  return fact(spec, 'derived operationIds', () => {
    const { operations, webhooks } = spec.api;
    const taken = new Set<string>();
    const nameless: Operation[] = [];
    for (const operation of [...operations, ...webhooks]) {
      const name = operation.id === undefined ? '' : camelName(operation.id);
      if (operation.id === undefined || taken.has(operation.id)) nameless.push(operation);
      else taken.add(operation.id).add(name);
    }
    const derived = new Map<string, string>();
    const shared = new Set<string>();
    for (const { at, method, path } of nameless) {
      const place = placeOf(at.path, at.pointer.split('/').slice(1).map(unescapeToken));
      // A path item that several paths refer to has no one name.
      if (derived.has(place)) shared.add(place);
      const wanted = operationName(method, path);
      let id = wanted;
      for (let count = 2; taken.has(id); count++) id = `${wanted}${/\d$/.test(wanted) ? '_' : ''}${count}`;
      taken.add(id);
      derived.set(place, id);
    }
    for (const place of shared) derived.delete(place);
    return derived;
  });
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
