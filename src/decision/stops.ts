/** Under which answers there is no recommendation, and which answers there have to be. */
import type { Answers } from './answers.js';
import { inputs } from './inputs.js';
import { type QuestionId, questions } from './questions.js';

/** Above it a number without evidence is no better than none. Ours: none of the built-in profiles but one is argued for more. */
export const loadThatNeedsEvidence = 10_000;
const enterprisePrice = 100_000;
const engineersForEvents = 20;
const engineersForMicroservices = 30;

export interface Stop {
  readonly id: string;
  readonly question: QuestionId;
  readonly reason: string;
  /** What to do next. */
  readonly instead: string;
}

/** A needed answer that is not there. */
export interface Missing {
  readonly key: keyof Answers;
  readonly flag: string;
  readonly question: QuestionId;
  /** The question's title. */
  readonly title: string;
  readonly why: string;
}

export function trippedStops(answers: Answers): readonly Stop[] {
  return [
    ...loadStops(answers),
    ...tenancyStops(answers),
    ...styleStops(answers),
    ...sensitivityStops(answers),
    ...patternStops(answers),
    ...recoveryStops(answers),
    ...sloStops(answers),
  ];
}

/** The five without which nothing is recommended; and the size of the team where a stop condition depends on it. */
export function missingAnswers(answers: Answers): readonly Missing[] {
  const dependsOnSize = answers.style === 'event-driven' || answers.pattern === 'microservices';
  return inputs.flatMap(({ key, flag, question, label, isNeeded }) => {
    if (answers[key] !== undefined) return [];
    const why = isNeeded ? label : 'event-driven and microservices are justified by the size of the team';
    if (!isNeeded && !(key === 'teamSize' && dependsOnSize)) return [];
    return [{ key, flag, question, title: questions.find(({ id }) => id === question)!.title, why }];
  });
}

function loadStops({ requestsPerSecond: load, readWriteRatio: ratio, loadEvidence }: Answers): readonly Stop[] {
  if (load === 'none' || ratio === 'none') {
    const what = load === 'none' ? 'requests per second' : 'reads for each write';
    return [
      {
        id: 'load-without-number',
        question: 'load',
        reason: `There is no number for ${what}: that it needs to scale is no number.`,
        instead: 'Measure a week of today, and say: today × growth within a year × peak factor.',
      },
    ];
  }
  if (load === undefined || load < loadThatNeedsEvidence || loadEvidence) return [];
  return [
    {
      id: 'load-without-evidence',
      question: 'load',
      reason: `${load} requests per second without evidence are a wish: from ${loadThatNeedsEvidence} on, the number decides everything.`,
      instead: 'Say where it comes from, today x growth x peak factor: --qps 4000x2x2.5',
    },
  ];
}

function tenancyStops({ tenancy, tenantPrice }: Answers): readonly Stop[] {
  if (tenancy !== 'single' || (tenantPrice !== undefined && tenantPrice >= enterprisePrice)) return [];
  const price = tenantPrice === undefined ? 'no price is given' : `a tenant pays $${tenantPrice}`;
  return [
    {
      id: 'single-tenant-without-price',
      question: 'tenancy',
      reason: `One installation for each customer needs enterprise pricing, about $${enterprisePrice} a year for each tenant, and ${price}.`,
      instead: 'Share, with row-level isolation; or say what a tenant pays: --tenant-price',
    },
  ];
}

function styleStops({ style, teamSize }: Answers): readonly Stop[] {
  if (style !== 'event-driven' || teamSize === undefined || teamSize >= engineersForEvents) return [];
  return [
    {
      id: 'event-driven-small-team',
      question: 'style',
      reason: `Event-driven everywhere needs ${engineersForEvents} engineers or more, and there are ${teamSize}.`,
      instead: 'Synchronous with one named asynchronous lane: --style async-lane',
    },
  ];
}

function sensitivityStops({ sensitivity, complianceOwner, encryptionAtRest }: Answers): readonly Stop[] {
  if ((sensitivity !== 'phi' && sensitivity !== 'pci') || complianceOwner !== undefined || encryptionAtRest) return [];
  return [
    {
      id: 'sensitive-without-owner',
      question: 'sensitivity',
      reason: `${sensitivity.toUpperCase()} with no compliance owner and no plan for encryption at rest.`,
      instead: 'Name who answers for compliance (--compliance-owner) and plan encryption (--encryption-at-rest) first.',
    },
  ];
}

function patternStops({ pattern, teamSize, platformTeam, ownedContexts }: Answers): readonly Stop[] {
  if (pattern !== 'microservices') return [];
  const lacks = [
    ...(teamSize !== undefined && teamSize < engineersForMicroservices
      ? [`${engineersForMicroservices} engineers (there are ${teamSize})`]
      : []),
    ...(ownedContexts ? [] : ['independent contexts with owners (--owned-contexts)']),
    ...(platformTeam ? [] : ['a platform team (--platform-team)']),
  ];
  if (lacks.length === 0) return [];
  return [
    {
      id: 'microservices-without-cause',
      question: 'pattern',
      reason: `Microservices are justified by independent teams only. What is lacking: ${lacks.join('; ')}.`,
      instead: 'A modular monolith, out of which services can be extracted: --pattern modular-monolith',
    },
  ];
}

function recoveryStops({ rpoMinutes, rtoMinutes, customerFacing = true }: Answers): readonly Stop[] {
  if (!customerFacing || (rpoMinutes !== 'none' && rtoMinutes !== 'none')) return [];
  const what = [rpoMinutes === 'none' ? 'RPO' : '', rtoMinutes === 'none' ? 'RTO' : ''].filter(Boolean).join(' and ');
  return [
    {
      id: 'recovery-unwritten',
      question: 'recovery',
      reason: `A customer-facing database for which no ${what} is written down.`,
      instead: 'Agree on numbers with those who pay for them: 5 and 30 minutes are usual for production.',
    },
  ];
}

function sloStops({ slo, budgetOwner }: Answers): readonly Stop[] {
  if (slo !== 'none' || budgetOwner !== undefined) return [];
  return [
    {
      id: 'slo-without-number',
      question: 'slo',
      reason: 'High availability, with no number and no one who acts on it.',
      instead: 'Tie it to an SLI: --slo "99.9% < 500ms over 30 days", and name who acts: --budget-owner',
    },
  ];
}
