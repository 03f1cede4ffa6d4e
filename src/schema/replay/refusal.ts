/**
 * Why a command cannot be applied. `wrong`: the schema does not allow it. `missing`: something does not exist (yet; a later file may
 * bring it). `foreign`: it is about something in a schema that is not made here, which is taken to exist.
 */
export type Reason = 'wrong' | 'missing' | 'foreign';

/** A command that cannot be applied, in PostgreSQL's words. Thrown inside of the replay, never out of it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    message: string,
    readonly reason: Reason,
    /** Name of the relation, type or function that is missing: until there is one, another try is in vain. */
    readonly lacks?: string,
  ) {
    super(message);
  }
}

/** @throws Refusal always. */
export function refuse(message: string): never {
  throw new Refusal(message, 'wrong');
}

/** @throws Refusal always: what the command needs does not exist. */
export function refuseMissing(message: string, lacks?: string): never {
  throw new Refusal(message, 'missing', lacks);
}
