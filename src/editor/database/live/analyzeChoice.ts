/** What answers the questions of Analyze Database in advance: for keybindings, other extensions and tests. */
import * as z from 'zod/mini';
import { Problem } from '../../../text/problem.js';
import type { LookOptions } from './liveCalls.js';
import { type PageAction, pageActions } from './pageLink.js';

const flag = z.optional(z.boolean());
const names = z.optional(z.array(z.string()));
const Choice = z.object({
  /** The name of a connection that was added. */
  connection: z.optional(z.string()),
  exactRows: flag,
  /** By pgstattuple. */
  exactBloat: flag,
  /** Schemas, or `schema.table`. */
  only: names,
  without: names,
  /** Afterwards, indexes are tried out. */
  suggestIndexes: flag,
});

export interface AnalyzeChoice extends LookOptions {
  readonly connection?: string;
  readonly suggestIndexes?: boolean;
}

/** @throws Problem for what is no answer. */
export function readAnalyzeChoice(choice: unknown): AnalyzeChoice {
  const read = Choice.safeParse(choice ?? {});
  if (read.success) return read.data;
  throw new Problem(
    'Analyze Database takes an object with connection (its name), exactRows, exactBloat, suggestIndexes, only and without.',
  );
}

const Act = z.tuple([
  z.string().check(z.regex(/^[\w-]{1,64}$/)),
  z.enum(pageActions),
  z.optional(z.int().check(z.nonnegative())),
]);

/** What a link of a page asks for. @returns undefined for what is no link of ours. */
export function readPageAct(
  given: readonly unknown[],
): { readonly id: string; readonly action: PageAction; readonly at: number } | undefined {
  const read = Act.safeParse(given.slice(0, 3));
  if (!read.success) return undefined;
  const [id, action, at = -1] = read.data;
  return { id, action, at };
}
