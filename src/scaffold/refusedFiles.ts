/** What only force overwrites: in an editor that is a question. */
import { Problem } from '../text/problem.js';
import { inspectHeader } from './header.js';
import type { RefusedFile } from './messages.js';
import type { OutputFolder, Scaffolding } from './scaffold.js';

/**
 * A Problem that force would overcome is a question to the user: `stopped` is its message.
 * @throws what the run throws, with force as well
 */
export async function orForced<Outcome>(
  run: (force: boolean) => Promise<Outcome>,
): Promise<{ readonly outcome: Outcome; readonly stopped?: string }> {
  try {
    return { outcome: await run(false) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const outcome = await run(true).catch(() => undefined);
    if (!outcome) throw error;
    return { outcome, stopped: error.message };
  }
}

/** Which of the files that force rewrites are not as we wrote them. */
export async function refusedFiles({ changes }: Scaffolding, folder: OutputFolder): Promise<readonly RefusedFile[]> {
  const refused: RefusedFile[] = [];
  for (const { path: file, owner } of changes) {
    const text = owner === 'generated' ? await folder.read(file) : undefined;
    const origin = text === undefined ? 'ours' : inspectHeader(text);
    if (origin !== 'ours') refused.push({ path: file, origin });
  }
  return refused;
}
