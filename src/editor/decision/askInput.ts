/** One step of the seven questions: a list where there is something to choose from, else a line to type in. */
import * as vscode from 'vscode';
import type { Answers } from '../../decision/answers.js';
import type { Input } from '../../decision/inputs.js';
import { isNeeded, refusalOf } from '../../decision/interview.js';
import { type Question, questionNumber, questions } from '../../decision/questions.js';
import { plainMessage } from '../plainMessage.js';
import { type Answer, back } from '../quickSteps.js';

export interface InputStep {
  readonly input: Input;
  /** What has been answered before. */
  readonly answers: Answers;
  /** What was typed last time. */
  readonly typed: string | undefined;
  /** From 0. */
  readonly index: number;
  readonly total: number;
}

const about: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('info'),
  tooltip: 'Why, what it excludes, when to stop, and the works that it comes from',
};

/** @returns what was typed or chosen, empty for what is not said; undefined when it was closed. */
export function askInput(step: InputStep): Promise<Answer<string>> {
  return step.input.choices ? askChoice(step, step.input.choices) : askText(step);
}

function askChoice(step: InputStep, choices: readonly string[]): Promise<Answer<string>> {
  const { input, answers, typed } = step;
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly text: string }>();
  const items = choices.map(text => ({
    label: text,
    text,
    ...(text === input.recommended && { description: 'recommended' }),
  }));
  pick.items = isNeeded(input, answers) ? items : [...items, { label: 'Not said', text: '' }];
  pick.placeholder = input.label;
  const before = pick.items.find(({ text }) => text === typed);
  if (before) pick.activeItems = [before];
  return shown(pick, step, () => pick.activeItems[0]?.text);
}

function askText(step: InputStep): Promise<Answer<string>> {
  const { input, answers, typed } = step;
  const box = vscode.window.createInputBox();
  const needed = isNeeded(input, answers);
  box.value = typed ?? '';
  box.placeholder = `${input.label}${needed ? '' : ' (empty: not said)'}`;
  box.prompt = `Recommended: ${questionOf(step).recommended}.`;
  const check = () => {
    box.validationMessage = refusalOf(input, box.value, answers);
    return box.validationMessage === undefined;
  };
  // Nobody is told off before having typed.
  box.onDidChangeValue(check);
  return shown(box, step, () => (check() ? box.value.trim() : undefined));
}

function shown(
  input: vscode.QuickPick<vscode.QuickPickItem & { text: string }> | vscode.InputBox,
  step: InputStep,
  read: () => string | undefined,
) {
  const question = questionOf(step);
  input.title = `${questionNumber(question.id)}/${questions.length} ${question.title}`;
  input.step = step.index + 1;
  input.totalSteps = step.total;
  // A look at the code beside the question must not lose it.
  input.ignoreFocusOut = true;
  input.buttons = step.index > 0 ? [vscode.QuickInputButtons.Back, about] : [about];
  return new Promise<Answer<string>>(resolve => {
    input.onDidTriggerButton(button => {
      if (button === about) void explain(question);
      else resolve(back);
    });
    input.onDidAccept(() => {
      const text = read();
      if (text !== undefined) resolve(text);
    });
    input.onDidHide(() => resolve(undefined));
    input.show();
  }).finally(() => input.dispose());
}

async function explain({ title, recommended, why, excludes, stop, sources }: Question): Promise<void> {
  const detail = [
    `Recommended: ${recommended}.`,
    why,
    `Excludes: ${excludes}.`,
    `Stop at: ${stop}.`,
    sources.join('\n'),
  ];
  await vscode.window.showInformationMessage(plainMessage(title), { modal: true, detail: detail.join('\n\n') });
}

function questionOf({ input }: InputStep): Question {
  return questions.find(({ id }) => id === input.question)!;
}
