import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';

export const id = 'senior-backend.senior-backend';

export function folder(): vscode.Uri {
  return vscode.workspace.workspaceFolders![0]!.uri;
}

export function inFolder(name: string): vscode.Uri {
  return vscode.Uri.joinPath(folder(), ...name.split('/'));
}

/** A spec with these operations, all of them with the tag "notes". */
export function notes(...operations: string[]): string {
  const paths = operations.map(
    name => `  /${name}:
    get:
      operationId: ${name}
      summary: Grüße von ${name}
      tags: [notes]
      responses:
        "204":
          description: ok
`,
  );
  return `openapi: 3.1.0\ninfo:\n  title: Notes\n  version: "1"\npaths:\n${paths.join('')}`;
}

/** Asks until there is an answer. */
export async function until<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  ms = 20_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}

export async function readText(file: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return undefined;
  }
}

export async function writeText(file: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
}

/** The files of a folder and those below, relative to it. */
export async function names(directory: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await vscode.workspace.fs.readDirectory(inFolder(directory)).then(undefined, () => []);
  for (const [name, type] of entries) {
    if (type === vscode.FileType.File) found.push(name);
    else found.push(...(await names(`${directory}/${name}`)).map(below => `${name}/${below}`));
  }
  return found.sort();
}

/** Our diagnostics of a file. */
export function problemsOf(file: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(file).filter(({ source }) => source === 'Senior Backend');
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

/** Every thread that was started from here on: this module is loaded before the extension starts its first. */
export const threads: Worker[] = [];
/** What each of them runs. */
export const threadFiles = new Map<Worker, string>();
const builtin = process.getBuiltinModule('node:worker_threads');
builtin.Worker = class extends Worker {
  constructor(...given: ConstructorParameters<typeof Worker>) {
    super(...given);
    threads.push(this);
    threadFiles.set(this, String(given[0]));
  }
};

/** Applies the preview of a command once that is there. */
export async function applyingPreview<T>(run: Thenable<T>): Promise<T> {
  let done = false;
  const ended = Promise.resolve(run).finally(() => {
    done = true;
  });
  while (!done) {
    // Without a preview the command does nothing.
    await vscode.commands.executeCommand('refactorPreview.apply').then(undefined, () => undefined);
    await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 100))]);
  }
  return ended;
}

/** Runs Scaffold Routes without questions, and applies its preview once that is there. */
export function scaffoldAndApply(
  spec: vscode.Uri,
  output: string,
  choice: { framework?: string; app?: boolean } = {},
): Promise<readonly string[] | undefined> {
  return applyingPreview(
    vscode.commands.executeCommand<readonly string[] | undefined>('seniorBackend.scaffoldRoutes', spec, {
      framework: 'express',
      app: false,
      ...choice,
      output,
    }),
  );
}

/** The folder of the checkout, seen from out/host. */
export const repository = path.resolve(__dirname, '../..');

/** For what takes long and is held elsewhere, too: CI has 20 minutes. */
export const unhurried = process.env['CI'] ? it.skip : it;
