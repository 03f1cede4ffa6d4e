/** Slashes that stand at the end of paths and addresses. */
import type { Fix } from '../../../text/finding.js';
import { renameKey, replaceString } from '../edits/replace.js';
import { fixOf, type Written } from '../spec.js';

export function renamePath({ document, tokens }: Written): readonly Fix[] {
  const path = tokens.at(-1) ?? '';
  const name = path.replace(/\/+$/, '');
  return name === '' ? [] : fixOf(`Rename the path to ${name}`, renameKey(document, tokens, name));
}

export function trimAddress({ document, tokens, value }: Written): readonly Fix[] {
  if (typeof value !== 'string') return [];
  const trimmed = value.replace(/\/+$/, '');
  return trimmed === '' ? [] : fixOf('Remove the slash', replaceString(document, tokens, trimmed));
}
