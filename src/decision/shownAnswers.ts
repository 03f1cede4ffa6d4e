/** Answers and targets as people read them; not escaped. */
import type { Answers } from './answers.js';
import type { Targets } from './decide.js';
import type { QuestionId } from './questions.js';
import { shownMinutes } from './words.js';

/** What was answered to a question, in one line. */
export function answeredWith(question: QuestionId, answers: Answers): string {
  return wordsFor[question](answers) || 'not answered';
}

const wordsFor: Readonly<Record<QuestionId, (answers: Answers) => string>> = {
  load: ({ readWriteRatio, requestsPerSecond, loadEvidence: evidence }) => {
    const from = evidence ? ` (today ${evidence.today} × growth ${evidence.growth} × peak ${evidence.peak})` : '';
    return joined([
      readWriteRatio === undefined ? '' : `${readWriteRatio} reads for each write`,
      requestsPerSecond === undefined ? '' : `${requestsPerSecond} requests per second${from}`,
    ]);
  },
  tenancy: ({ tenancy, tenantPrice }) =>
    joined([tenancy, tenantPrice === undefined ? '' : `$${tenantPrice} a year for each tenant`]),
  style: ({ style, asyncLane }) => joined([style, asyncLane && `the lane is for: ${asyncLane}`]),
  sensitivity: ({ sensitivity, complianceOwner, encryptionAtRest }) =>
    joined([
      sensitivity,
      complianceOwner && `compliance: ${complianceOwner}`,
      saidOf(encryptionAtRest, 'a plan for encryption at rest'),
    ]),
  pattern: ({ pattern, teamSize, ownedContexts, platformTeam }) =>
    joined([
      pattern,
      teamSize === undefined ? '' : `${teamSize} engineers`,
      saidOf(ownedContexts, 'independent contexts with owners'),
      saidOf(platformTeam, 'a platform team'),
    ]),
  recovery: ({ rpoMinutes, rtoMinutes, surfaces = [] }) =>
    joined([
      rpoMinutes === undefined ? '' : `RPO ${time(rpoMinutes)}`,
      rtoMinutes === undefined ? '' : `RTO ${time(rtoMinutes)}`,
      ...surfaces.map(each => `${each.surface}: RPO ${time(each.rpoMinutes)} and RTO ${time(each.rtoMinutes)}`),
    ]),
  slo: ({ slo, budgetOwner }) => joined([shownSlo(slo), budgetOwner && `${budgetOwner} acts on the budget`]),
};

function shownSlo(slo: Answers['slo']): string {
  if (slo === undefined || slo === 'none') return slo ?? '';
  const { percent, latencyMs, days } = slo;
  return `${percent} %${latencyMs === undefined ? '' : ` < ${latencyMs} ms`}${days === undefined ? '' : ` over ${days} days`}`;
}

/** Name and value, those that are there. */
export function shownTargets(targets: Targets): readonly (readonly [name: string, value: string])[] {
  const { p50Ms, p95Ms, p99Ms, uptimePercent, rpoMinutes, rtoMinutes } = targets;
  const all: readonly (readonly [string, number | undefined, (value: number) => string])[] = [
    ['p50', p50Ms, value => `${value} ms`],
    ['p95', p95Ms, value => `${value} ms`],
    ['p99', p99Ms, value => `${value} ms`],
    ['uptime SLO', uptimePercent, value => `${value} %`],
    ['RPO', rpoMinutes, shownMinutes],
    ['RTO', rtoMinutes, shownMinutes],
  ];
  return all.flatMap(([name, value, shown]) => (value === undefined ? [] : [[name, shown(value)] as const]));
}

function time(minutes: number | 'none'): string {
  return minutes === 'none' ? minutes : shownMinutes(minutes);
}

function saidOf(said: boolean | undefined, what: string): string {
  return said === undefined ? '' : said ? what : `no: ${what}`;
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join('; ');
}
