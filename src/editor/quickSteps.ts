import * as vscode from 'vscode';

/** The user went one step back. */
export const back = Symbol('back');
export type Answer<T> = T | typeof back | undefined;

export interface Step<Item extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly items: readonly Item[];
  /** Preselected: Enter takes it. */
  readonly active: Item | undefined;
  /** What text stands for, be it one of the items or not. Absent: only the items count. */
  readonly typed?: (text: string) => Item | undefined;
}

/** One step of a sequence of questions. @returns undefined when it was closed. */
export function askStep<Item extends vscode.QuickPickItem>(step: Step<Item>): Promise<Answer<Item>> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = step.title;
  pick.placeholder = step.placeholder;
  pick.step = step.step;
  pick.totalSteps = step.totalSteps;
  pick.matchOnDescription = true;
  // A look at the spec beside the question must not lose it.
  pick.ignoreFocusOut = true;
  pick.items = step.items;
  if (step.active) pick.activeItems = [step.active];
  if (step.step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
  const { typed } = step;
  if (typed) {
    pick.onDidChangeValue(value => {
      const own = typed(value);
      pick.items = own && !step.items.includes(own) ? [own, ...step.items] : step.items;
    });
  }
  return new Promise<Answer<Item>>(resolve => {
    pick.onDidTriggerButton(() => resolve(back));
    pick.onDidAccept(() => {
      const item = chosen(pick, step);
      if (item) resolve(item);
    });
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

/**
 * The item that Enter means. Somebody who types fast presses it before the list has followed: the text is newer than
 * the active item then, and wins over one that does not show it.
 */
function chosen<Item extends vscode.QuickPickItem>(
  { activeItems, value }: vscode.QuickPick<Item>,
  { items, typed }: Step<Item>,
): Item | undefined {
  const [active] = activeItems;
  const text = value.trim().toLowerCase();
  if (!typed || !text) return active;
  if (active && items.includes(active) && active.label.toLowerCase().includes(text)) return active;
  return typed(value) ?? active;
}
