import * as z from 'zod/mini';
import { nearestName } from '../openapi/nearest.js';
import { Problem } from '../text/problem.js';

/** A flag with a fixed set of values; the message names them and the nearest. */
export function oneOf<const T extends string>(flag: string, values: readonly T[]) {
  return z.enum(values, {
    error: issue => {
      const given = String(issue.input);
      const nearest = nearestName(given, values);
      const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      return `${flag} is ${values.slice(0, -1).join(', ')} or ${values.at(-1)}, not ${JSON.stringify(given)}.${hint}`;
    },
  });
}

/** @throws Problem with the first thing that is wrong. */
export function check<T extends z.ZodMiniType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem(result.error.issues[0]?.message ?? 'The arguments are not understood.');
}
