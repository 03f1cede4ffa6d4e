/** Every answer that can be given: under which flag, for which question, how it is typed, and when it is asked for. */
import * as z from 'zod/mini';
import { Problem } from '../text/problem.js';
import { Answers, patterns, sensitivities, styles, tenancies } from './answers.js';
import { parseLoad, parseMinutes, parseNumber, parseRatio, parseSlo, parseSurface, parseYesNo } from './parseAnswer.js';
import type { QuestionId } from './questions.js';

export interface Input {
  /** In `Answers`. */
  readonly key: keyof Answers;
  /** On the command line, without the dashes. */
  readonly flag: string;
  readonly question: QuestionId;
  /** One line: what is asked. */
  readonly label: string;
  /** How the value is called in the help. */
  readonly value: string;
  /** What can be chosen from. */
  readonly choices?: readonly string[];
  /** The choice that is recommended, whatever else is answered. */
  readonly recommended?: string;
  /** There is no recommendation without it. */
  readonly isNeeded?: true;
  /** Asked for only then; otherwise always. */
  readonly when?: (answers: Answers) => boolean;
  /** @throws Problem for what cannot be understood; bounds are checked by `checkAnswers`. */
  read(what: string, typed: string, before: Answers): Answers;
}

const isSmall = ({ tenancy }: Answers) => tenancy === 'single';
const isGuarded = ({ sensitivity }: Answers) =>
  sensitivity === 'phi' || sensitivity === 'pci' || sensitivity === 'regulated';
const isSplit = ({ pattern }: Answers) => pattern === 'microservices' || pattern === 'extracted-service';

/** Of sensitivity none is: it is what the data is. */
const recommendedChoices: Partial<Record<Choice, string>> = {
  tenancy: 'shared',
  style: 'async-lane',
  pattern: 'modular-monolith',
};

export const inputs: readonly Input[] = [
  {
    key: 'readWriteRatio',
    flag: 'read-write-ratio',
    question: 'load',
    label: 'Reads for each write',
    value: 'N',
    isNeeded: true,
    read: (what, typed) => ({ readWriteRatio: parseRatio(what, typed) }),
  },
  {
    key: 'requestsPerSecond',
    flag: 'qps',
    question: 'load',
    label: 'Requests per second (p99) within a year, or today x growth x peak: 10x2x2.5',
    value: 'N',
    isNeeded: true,
    read: parseLoad,
  },
  choice('tenancy', 'tenancy', 'tenancy', 'Tenancy', tenancies, true),
  {
    ...numeric('tenantPrice', 'tenant-price', 'tenancy', 'What one tenant pays in a year, in US dollars'),
    when: isSmall,
  },
  choice('style', 'style', 'style', 'How parts speak to each other (async-lane: synchronous, and one queue)', styles),
  {
    ...text('asyncLane', 'async-lane', 'style', 'What the asynchronous lane is for'),
    when: a => a.style === 'async-lane',
  },
  choice('sensitivity', 'sensitivity', 'sensitivity', 'Most sensitive data', sensitivities, true),
  { ...text('complianceOwner', 'compliance-owner', 'sensitivity', 'Who answers for compliance'), when: isGuarded },
  {
    ...yesNo('encryptionAtRest', 'encryption-at-rest', 'sensitivity', 'There is a plan for encryption at rest'),
    when: isGuarded,
  },
  choice('pattern', 'pattern', 'pattern', 'Pattern', patterns, true),
  numeric('teamSize', 'team-size', 'pattern', 'Engineers'),
  { ...yesNo('platformTeam', 'platform-team', 'pattern', 'There is a platform team'), when: isSplit },
  {
    ...yesNo('ownedContexts', 'owned-contexts', 'pattern', 'Contexts are independent, each with a team that owns it'),
    when: isSplit,
  },
  time('rpoMinutes', 'rpo', 'Data of production that may be lost: 5, 30m, 24h or none'),
  time('rtoMinutes', 'rto', 'Time until production runs again: 30, 4h or none'),
  {
    key: 'surfaces',
    flag: 'surface',
    question: 'recovery',
    label: 'Another surface with its RPO and RTO: analytics=24h/4h',
    value: 'NAME=RPO/RTO',
    when: ({ rpoMinutes }) => typeof rpoMinutes === 'number',
    read: (what, typed, { surfaces = [] }) => ({ surfaces: [...surfaces, parseSurface(what, typed)] }),
  },
  {
    ...yesNo('customerFacing', 'customer-facing', 'recovery', 'Customers depend on the database (yes unless said)'),
    when: ({ rpoMinutes, rtoMinutes }) => rpoMinutes === 'none' || rtoMinutes === 'none',
  },
  {
    key: 'slo',
    flag: 'slo',
    question: 'slo',
    label: 'Service level objective: 99.9, or 99.9% < 500ms over 30 days',
    value: 'SLO',
    read: (what, typed) => ({ slo: parseSlo(what, typed) }),
  },
  { ...text('budgetOwner', 'budget-owner', 'slo', 'Who acts on the error budget'), when: a => a.slo !== undefined },
  { ...text('language', 'language', 'pattern', 'Language of the team: typescript, python, go'), value: 'NAME' },
  yesNo('adminPanel', 'admin-panel', 'pattern', 'An admin panel is needed'),
];

/** @param what begins the message; without it the flag does. @throws Problem for an impossible answer: a negative load, 120 % of good requests. */
export function checkAnswers(answers: Answers, what?: string): Answers {
  const parsed = z.safeParse(Answers, answers);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const key = issue.path[0] as keyof Answers | undefined;
  const flag = inputs.find(input => input.key === key)?.flag;
  const subject = what ?? (flag === undefined ? 'The answer' : `--${flag}`);
  throw new Problem(`${subject} is impossible: ${(key && limits[key]) || issue.message}.`);
}

/** In words, what `Answers` allows. */
const limits: Partial<Record<keyof Answers, string>> = {
  readWriteRatio: 'reads for each write are 0 or more',
  requestsPerSecond: 'requests per second are more than 0, and at most a billion',
  loadEvidence: 'today, growth and peak are each more than 0',
  tenantPrice: 'a price is 0 or more',
  teamSize: 'a team has a whole number of engineers, at least 1',
  rpoMinutes: 'an RPO is 0 or more, and at most ten years',
  rtoMinutes: 'an RTO is more than 0 (no recovery takes no time), and at most ten years',
  surfaces: 'a surface has a name, an RPO of 0 or more and an RTO of more than 0',
  slo: 'an SLO is in percent, more than 1 (a share of 0.999 is 99.9) and less than 100 (which leaves no error budget: nothing could ever be changed)',
  asyncLane: 'it needs a name of at most 200 characters',
  complianceOwner: 'it needs a name of at most 200 characters',
  budgetOwner: 'it needs a name of at most 200 characters',
  language: 'a language is a name such as typescript',
};

type Numeric = 'tenantPrice' | 'teamSize';
type Text = 'asyncLane' | 'complianceOwner' | 'budgetOwner' | 'language';
type YesNo = 'encryptionAtRest' | 'platformTeam' | 'ownedContexts' | 'customerFacing' | 'adminPanel';
type Choice = 'tenancy' | 'style' | 'sensitivity' | 'pattern';

function numeric(key: Numeric, flag: string, question: QuestionId, label: string): Input {
  return { key, flag, question, label, value: 'N', read: (what, typed) => ({ [key]: parseNumber(what, typed, '8') }) };
}

function text(key: Text, flag: string, question: QuestionId, label: string): Input {
  return { key, flag, question, label, value: 'TEXT', read: (_, typed) => ({ [key]: typed.trim() }) };
}

function yesNo(key: YesNo, flag: string, question: QuestionId, label: string): Input {
  const choices = ['yes', 'no'];
  return {
    key,
    flag,
    question,
    label,
    value: 'yes|no',
    choices,
    read: (what, typed) => ({ [key]: parseYesNo(what, typed) }),
  };
}

function time(key: 'rpoMinutes' | 'rtoMinutes', flag: string, label: string): Input {
  const question = 'recovery';
  return { key, flag, question, label, value: 'TIME', read: (what, typed) => ({ [key]: parseMinutes(what, typed) }) };
}

function choice(
  key: Choice,
  flag: string,
  question: QuestionId,
  label: string,
  choices: readonly string[],
  isNeeded?: true,
): Input {
  const read = (what: string, typed: string): Answers => {
    // As people write them: "PII only", "Modular Monolith", "async_lane".
    const word = typed
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, '-');
    if (choices.includes(word)) return { [key]: word };
    const given = JSON.stringify(typed.slice(0, 60));
    throw new Problem(`${what} is ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}, not ${given}.`);
  };
  const recommended = recommendedChoices[key];
  return {
    key,
    flag,
    question,
    label,
    value: 'NAME',
    choices,
    ...(recommended !== undefined && { recommended }),
    ...(isNeeded && { isNeeded }),
    read,
  };
}
