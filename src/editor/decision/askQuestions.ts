/** The seven questions in the editor: forth and back, and gone on with where they were left. */
import * as vscode from 'vscode';
import type { Answers } from '../../decision/answers.js';
import { answersOf, firstOpenStep, stepsOf, stopAfter, type Typed } from '../../decision/interview.js';
import { plainMessage } from '../plainMessage.js';
import { back } from '../quickSteps.js';
import { askInput } from './askInput.js';

const key = 'decision.typed';

/** @returns undefined when the user stopped; what was typed is kept for the next time. */
export async function askQuestions(state: vscode.Memento): Promise<Answers | undefined> {
  const start = await begin(kept(state));
  if (!start) return undefined;
  let { typed, index } = start;
  for (;;) {
    const answers = answersOf(typed);
    const steps = stepsOf(answers);
    const input = steps[index];
    if (!input) return answers;
    const text = await askInput({ input, answers, typed: typed[input.flag], index, total: steps.length });
    if (text === undefined) return undefined;
    if (text === back) {
      index--;
      continue;
    }
    typed = { ...typed, [input.flag]: text };
    await state.update(key, typed);
    const stop = stopAfter(typed, index);
    if (!stop) index++;
    else if (await changes(stop))
      index = stepsOf(answersOf(typed)).findIndex(({ question }) => question === stop.question);
    else return undefined;
  }
}

/** All answers are there after a decision: they are taken again, gone through once more, or given anew. */
async function begin(typed: Typed): Promise<{ typed: Typed; index: number } | undefined> {
  const count = Object.values(typed).filter(text => text !== '').length;
  if (count === 0) return { typed: {}, index: 0 };
  const open = firstOpenStep(typed);
  const description = `${count} ${count === 1 ? 'answer is' : 'answers are'} kept`;
  const items = [
    { label: 'Go On', description, typed, index: open },
    { label: 'Change Answers', description: 'from the first question on', typed, index: 0 },
    { label: 'Start Over', description: 'and forget them', typed: {}, index: 0 },
  ];
  const options = {
    title: 'Decide Architecture',
    placeHolder: 'There are answers from last time.',
    ignoreFocusOut: true,
  };
  return vscode.window.showQuickPick(items, options);
}

async function changes({ reason, instead }: { readonly reason: string; readonly instead: string }): Promise<boolean> {
  const change = 'Change Answer';
  const answer = await vscode.window.showWarningMessage(
    'No recommendation: a condition to stop at is met.',
    { modal: true, detail: `${plainMessage(reason)}\n\n${plainMessage(instead)}` },
    change,
  );
  return answer === change;
}

/** An older version may have kept something else. */
function kept(state: vscode.Memento): Typed {
  const stored = state.get<unknown>(key);
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
