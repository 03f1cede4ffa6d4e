/** Answers and profiles → a decision that explains itself. It never approves: it names who does. */
import { type Advice, adviceFor } from './advice.js';
import type { Answers } from './answers.js';
import { openQuestions, tellApart, tradeOffs } from './comparisons.js';
import { type Fit, fitOf, wantedRecovery } from './constraints.js';
import { type NextStep, nextSteps } from './nextSteps.js';
import type { Profile } from './profile.js';
import { type QuestionId, questionNumber } from './questions.js';
import { compare } from './readProfiles.js';
import { type Missing, missingAnswers, type Stop, trippedStops } from './stops.js';

/** Points of a hundred. */
const runnerUpWithin = 15;
/** A profile that loses more than a pattern and a team's size do is no recommendation. */
const leastScore = 70;

export interface Targets {
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Share of good requests, in percent. */
  readonly uptimePercent: number | undefined;
  readonly rpoMinutes: number | undefined;
  readonly rtoMinutes: number | undefined;
}

export interface Incomplete {
  readonly what: string;
  readonly question: QuestionId;
  /** What to answer, or where to write it. */
  readonly ask: string;
}

export interface Recommendation {
  readonly fit: Fit;
  /** What was answered, and what the profile promises where nothing was. */
  readonly targets: Targets;
  /** Not empty: the recommendation is incomplete. */
  readonly incomplete: readonly Incomplete[];
}

export interface Decision {
  readonly outcome: 'recommended' | 'tie' | 'none' | 'stopped' | 'missing';
  readonly answers: Answers;
  /** With `recommended` only. */
  readonly recommendation?: Recommendation;
  readonly runnerUp?: { readonly fit: Fit; readonly tradeOffs: readonly string[] };
  /** With `tie`: two or more that fit equally, by name. */
  readonly tied: readonly Recommendation[];
  /** With `tie`: what would tell them apart. */
  readonly tellApart: readonly string[];
  /** All profiles, the best first; none when it was not asked so far. */
  readonly fits: readonly Fit[];
  readonly stops: readonly Stop[];
  readonly missing: readonly Missing[];
  /** What was not answered, and what was taken instead. */
  readonly open: readonly string[];
  readonly advice: readonly Advice[];
  readonly next: readonly NextStep[];
}

/**
 * The same answers and profiles give the same decision, in whichever order the profiles come.
 * @param answers checked by `checkAnswers`
 */
export function decide(answers: Answers, profiles: readonly Profile[]): Decision {
  const stops = trippedStops(answers);
  const missing = missingAnswers(answers);
  const nothing = { answers, tied: [], tellApart: [], fits: [], stops, missing, open: [], advice: [], next: [] };
  if (stops.length > 0) return { ...nothing, outcome: 'stopped' };
  if (missing.length > 0) return { ...nothing, outcome: 'missing' };
  const fits = profiles
    .map(profile => fitOf(profile, answers))
    .sort((a, b) => b.score - a.score || compare(a.profile.name, b.profile.name));
  const known = { ...nothing, fits, advice: adviceFor(answers) };
  const eligible = fits.filter(isEligible);
  const [best, second] = eligible;
  if (!best) return { ...known, outcome: 'none' };
  const tied = eligible.filter(({ score }) => score === best.score);
  const next = nextSteps(answers);
  if (tied.length > 1) {
    const recommendations = tied.map(fit => recommend(fit, answers));
    return { ...known, outcome: 'tie', tied: recommendations, tellApart: tellApart(tied, answers), next };
  }
  const isClose = second !== undefined && best.score - second.score <= runnerUpWithin;
  return {
    ...known,
    outcome: 'recommended',
    recommendation: recommend(best, answers),
    ...(isClose && { runnerUp: { fit: second, tradeOffs: tradeOffs(best, second) } }),
    open: openQuestions(answers, best.profile),
    next,
  };
}

/** Protection of data is not traded for anything. */
function isEligible({ score, constraints }: Fit): boolean {
  return score >= leastScore && !constraints.some(({ id, status }) => id === 'sensitivity' && status === 'violated');
}

function recommend(fit: Fit, answers: Answers): Recommendation {
  const { targets: promised } = fit.profile;
  const { slo } = answers;
  const wanted = wantedRecovery(answers);
  const targets: Targets = {
    p50Ms: stricter(promised.p50Ms, 50, slo),
    p95Ms: stricter(promised.p95Ms, 95, slo),
    p99Ms: stricter(promised.p99Ms, 99, slo),
    uptimePercent: typeof slo === 'object' ? slo.percent : promised.uptimePercent,
    rpoMinutes: wanted.rpoMinutes ?? promised.rpoMinutes,
    rtoMinutes: wanted.rtoMinutes ?? promised.rtoMinutes,
  };
  return { fit, targets, incomplete: [...lackingTargets(targets), ...lackingPeople(answers)] };
}

/** 99.9 % below 500 ms: no lower percentile may be above that. */
function stricter(promised: number | undefined, percentile: number, slo: Answers['slo']): number | undefined {
  const isWanted = typeof slo === 'object' && slo.latencyMs !== undefined && percentile <= slo.percent;
  return isWanted ? Math.min(promised ?? Number.POSITIVE_INFINITY, slo.latencyMs!) : promised;
}

const asked: Readonly<Record<keyof Targets, readonly [what: string, question: QuestionId, ask: string]>> = {
  p50Ms: ['p50 latency', 'slo', 'targets.p50Ms in the profile'],
  p95Ms: ['p95 latency', 'slo', 'targets.p95Ms in the profile'],
  p99Ms: ['p99 latency', 'slo', 'targets.p99Ms in the profile'],
  uptimePercent: ['uptime', 'slo', '--slo 99.5'],
  rpoMinutes: ['RPO', 'recovery', '--rpo 60'],
  rtoMinutes: ['RTO', 'recovery', '--rto 4h'],
};

function lackingTargets(targets: Targets): readonly Incomplete[] {
  return (Object.keys(asked) as (keyof Targets)[]).flatMap(key => {
    const [what, question, ask] = asked[key];
    return targets[key] === undefined ? [{ what, question, ask }] : [];
  });
}

/** What was answered in part: the other part is somebody's. */
function lackingPeople({
  slo,
  budgetOwner,
  sensitivity,
  complianceOwner,
  encryptionAtRest,
  style,
  asyncLane,
}: Answers) {
  const lacking: Incomplete[] = [];
  const isGuarded = sensitivity === 'phi' || sensitivity === 'pci' || sensitivity === 'regulated';
  if (slo !== undefined && budgetOwner === undefined) {
    lacking.push({ what: 'who acts on the error budget', question: 'slo', ask: '--budget-owner NAME' });
  }
  if (isGuarded && complianceOwner === undefined) {
    lacking.push({ what: 'who answers for compliance', question: 'sensitivity', ask: '--compliance-owner NAME' });
  }
  if (isGuarded && !encryptionAtRest) {
    lacking.push({ what: 'a plan for encryption at rest', question: 'sensitivity', ask: '--encryption-at-rest' });
  }
  if (style === 'async-lane' && asyncLane === undefined) {
    lacking.push({ what: 'what the asynchronous lane is for', question: 'style', ask: '--async-lane NAME' });
  }
  return lacking.sort((a, b) => questionNumber(a.question) - questionNumber(b.question));
}
