/** Whether a part of a request or an answer is what its validator says, and what is wrong with it. */
import type { z } from 'zod';
import { isAccepted } from './accepts.js';
import { bounded } from './effort.js';
import type { ErrorDetail } from './http.js';

/**
 * The value, where the validator accepts it; what is wrong is added to `details`, with fields that begin with `part`.
 * No copy: a handler may be given what a body parser in front has made.
 */
export function validate(
  validator: z.ZodType | undefined,
  value: unknown,
  part: string,
  details: ErrorDetail[],
): unknown {
  if (!validator) return value;
  const isRight = bounded(value, 200, one => isAccepted(validator, one));
  if (isRight) return value;
  try {
    const result = bounded(value, isRight === false ? 10 : 200, one => validator.safeParse(one));
    if (result.success) return result.data;
    for (const detail of explain(result.error.issues, [part], value)) details.push(detail);
  } catch (error) {
    // A recursive schema follows a value until the stack ends, or the patience.
    if (!(error instanceof RangeError)) throw error;
    details.push({ field: part, message: isRight === false ? 'is not valid' : 'is nested too deeply' });
  }
  return undefined;
}

/** More than are shown, because several may be about one field. */
const mostExplained = 1000;

type Issue = z.core.$ZodIssue;

function explain(issues: readonly Issue[], path: readonly PropertyKey[], value: unknown): ErrorDetail[] {
  return issues.slice(0, mostExplained).flatMap(issue => {
    const here = [...path, ...issue.path];
    const found = issue.path.reduce<unknown>(member, value);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => ({
        field: [...here, key].map(String).join('.'),
        message: 'is not a known property',
      }));
    }
    if (issue.code === 'invalid_union') {
      // Of several choices only the one that has the right kind of value at all is worth explaining.
      const close = issue.errors.filter(choice => choice.length > 0 && choice.every(inner => inner.path.length > 0));
      if (close.length === 1) return explain(close[0]!, here, found);
    }
    return [{ field: here.map(String).join('.'), message: found === undefined ? 'is required' : issue.message }];
  });
}

function member(value: unknown, key: PropertyKey): unknown {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

/** One word on each field is enough: text that could not be decoded also fails its validator. */
export function distinct(details: readonly ErrorDetail[]): ErrorDetail[] {
  const byField = new Map<string, ErrorDetail>();
  for (const detail of details) if (!byField.has(detail.field)) byField.set(detail.field, detail);
  return [...byField.values()].slice(0, 100);
}
