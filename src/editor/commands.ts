import * as vscode from 'vscode';
import { Problem } from '../text/problem.js';
import type { DatabaseCommands } from './databaseRoom.js';
import type { DecisionCommands } from './decisionRoom.js';
import type { LoadTestCommands } from './loadTestRoom.js';
import type { Choice } from './memory.js';
import { plainMessage } from './plainMessage.js';
import type { RouteCommands } from './routesRoom.js';
import type { Session } from './session.js';

/** Every command and what it takes. package.json names the same ids; test/host checks that they agree. */
export interface Commands extends LoadTestCommands, DatabaseCommands, RouteCommands, DecisionCommands {
  /**
   * From the palette, a menu, a lens, a keybinding or another extension. Asks for what is not given.
   * @returns the paths that were written, relative to the output folder; undefined when nothing was.
   */
  'seniorBackend.scaffoldRoutes': (
    spec?: vscode.Uri | Partial<Choice>,
    choice?: Partial<Choice>,
  ) => Promise<readonly string[] | undefined>;
  /**
   * A spec against an earlier version. `choice`: `{ revision: 'v1.2', fromMergeBase: false }`, both optional.
   * @returns the address of the report; undefined when the user stopped on the way.
   */
  'seniorBackend.findBreakingChanges': (spec?: vscode.Uri, choice?: unknown) => Promise<vscode.Uri | undefined>;
  /** The schema of an SQL file, the workspace's only one, or one that is picked. @returns the address of the document. */
  'seniorBackend.showSchema': (file?: vscode.Uri) => Promise<vscode.Uri | undefined>;
  /** As above. @returns absolute paths of what was written; undefined when the user stopped on the way. */
  'seniorBackend.suggestIndexes': (file?: vscode.Uri) => Promise<readonly string[] | undefined>;
  /** `backend-security#tokens`, or asked for. @returns the address of the section; undefined when none was picked. */
  'seniorBackend.openGuide': (section?: string) => Promise<vscode.Uri | undefined>;
  'seniorBackend.showLog': () => Promise<void>;
}

export function registerCommands(session: Session, commands: Commands): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await (run as (...args: unknown[]) => Promise<unknown>)(...args);
        } catch (error) {
          // Not awaited: a command ends when its work does, not when somebody closes the message.
          void show(session, id, error);
          return undefined;
        }
      }),
    ),
  );
}

/** The one catch of the editor: a Problem is shown as it is worded; everything else is a bug of ours and goes to the log. */
async function show({ log }: Session, id: string, error: unknown): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  const place = error instanceof Problem ? error.place : undefined;
  if (error instanceof Problem) log.error(messageOf(error));
  else log.error(`${id} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);

  const open = 'Open File';
  const showLog = 'Show Log';
  const message =
    error instanceof Problem
      ? messageOf(error)
      : 'Senior Backend ran into an error of its own, and has changed nothing. The log has the details.';
  const answer = await vscode.window.showErrorMessage(plainMessage(message), ...(place ? [open] : []), showLog);
  if (answer === showLog) log.show();
  if (answer === open && place) {
    const { line, character } = place.position ?? { line: 0, character: 0 };
    const at = new vscode.Range(line, character, line, character);
    await vscode.window.showTextDocument(vscode.Uri.file(place.path), { selection: at });
  }
}

/** With the place as editors write it, `src/openapi.yaml:12:3`, counted from one, unless the message names it. */
function messageOf({ message, place }: Problem): string {
  if (!place) return message;
  const { path, position } = place;
  const file = vscode.workspace.asRelativePath(vscode.Uri.file(path));
  if (!position && message.includes(file)) return message;
  return `${message} (${position ? `${file}:${position.line + 1}:${position.character + 1}` : file})`;
}
