/** The flags of `decide`: one for each answer, as `decision/inputs.ts` lists them. */
import { inputs } from '../../decision/inputs.js';
import { questionNumber } from '../../decision/questions.js';
import type { CommandForm, Flag } from '../args.js';

/** Names under which other tools know a flag. */
export const aliases: Readonly<Record<string, string>> = { 'qps-p99': 'qps', 'data-sensitivity': 'sensitivity' };

const answerFlags: readonly Flag[] = [...inputs]
  .sort((a, b) => questionNumber(a.question) - questionNumber(b.question))
  .map(({ key, flag, label, value, choices, question, isNeeded }) => ({
    name: flag,
    value,
    help: `${label}${choices && value !== 'yes|no' ? `: ${choices.join(', ')}` : ''}${isNeeded ? ' (needed)' : ''}`,
    group: `Question ${questionNumber(question)}`,
    ...(value === 'yes|no' && { isValue: (word: string) => /^(?:yes|no|true|false)$/i.test(word) }),
    ...(key === 'surfaces' && { many: true }),
  }));

export const decideForm: CommandForm = {
  name: 'decide',
  summary: 'Decide on an architecture: seven questions, one reasoned recommendation, its targets and its approvers',
  usage: '[flags]',
  flags: [
    ...answerFlags,
    ...Object.entries(aliases).map(([name, flag]) => ({
      name,
      value: answerFlags.find(each => each.name === flag)!.value!,
      help: `The same as --${flag}`,
      group: 'Input',
    })),
    { name: 'answers', value: 'FILE', help: 'Answers as JSON; flags win over them', group: 'Input' },
    { name: 'sample', help: 'Take the documented example for what is not answered', group: 'Input' },
    {
      name: 'profile-dir',
      value: 'FOLDER',
      help: 'Profiles of your own (default: .senior-backend/profiles, here or above)',
      group: 'Input',
    },
    { name: 'list-profiles', help: 'Show the profiles, and ask nothing', group: 'Output' },
    {
      name: 'output',
      short: 'o',
      value: 'FILE|FOLDER',
      help: 'An architecture decision record: the next number in a folder such as docs/adr, or a .md or .json file',
      group: 'Output',
    },
    { name: 'write-slo', help: 'Write the targets to .senior-backend/slo.json, for load-test', group: 'Output' },
  ],
  examples: [
    'senior-backend decide',
    'senior-backend decide --read-write-ratio 20 --qps 10x2x2.5 --tenancy shared --sensitivity pii --pattern modular-monolith --team-size 8 --language typescript',
    'senior-backend decide --answers answers.json --output docs/adr --write-slo',
    'senior-backend decide --list-profiles --json',
  ],
};
