import type { Fix } from '../../../text/finding.js';
import type { Response } from '../../api.js';
import type { Json } from '../../json.js';
import { isObject, type JsonObject, member } from '../../values.js';
import { insertMembers } from '../edits/insert.js';
import { fixOf, type Spec, writtenAt } from '../spec.js';

export interface HeaderText {
  readonly name: string;
  readonly description: string;
  readonly type: 'string' | 'integer';
}

/** The fix that describes headers of a response. */
export function addHeaders(spec: Spec, { at }: Response, headers: readonly HeaderText[]): readonly Fix[] {
  const written = writtenAt(spec, at);
  if (!written || !isObject(written.value)) return [];
  const { document, tokens, value } = written;
  const old = spec.api.dialect === '2.0';
  const described: JsonObject = Object.fromEntries(
    headers.map(({ name, description, type }): [string, Json] => [
      name,
      { description, ...(old ? { type } : { schema: { type } }) },
    ]),
  );
  const edit =
    member(value, 'headers') === undefined
      ? insertMembers(document, tokens, { headers: described }, { after: ['description'] })
      : insertMembers(document, [...tokens, 'headers'], described);
  const names = headers.map(({ name }) => name);
  return fixOf(`Add the header${names.length > 1 ? 's' : ''} ${names.join(', ')}`, edit);
}

export function hasHeader({ headers }: Response, name: RegExp): boolean {
  return headers.some(one => name.test(one.name));
}
