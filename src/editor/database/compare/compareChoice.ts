/** What the command takes in place of its questions: from keybindings, other extensions and tests. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { Problem } from '../../../text/problem.js';
import type { Connections } from '../connections.js';
import type { Side } from './sides.js';

const sideForm = z.union([
  // A file or folder: absolute, or below the first workspace folder.
  z.string().check(z.minLength(1)),
  z.strictObject({ path: z.string(), revision: z.string() }),
  // By its name.
  z.strictObject({ connection: z.string() }),
]);
const flag = z.optional(z.boolean());
const texts = z.optional(z.array(z.string()));

const choiceForm = z.strictObject({
  now: z.optional(sideForm),
  become: z.optional(sideForm),
  ...{ online: flag, expandContract: flag, copyFirst: flag, owners: flag, grants: flag, rows: flag },
  ...{ schemas: texts, without: texts },
  forVersion: z.optional(z.number().check(z.int(), z.minimum(13), z.maximum(18))),
  // `public.users.mail=email`; when it is there nothing is asked.
  renames: texts,
  // The folder for the migration: absolute, or below the first workspace folder.
  save: z.optional(z.string()),
  // Save it whether its proof holds or not.
  unproven: flag,
});

export type CompareChoice = z.infer<typeof choiceForm>;

const saveForm = z.strictObject({
  // Of the editor that shows the comparison; by default the active one, else the last.
  title: z.optional(z.string()),
  // Absolute, or below the first workspace folder.
  folder: z.optional(z.string()),
  // Whether the proof holds or not.
  unproven: flag,
});

export type SaveChoice = z.infer<typeof saveForm>;

/** @throws Problem for what is none. */
export function readCompareChoice(given: unknown): CompareChoice {
  return read(choiceForm, given, 'Compare Schemas');
}

/** @throws Problem for what is none. */
export function readSaveChoice(given: unknown): SaveChoice {
  return read(saveForm, given, 'Save Migration');
}

function read<Form extends z.ZodMiniType>(form: Form, given: unknown, command: string): z.infer<Form> {
  const found = form.safeParse(given ?? {});
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const where = issue?.path.join('.') || 'choice';
  throw new Problem(`${command} was called with what it does not know: ${where}: ${issue?.message}.`);
}

/** @throws Problem for a file or a connection that is not there. */
export async function chosenSide(given: NonNullable<CompareChoice['now']>, connections: Connections): Promise<Side> {
  if (typeof given === 'object' && 'connection' in given) {
    const found = connections.named(given.connection);
    if (found) return { kind: 'connection', id: found.id };
    throw new Problem(
      `There is no connection ${JSON.stringify(given.connection)}. Add it: Senior Backend: Add Connection.`,
    );
  }
  const file = inWorkspace(typeof given === 'string' ? given : given.path);
  const kind = await kindOf(file);
  if (typeof given === 'object') return { kind: kind ?? 'file', path: file, revision: given.revision };
  if (kind) return { kind, path: file };
  throw new Problem('There is no such file or folder.', { path: file });
}

export function inWorkspace(name: string): string {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return root === undefined ? path.resolve(name) : path.resolve(root, name);
}

export async function kindOf(file: string): Promise<'file' | 'folder' | undefined> {
  try {
    const { type } = await vscode.workspace.fs.stat(vscode.Uri.file(file));
    return type & vscode.FileType.Directory ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}
