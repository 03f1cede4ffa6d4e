/** The seven questions, one after the other. */
import { createInterface } from 'node:readline/promises';
import type { Answers } from '../../decision/answers.js';
import { checkAnswers, type Input, inputs } from '../../decision/inputs.js';
import { type Question, questionNumber, questions } from '../../decision/questions.js';
import { trippedStops } from '../../decision/stops.js';
import { Problem } from '../../text/problem.js';
import { type Printer, printable } from '../print.js';

/** Where questions go and answers come from. */
export interface Asking {
  say(line: string): void;
  /** @throws AbortError when the person stops. */
  ask(prompt: string): Promise<string>;
}

/** Somebody sits there: answers come from a keyboard, and questions are seen though standard output may be a file. */
export function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** @throws AbortError after Ctrl-C and at the end of input. */
export async function askInTerminal(given: Answers, printer: Printer): Promise<Answers> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const stop = new AbortController();
  lines.on('SIGINT', () => stop.abort());
  lines.on('close', () => stop.abort());
  const say = (line: string) => printer.warn(printable(line));
  try {
    return await askAnswers(given, { say, ask: prompt => lines.question(prompt, { signal: stop.signal }) });
  } finally {
    lines.close();
  }
}

/**
 * Asks for what is not answered. An answer that cannot be is asked for again; an empty one leaves out what need not be said. The first
 * condition to stop at ends it: what follows would not matter.
 */
export async function askAnswers(given: Answers, asking: Asking): Promise<Answers> {
  let answers = given;
  for (const [index, question] of questions.entries()) {
    let isIntroduced = false;
    for (const input of inputs) {
      if (input.question !== question.id || answers[input.key] !== undefined) continue;
      if (input.when && !input.when(answers)) continue;
      if (!isIntroduced) introduce(question, asking);
      isIntroduced = true;
      answers = await askOne(input, answers, asking);
    }
    if (trippedStops(answers).some(stop => questionNumber(stop.question) <= index + 1)) return answers;
  }
  return answers;
}

function introduce(question: Question, { say }: Asking): void {
  say('');
  say(`${questionNumber(question.id)}/${questions.length} ${question.title}`);
  say(`  Recommended: ${question.recommended}.`);
  say(`  Why: ${question.why}`);
  say(`  Excludes: ${question.excludes}.`);
  say(`  Stop at: ${question.stop}.`);
  say(`  Sources: ${question.sources.join('; ')}`);
}

async function askOne(input: Input, before: Answers, asking: Asking): Promise<Answers> {
  const isList = input.key === 'surfaces';
  let answers = before;
  for (;;) {
    const choices = input.choices ? ` [${input.choices.join(', ')}]` : '';
    const typed = await asking.ask(`  ${input.label}${choices}${input.isNeeded ? '' : ' (Enter: not said)'}: `);
    if (typed.trim() === '' && !input.isNeeded) return answers;
    try {
      answers = { ...answers, ...checkAnswers(input.read('This', typed, answers), 'This') };
      if (!isList) return answers;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      asking.say(`  ${error.message}`);
    }
  }
}
