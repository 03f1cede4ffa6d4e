/** A description becomes a file. */
import { stringify } from 'yaml';
import type { JsonObject } from './values.js';

/** YAML, or JSON with two spaces; ends with a line break. Keys stay in their order. */
export function writeDescription(document: JsonObject, format: 'yaml' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(document, undefined, 2)}\n`;
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 100 });
}
