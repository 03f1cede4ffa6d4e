/** The door of `decide`: words and a file become checked answers. */
import nodePath from 'node:path';
import { Answers, sampleAnswers } from '../../decision/answers.js';
import { checkAnswers, inputs } from '../../decision/inputs.js';
import { readJsonFile } from '../../decision/jsonFile.js';
import { Problem } from '../../text/problem.js';
import type { Words } from '../args.js';
import { readNamedText } from '../loadTest/readInput.js';
import { aliases } from './form.js';

export interface DecideOptions {
  readonly answers: Answers;
  readonly profileFolder: string | undefined;
  readonly listProfiles: boolean;
  readonly output: string | undefined;
  readonly writeSlo: boolean;
}

/** @throws Problem for a word that is no answer, for an impossible number, and for a file of answers that is wrong. */
export async function readOptions({ positionals, flags }: Words): Promise<DecideOptions> {
  if (positionals.length > 0) {
    throw new Problem(
      `decide takes flags only, not ${JSON.stringify(positionals[0])}. See senior-backend decide --help.`,
    );
  }
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined);
  const file = text('answers');
  const typed = typedAnswers(flags);
  return {
    answers: {
      ...(flags['sample'] && sampleAnswers),
      ...(file !== undefined && (await answersFile(file))),
      ...typed,
    },
    profileFolder: text('profile-dir'),
    listProfiles: flags['list-profiles'] === true,
    output: text('output'),
    writeSlo: flags['write-slo'] === true,
  };
}

function typedAnswers(flags: Words['flags']): Answers {
  let answers: Answers = {};
  for (const input of inputs) {
    const [first, second] = [input.flag, ...Object.keys(aliases).filter(name => aliases[name] === input.flag)].filter(
      name => flags[name] !== undefined,
    );
    if (first === undefined) continue;
    if (second !== undefined && flags[first] !== flags[second]) {
      throw new Problem(`--${first} and --${second} are the same, and say different things. Give one of them.`);
    }
    const given = flags[first]!;
    for (const word of given === true ? ['yes'] : typeof given === 'string' ? [given] : given) {
      answers = { ...answers, ...checkAnswers(input.read(`--${first}`, word, answers)) };
    }
  }
  return answers;
}

async function answersFile(name: string): Promise<Answers> {
  const { $schema, ...answers } = readJsonFile(
    nodePath.resolve(name),
    await readNamedText('--answers', name),
    Answers,
    'A file of answers',
  );
  return answers;
}
