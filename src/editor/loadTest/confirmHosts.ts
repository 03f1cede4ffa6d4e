import * as vscode from 'vscode';
import { plainMessage } from '../plainMessage.js';
import type { Prepared } from './runnerMessages.js';

const key = 'loadTest.confirmedHosts';

/** Hosts that somebody has said yes to in this workspace. */
export function confirmedHosts({ workspaceState }: vscode.ExtensionContext): readonly string[] {
  const hosts = workspaceState.get<unknown>(key);
  return Array.isArray(hosts) ? hosts.filter(host => typeof host === 'string') : [];
}

/**
 * Asks once for each host that is not on this machine or network, naming what it will get.
 * @returns all confirmed hosts; undefined when one was refused.
 */
export async function confirmHosts(
  context: vscode.ExtensionContext,
  { guards, rate, secrets }: Prepared,
  seconds: number,
): Promise<readonly string[] | undefined> {
  for (const { verdict, host, reason } of guards) {
    if (verdict !== 'confirm' || confirmedHosts(context).includes(host)) continue;
    const start = 'Start Load Test';
    const own = secrets.filter(({ origin }) => new URL(origin).host === host);
    const names = own.map(({ scheme }) => `"${plainMessage(scheme)}"`).join(' and ');
    const told = names && `, and what this workspace keeps for ${names}`;
    const detail = `${plainMessage(reason)}\n\nIt will get ${rate}, for ${seconds} s${told}. Put only those servers under load whose owner agrees.`;
    const answer = await vscode.window.showWarningMessage(
      plainMessage(`Load test ${host}?`),
      { modal: true, detail },
      start,
    );
    if (answer !== start) return undefined;
    await context.workspaceState.update(key, [...confirmedHosts(context), host]);
  }
  return confirmedHosts(context);
}
