import * as vscode from 'vscode';
import { plainMessage } from '../plainMessage.js';
import type { Session } from '../session.js';
import type { KeptSecret, NeededSecret, SecretName } from './runnerMessages.js';

/** Which secrets there are; their values are in SecretStorage alone. */
const namesKey = 'loadTest.secretNames';

interface StoredName extends SecretName {
  readonly root: string;
}

/**
 * What security schemes need, asked once for each workspace folder, scheme and server: what one server is told, another one never
 * hears.
 */
export class LoadTestSecrets {
  readonly #context: vscode.ExtensionContext;

  constructor({ context }: Pick<Session, 'context'>) {
    this.#context = context;
  }

  /** Of which a secret is kept. */
  known(root: string): readonly SecretName[] {
    return this.#names()
      .filter(name => name.root === root)
      .map(({ origin, scheme }) => ({ origin, scheme }));
  }

  /**
   * As typed; what is missing is asked for.
   * @returns undefined when the user closed the question.
   */
  async collect(root: string, needs: readonly NeededSecret[]): Promise<readonly KeptSecret[] | undefined> {
    const found: KeptSecret[] = [];
    for (const need of needs.filter(isText)) {
      const { origin, scheme } = need;
      const kept = await this.#context.secrets.get(storageKey({ root, origin, scheme }));
      const secret = kept ?? (await this.ask(root, need));
      if (secret === undefined) return undefined;
      found.push({ origin, scheme, secret });
    }
    return found;
  }

  /** Asks for one and keeps it. @returns undefined when the user closed the question. */
  async ask(root: string, { origin, scheme, label }: NeededSecret): Promise<string | undefined> {
    const typed = await vscode.window.showInputBox({
      title: `Load Test: ${plainMessage(label)}`,
      prompt: `Sent to ${plainMessage(origin)} and nowhere else. Kept by the system's key store, for this workspace.`,
      placeHolder: label,
      password: true,
      ignoreFocusOut: true,
      validateInput: text => (/[\r\n\0]/.test(text) ? 'A secret is one line.' : undefined),
    });
    if (!typed?.trim()) return undefined;
    const name: StoredName = { root, origin, scheme };
    await this.#context.secrets.store(storageKey(name), typed.trim());
    const others = this.#names().filter(each => storageKey(each) !== storageKey(name));
    await this.#context.workspaceState.update(namesKey, [...others, name]);
    return typed.trim();
  }

  /** @param only those of a workspace folder that go to these servers; absent: all. @returns how many there were. */
  async forget(only?: { readonly root: string; readonly origins: readonly string[] }): Promise<number> {
    const names = this.#names();
    const gone = names.filter(({ root, origin }) => !only || (root === only.root && only.origins.includes(origin)));
    for (const name of gone) await this.#context.secrets.delete(storageKey(name));
    const left = names.filter(name => !gone.includes(name));
    await this.#context.workspaceState.update(namesKey, left.length > 0 ? left : undefined);
    return gone.length;
  }

  #names(): readonly StoredName[] {
    const names = this.#context.workspaceState.get<unknown>(namesKey);
    return Array.isArray(names) ? names.filter(isName) : [];
  }
}

/** A certificate is no text that could be typed. */
export function isText({ kind }: NeededSecret): boolean {
  return kind !== 'certificate';
}

function isName(value: Partial<StoredName> | null): value is StoredName {
  return [value?.root, value?.origin, value?.scheme].every(part => typeof part === 'string');
}

function storageKey({ root, origin, scheme }: StoredName): string {
  return `loadTest ${JSON.stringify([root, origin, scheme])}`;
}
