/** A description becomes a file. */
import { Document, isScalar, Scalar, visit } from 'yaml';
import type { JsonObject } from './values.js';

/** YAML, or JSON with two spaces; ends with a line break. Keys stay in their order. */
export function writeDescription(document: JsonObject, format: 'yaml' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(document, undefined, 2)}\n`;
  // Many tools still read YAML 1.1: there `no` and `2024-01-01` are no texts unless they are in quotes.
  const yaml = new Document(document, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(yaml, {
    Pair: (_key, { key }) => {
      if (isScalar(key) && key.value === '<<') key.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return yaml.toString({ lineWidth: 100 });
}
