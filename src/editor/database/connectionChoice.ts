/** What answers the questions of Add and Remove Connection in advance: for other extensions and tests. */
import * as z from 'zod/mini';
import { Problem } from '../../text/problem.js';

const Added = z.object({
  /** As a user types it; kept by the system's key store, and shown nowhere. */
  connectionString: z.string(),
  name: z.string(),
  stage: z.enum(['development', 'staging', 'production']),
});
const Named = z.object({ name: z.string() });

export type AddedChoice = z.infer<typeof Added>;

/** @returns undefined when nothing was given. @throws Problem for what is no answer; nothing of it is repeated. */
export function readAddedChoice(choice: unknown): AddedChoice | undefined {
  if (choice === undefined) return undefined;
  const read = Added.safeParse(choice);
  if (!read.success || read.data.name.trim() === '')
    throw new Problem('Add Connection takes an object with connectionString, name and stage, all of them text.');
  return { ...read.data, name: read.data.name.trim() };
}

/** @returns the name; undefined when nothing was given. @throws Problem for what is no answer. */
export function readNamedChoice(choice: unknown): string | undefined {
  if (choice === undefined) return undefined;
  const read = Named.safeParse(choice);
  if (!read.success) throw new Problem('Remove Connection takes an object with the name of a connection.');
  return read.data.name;
}
