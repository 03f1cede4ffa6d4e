/** Which two schemas? One question for each that is not known, with their places exchangeable. */
import * as vscode from 'vscode';
import { plainMessage } from '../../plainMessage.js';
import { addConnection } from '../addConnection.js';
import type { Databases } from '../databases.js';
import { askRevision } from './askRevision.js';
import { askSettings, settingsText } from './askSettings.js';
import { recallSettings } from './compareMemory.js';
import { isSide, type SideItem, sideItems } from './sideItems.js';
import type { Pair, Side } from './sides.js';
import { sideLabel } from './sides.js';

type Role = keyof Pair;
type Answer = SideItem | 'back' | 'swap' | 'options' | undefined;

const questions: Readonly<Record<Role, string>> = { now: 'What is there now?', become: 'What should it become?' };

/** @returns undefined when the user stopped on the way. */
export async function askPair(databases: Databases, given: Partial<Pair>): Promise<Pair | undefined> {
  let known = given;
  let role: Role = given.now ? 'become' : 'now';
  // With one side given there is one question, and nothing to go back to.
  const steps = given.now || given.become ? 1 : 2;
  for (;;) {
    const { now, become } = known;
    if (now && become) return { now, become };
    const answer = await ask(databases, known, role, steps);
    if (answer === undefined) return undefined;
    if (answer === 'options') await askSettings(databases.desk.context.workspaceState);
    else if (answer === 'back') [known, role] = [{}, otherOf(role)];
    else if (answer === 'swap') {
      known = { ...(become && { now: become }), ...(now && { become: now }) };
      role = otherOf(role);
    } else {
      const picked = await resolve(databases, answer, now ?? become);
      if (picked && 'now' in picked) return picked;
      if (!picked) continue;
      known = { ...known, [role]: picked };
      role = otherOf(role);
    }
  }
}

function otherOf(role: Role): Role {
  return role === 'now' ? 'become' : 'now';
}

async function ask(databases: Databases, known: Partial<Pair>, role: Role, steps: number): Promise<Answer> {
  const { connections, desk } = databases;
  const other = known[otherOf(role)];
  const label = other && sideLabel(other, connections);
  const name = label && plainMessage(label);
  const pick = vscode.window.createQuickPick<SideItem>();
  const swap = {
    iconPath: new vscode.ThemeIcon('arrow-swap'),
    tooltip: name === undefined ? `Ask first: ${questions[otherOf(role)]}` : `Swap: ${name} is ${placeOf(role)}`,
  };
  const options = {
    iconPath: new vscode.ThemeIcon('settings-gear'),
    tooltip: `Options (${settingsText(recallSettings(desk.context.workspaceState))})`,
  };
  const isSecond = steps === 2 && other !== undefined;
  pick.title = 'Compare Schemas';
  pick.placeholder = name === undefined ? questions[role] : `${name} is ${placeOf(otherOf(role))}. ${questions[role]}`;
  if (steps === 2) {
    pick.step = isSecond ? 2 : 1;
    pick.totalSteps = 2;
  }
  pick.buttons = [...(isSecond ? [vscode.QuickInputButtons.Back] : []), swap, options];
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.busy = true;
  const answer = new Promise<Answer>((done, fail) => {
    pick.onDidTriggerButton(button => done(button === swap ? 'swap' : button === options ? 'options' : 'back'));
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item?.leads) done(item);
    });
    pick.onDidHide(() => done(undefined));
    sideItems(databases, other).then(items => {
      pick.items = items;
      pick.busy = false;
    }, fail);
  });
  pick.show();
  return answer.finally(() => pick.dispose());
}

function placeOf(role: Role): string {
  return role === 'now' ? 'what is there now' : 'what it should become';
}

/** @returns undefined when what an item led to was closed: the question comes again. */
async function resolve(
  databases: Databases,
  { leads: picked }: SideItem,
  other: Side | undefined,
): Promise<Side | Pair | undefined> {
  if (picked === 'connection') {
    const added = await addConnection(databases);
    return added && { kind: 'connection', id: added.id };
  }
  if (picked === 'revision') return askRevision(databases, other);
  if (picked === 'file' || picked === 'folder') return browse(picked);
  return isSide(picked) || typeof picked === 'object' ? picked : undefined;
}

async function browse(kind: 'file' | 'folder'): Promise<Side | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: 'Compare Schemas',
      openLabel: 'Compare',
      canSelectFiles: kind === 'file',
      canSelectFolders: kind === 'folder',
      ...(kind === 'file' && { filters: { SQL: ['sql'], 'All files': ['*'] } }),
    })) ?? [];
  return picked && { kind, path: picked.fsPath };
}
