/** Where somebody is in the seven questions: plain data that can be kept and gone on with. */

import { Problem } from '../text/problem.js';
import type { Answers } from './answers.js';
import { checkAnswers, type Input, inputs } from './inputs.js';
import { questionNumber } from './questions.js';
import { missingAnswers, type Stop, trippedStops } from './stops.js';

/** By flag, as typed; empty: asked, and not said. */
export type Typed = Readonly<Record<string, string>>;

const inOrder: readonly Input[] = [...inputs].sort((a, b) => questionNumber(a.question) - questionNumber(b.question));

/** What typed words come to. Those that cannot be, or that are no longer asked for, are left out. */
export function answersOf(typed: Typed): Answers {
  let answers: Answers = {};
  for (const input of inOrder) {
    const text = typed[input.flag];
    if (!text?.trim() || (input.when && !input.when(answers))) continue;
    try {
      answers = checkAnswers({ ...answers, ...answered(input, text) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  return answers;
}

/** @throws Problem for what cannot be. Surfaces are several with commas between them. */
function answered(input: Input, text: string): Answers {
  const parts = input.key === 'surfaces' ? text.split(',') : [text];
  return parts.reduce<Answers>((before, part) => input.read('This', part, before), {});
}

/** All that is asked for after these answers, in order. */
export function stepsOf(answers: Answers): readonly Input[] {
  return inOrder.filter(({ when }) => !when || when(answers));
}

/** Where to go on: the first step that nothing was typed for; the number of steps when there is none. */
export function firstOpenStep(typed: Typed): number {
  const steps = stepsOf(answersOf(typed));
  const open = steps.findIndex(({ flag }) => typed[flag] === undefined);
  return open < 0 ? steps.length : open;
}

/** What is wrong with a text, in words; undefined when it can be. */
export function refusalOf(input: Input, text: string, answers: Answers): string | undefined {
  if (text.trim() === '') return isNeeded(input, answers) ? 'There is no recommendation without it.' : undefined;
  try {
    checkAnswers(answered(input, text), 'This');
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

/** Some are needed only after other answers. */
export function isNeeded({ key }: Input, { [key]: _, ...others }: Answers): boolean {
  return missingAnswers(others).some(missing => missing.key === key);
}

/** The condition that the steps up to this one have tripped, once all of its question have been asked. */
export function stopAfter(typed: Typed, index: number): Stop | undefined {
  const answers = answersOf(typed);
  const steps = stepsOf(answers);
  const [current, next] = [steps[index], steps[index + 1]];
  if (!current || current.question === next?.question) return undefined;
  const number = questionNumber(current.question);
  return trippedStops(answers).find(({ question }) => questionNumber(question) <= number);
}
