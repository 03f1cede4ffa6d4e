/** What stands where a run would write, and is not the run's. */
import * as vscode from 'vscode';
import type { RefusedFile, ScaffoldReply } from '../scaffold/messages.js';
import { Problem } from '../text/problem.js';
import { plainMessage } from './plainMessage.js';
import type { Session } from './session.js';
import type { ChangesView } from './showChanges.js';

type Refused = Pick<Extract<ScaffoldReply, { kind: 'refused' }>, 'message' | 'files' | 'scaffolding'>;

/** @throws Problem when the output folder is a file. @param command as its title says it */
export async function refuseFile(output: vscode.Uri, name: string, command: string): Promise<void> {
  const stat = await vscode.workspace.fs.stat(output).then(undefined, () => undefined);
  if (stat && !(stat.type & vscode.FileType.Directory)) {
    throw new Problem(`${name} is a file, not a folder. Run ${command} again and choose a folder.`);
  }
}

/** Files that are not as a run left them are overwritten only by somebody who was asked. */
export async function mayOverwrite(
  { changesView, log }: Session & { readonly changesView: ChangesView },
  output: vscode.Uri,
  { message, files, scaffolding }: Refused,
): Promise<boolean> {
  log.warn(message);
  const overwrite = 'Overwrite';
  const show = 'Show Changes';
  const answer = await vscode.window.showErrorMessage(plainMessage(refusal(files) || message), overwrite, show);
  if (answer === show) {
    const there = scaffolding.changes.filter(({ path }) => files.some(file => file.path === path));
    await changesView.show('What overwriting would change', output, there);
  }
  return answer === overwrite;
}

function refusal(files: readonly RefusedFile[]): string {
  const named = (origin: RefusedFile['origin']) => {
    const paths = files.filter(file => file.origin === origin).map(({ path }) => path);
    return paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
  };
  const [edited, foreign] = [named('edited'), named('foreign')];
  return [
    ...(edited
      ? [`Edited by hand since the last run: ${edited}. Move your code to the *.handlers.ts files, or overwrite.`]
      : []),
    ...(foreign ? [`In the way, and not generated: ${foreign}. Choose another folder, or overwrite.`] : []),
  ].join(' ');
}
