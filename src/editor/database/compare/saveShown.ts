import { Problem } from '../../../text/problem.js';
import type { Databases } from '../databases.js';
import { readSaveChoice } from './compareChoice.js';
import type { CompareView } from './compareView.js';
import { saveMigration } from './saveMigration.js';

/**
 * Saves what a comparison has found.
 * @param given what a menu passed: a file of the comparison, or a choice (`compareChoice.ts`).
 * @returns absolute paths; undefined when the user stopped on the way.
 * @throws Problem when nothing was compared.
 */
export async function saveShown(
  databases: Databases,
  view: CompareView,
  given: unknown,
): Promise<readonly string[] | undefined> {
  // Buttons of editors pass what the editor shows.
  const isChoice = typeof given === 'object' && given !== null && !('scheme' in given) && !('groupId' in given);
  const choice = readSaveChoice(isChoice ? given : {});
  const comparison = view.find(choice.title);
  if (!comparison) throw new Problem('There is no migration to save yet. Compare two schemas first.');
  return saveMigration(databases, comparison, choice);
}
