import * as vscode from 'vscode';
import type { SecretNeed } from '../../loadtest/scenario/security.js';
import type { Session } from '../session.js';

/** Which secrets there are; their values are in SecretStorage alone. */
const namesKey = 'loadTest.secretNames';

/** What security schemes need, asked once for each workspace folder and scheme. */
export class LoadTestSecrets {
  readonly #context: vscode.ExtensionContext;

  constructor({ context }: Pick<Session, 'context'>) {
    this.#context = context;
  }

  /** Schemes of which a secret is kept. */
  known(root: string): readonly string[] {
    return this.#names()
      .filter(name => name.root === root)
      .map(({ scheme }) => scheme);
  }

  /**
   * By scheme, as typed; what is missing is asked for.
   * @returns undefined when the user closed the question.
   */
  async collect(root: string, needs: readonly SecretNeed[]): Promise<Record<string, string> | undefined> {
    const found: Record<string, string> = {};
    for (const need of needs) {
      // A certificate is no text that could be typed.
      if (need.kind === 'certificate') continue;
      const secret = (await this.#context.secrets.get(storageKey(root, need.scheme))) ?? (await this.#ask(root, need));
      if (secret === undefined) return undefined;
      found[need.scheme] = secret;
    }
    return found;
  }

  /** @returns how many there were. */
  async forget(): Promise<number> {
    const names = this.#names();
    for (const { root, scheme } of names) await this.#context.secrets.delete(storageKey(root, scheme));
    await this.#context.workspaceState.update(namesKey, undefined);
    return names.length;
  }

  async #ask(root: string, { scheme, label }: SecretNeed): Promise<string | undefined> {
    const typed = await vscode.window.showInputBox({
      title: 'Load Test',
      prompt: `${label}. Kept by the system's key store for this workspace, and sent to the server under load alone.`,
      placeHolder: label,
      password: true,
      ignoreFocusOut: true,
      validateInput: text => (/[\r\n\0]/.test(text) ? 'A secret is one line.' : undefined),
    });
    if (!typed?.trim()) return undefined;
    await this.#context.secrets.store(storageKey(root, scheme), typed.trim());
    const others = this.#names().filter(name => name.root !== root || name.scheme !== scheme);
    await this.#context.workspaceState.update(namesKey, [...others, { root, scheme }]);
    return typed.trim();
  }

  #names(): readonly { readonly root: string; readonly scheme: string }[] {
    const names = this.#context.workspaceState.get<unknown>(namesKey);
    return Array.isArray(names)
      ? names.filter(name => typeof name?.root === 'string' && typeof name?.scheme === 'string')
      : [];
  }
}

function storageKey(root: string, scheme: string): string {
  return `loadTest ${JSON.stringify([root, scheme])}`;
}
