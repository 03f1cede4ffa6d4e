/** What is wrong but leaves the command's object: a foreign key without its target, a view of an unknown table. */
import type { Here, Model } from './model.js';
import { Refusal } from './refusal.js';

/**
 * Takes note of what `refusal` says; what is foreign is nothing to say. `holds`: is it still so when all files were replayed?
 * @throws Refusal while the command may wait for a later file, and for what is plainly wrong.
 */
export function tolerate(model: Model, here: Here, refusal: () => never, holds: () => boolean): void {
  try {
    refusal();
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason === 'wrong' || !here.lenient) throw error;
    if (error.reason === 'missing') model.notes.push({ message: error.message, holds });
  }
}
