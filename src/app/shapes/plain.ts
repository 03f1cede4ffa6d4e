/** Values as plain data. */
import { textOf, type Value } from '../interpret/value.js';

/** Defaults, examples, members of enums. Undefined: it is not known, or no single text, number or boolean. */
export function plainValue(value: Value | undefined): string | number | boolean | null | undefined {
  if (value?.kind === 'literal' && typeof value.value !== 'bigint' && !(value.value instanceof RegExp))
    return value.value;
  return textOf(value);
}
