/** TypeScript types as JSON Schema. */

import type { Scope } from '../interpret/value.js';
import type { tree } from '../parse.js';
import type { Reading, Schema } from './schema.js';

export function typeSchema(type: tree.TSType, scope: Scope, reading: Reading): Schema {
  switch (type.type) {
    case 'TSStringKeyword':
      return { type: 'string' };
    case 'TSNumberKeyword':
      return { type: 'number' };
    case 'TSBooleanKeyword':
      return { type: 'boolean' };
    case 'TSArrayType':
      return { type: 'array', items: typeSchema(type.elementType, scope, reading) };
    default:
      return {};
  }
}
