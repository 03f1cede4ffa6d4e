import * as vscode from 'vscode';
import { Problem } from '../../text/problem.js';
import { plainMessage } from '../plainMessage.js';
import type { Databases } from './databases.js';

/** Milliseconds after the last keystroke until it is said what the text means. */
const typingPause = 200;

interface Asked {
  /** What is in the box to begin with. */
  readonly value: string;
  /** Why it was not taken. */
  readonly failure: string | undefined;
}

/**
 * Where a server is, as text with a password in it: it is masked unless somebody wants to see it. While it is typed, the box says what was
 * understood, without the password.
 * @returns undefined when it was closed.
 */
export async function askAddress(databases: Databases, { value, failure }: Asked): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = 'Add Connection';
  box.prompt = 'A URL, or words as psql takes them: host=… dbname=… user=…, service=…. Kept by the system’s key store.';
  box.placeholder = 'postgresql://user:password@localhost:5432/database';
  box.ignoreFocusOut = true;
  box.value = value;
  mask(box, true);
  let timer: NodeJS.Timeout | undefined;
  let looked = 0;
  const look = async () => {
    const mine = ++looked;
    const text = box.value.trim();
    const meaning = text === '' ? undefined : await meaningOf(databases, text);
    if (mine === looked) box.validationMessage = meaning;
  };
  if (failure !== undefined) box.validationMessage = { message: plainMessage(failure), severity: error };
  return new Promise<string | undefined>(resolve => {
    box.onDidChangeValue(() => {
      // What was said is of another text.
      looked++;
      box.validationMessage = undefined;
      clearTimeout(timer);
      timer = setTimeout(() => void look(), typingPause);
    });
    box.onDidTriggerButton(() => mask(box, !box.password));
    box.onDidAccept(async () => {
      clearTimeout(timer);
      const text = box.value.trim();
      if (text === '') return;
      await look();
      if (isError(box.validationMessage)) return;
      resolve(text);
    });
    box.onDidHide(() => resolve(undefined));
    box.show();
  }).finally(() => {
    clearTimeout(timer);
    looked++;
    box.dispose();
  });
}

const { Error: error, Warning: warning, Info: info } = vscode.InputBoxValidationSeverity;

async function meaningOf({ thread }: Databases, connectionString: string): Promise<vscode.InputBoxValidationMessage> {
  try {
    const { description, warnings } = await thread.call('describeConnection', { connectionString });
    return {
      message: plainMessage([`${description}.`, ...warnings].join(' ')),
      severity: warnings.length > 0 ? warning : info,
    };
  } catch (failed) {
    if (failed instanceof Problem) return { message: plainMessage(failed.message), severity: error };
    throw failed;
  }
}

function isError(message: vscode.InputBox['validationMessage']): boolean {
  return typeof message === 'object' && message.severity === error;
}

function mask(box: vscode.InputBox, isMasked: boolean): void {
  box.password = isMasked;
  box.buttons = [
    {
      iconPath: new vscode.ThemeIcon(isMasked ? 'eye' : 'eye-closed'),
      tooltip: isMasked ? 'Show what is typed, the password too' : 'Hide what is typed',
    },
  ];
}
