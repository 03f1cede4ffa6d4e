import type { Fix } from '../../../text/finding.js';
import { member } from '../../values.js';
import { appendElement, insertMembers } from '../edits/insert.js';
import { fixOf, type Spec, type Written } from '../spec.js';

/** Adds a tag that an operation has to those of the API. */
export function declareTag({ loaded: { entry } }: Spec, { value }: Written): readonly Fix[] {
  if (typeof value !== 'string' || value === '') return [];
  const tag = { name: value };
  const edit =
    member(entry.value, 'tags') === undefined
      ? insertMembers(
          entry,
          [],
          { tags: [tag] },
          { after: ['openapi', 'swagger', 'info', 'servers', 'host', 'schemes'] },
        )
      : appendElement(entry, ['tags'], tag);
  return fixOf(`Declare the tag ${value}`, edit);
}
