/** How well a profile fits: each of its constraints is met, violated, or not applicable, and has a weight. */
import { type Answers, sensitivities } from './answers.js';
import type { Profile } from './profile.js';
import { shownMinutes } from './words.js';

export type ConstraintId =
  | 'pattern'
  | 'language'
  | 'sensitivity'
  | 'team size'
  | 'tenancy'
  | 'load'
  | 'admin panel'
  | 'platform team'
  | 'style'
  | 'recovery'
  | 'SLO';

/** A hundred together. A language or a pattern that is not served weighs more than the 15 points within which a runner-up is named. */
export const weights: Readonly<Record<ConstraintId, number>> = {
  pattern: 18,
  language: 16,
  sensitivity: 14,
  'team size': 12,
  tenancy: 10,
  load: 8,
  'admin panel': 6,
  'platform team': 4,
  style: 4,
  recovery: 4,
  SLO: 4,
};

export interface Constraint {
  readonly id: ConstraintId;
  readonly weight: number;
  readonly status: 'met' | 'violated' | 'not applicable';
  /** Both sides of it, in words. */
  readonly detail: string;
}

export interface Fit {
  readonly profile: Profile;
  /** 100 less the weights of what is violated: what violates more never ranks better. */
  readonly score: number;
  readonly constraints: readonly Constraint[];
}

type Judgement = readonly [Constraint['status'], string];

/** What was not answered is not applicable, except where a profile requires that something is said. */
export function fitOf(profile: Profile, answers: Answers): Fit {
  const judged: Readonly<Record<ConstraintId, Judgement>> = {
    pattern: patternOf(profile, answers),
    language: languageOf(profile, answers),
    sensitivity: sensitivityOf(profile, answers),
    'team size': within('engineers', profile.teamSize, answers.teamSize),
    tenancy: oneOf(profile.tenancy, answers.tenancy),
    load: within('requests/s', profile.requestsPerSecond, figure(answers.requestsPerSecond)),
    'admin panel': adminPanelOf(profile, answers),
    'platform team': platformTeamOf(profile, answers),
    style: oneOf(profile.styles, answers.style),
    recovery: recoveryOf(profile, answers),
    SLO: sloOf(profile, answers),
  };
  const constraints = (Object.keys(weights) as ConstraintId[]).map(id => {
    const [status, detail] = judged[id];
    return { id, weight: weights[id], status, detail };
  });
  const lost = constraints.filter(({ status }) => status === 'violated').reduce((sum, { weight }) => sum + weight, 0);
  return { profile, score: 100 - lost, constraints };
}

function patternOf({ patterns }: Profile, { pattern }: Answers): Judgement {
  if (pattern === 'microservices' && !patterns.includes(pattern) && patterns.includes('extracted-service')) {
    return ['violated', 'for one service extracted from a running system, never for microservices on the green field'];
  }
  return oneOf(patterns, pattern);
}

function languageOf({ stacks }: Profile, { language }: Answers): Judgement {
  return oneOf(
    stacks.flatMap(({ languages }) => languages),
    language,
  );
}

function sensitivityOf({ highestSensitivity: highest }: Profile, { sensitivity }: Answers): Judgement {
  if (sensitivity === undefined) return ['not applicable', `up to ${highest}; not answered`];
  const isServed = sensitivities.indexOf(sensitivity) <= sensitivities.indexOf(highest);
  return [isServed ? 'met' : 'violated', `up to ${highest}; the data is ${sensitivity}`];
}

/** A profile that has one is for products that need one. */
function adminPanelOf({ requires = [] }: Profile, { adminPanel }: Answers): Judgement {
  const has = requires.includes('admin-panel');
  if (has && adminPanel) return ['met', 'one is needed, and comes with it'];
  if (has)
    return ['violated', `for products that need one; ${adminPanel === false ? 'none is needed' : 'nobody said so'}`];
  return adminPanel
    ? ['violated', 'one is needed, and would have to be built']
    : ['not applicable', 'none comes with it'];
}

function platformTeamOf({ requires = [] }: Profile, { platformTeam }: Answers): Judgement {
  if (!requires.includes('platform-team')) return ['not applicable', 'none is needed'];
  if (platformTeam) return ['met', 'one is needed, and is there'];
  return ['violated', `one is needed; ${platformTeam === false ? 'there is none' : 'nobody said that there is one'}`];
}

function recoveryOf({ targets }: Profile, answers: Answers): Judgement {
  const { rpoMinutes: rpo, rtoMinutes: rto } = wantedRecovery(answers);
  if (rpo === undefined && rto === undefined) return ['not applicable', 'not answered'];
  const judge = (name: string, wanted: number | undefined, kept: number | undefined): Judgement => {
    if (wanted === undefined) return ['not applicable', `${name} not answered`];
    if (kept === undefined) return ['violated', `${name} ${shownMinutes(wanted)} is wanted, it promises none`];
    return [kept <= wanted ? 'met' : 'violated', `${name} ${shownMinutes(kept)}; wanted is ${shownMinutes(wanted)}`];
  };
  const both = [judge('RPO', rpo, targets.rpoMinutes), judge('RTO', rto, targets.rtoMinutes)];
  const isViolated = both.some(([status]) => status === 'violated');
  return [isViolated ? 'violated' : 'met', both.map(([, detail]) => detail).join('; ')];
}

/** The share of good requests; and where the answer says how fast those are, the percentiles below it. */
function sloOf({ targets }: Profile, { slo }: Answers): Judgement {
  if (slo === undefined || slo === 'none') return ['not applicable', 'not answered'];
  const { uptimePercent: kept, p99Ms } = targets;
  if (kept === undefined) return ['violated', `${slo.percent} % is wanted, it promises none`];
  if (slo.latencyMs !== undefined && slo.percent >= 99 && (p99Ms === undefined || p99Ms > slo.latencyMs)) {
    const promised = p99Ms === undefined ? 'it promises no p99' : `p99 is ${p99Ms} ms`;
    return ['violated', `${kept} %, and ${promised}; wanted are ${slo.percent} % within ${slo.latencyMs} ms`];
  }
  return [kept >= slo.percent ? 'met' : 'violated', `${kept} %; wanted is ${slo.percent} %`];
}

/** Of all surfaces the strictest. */
export function wantedRecovery({ rpoMinutes, rtoMinutes, surfaces = [] }: Answers): {
  readonly rpoMinutes: number | undefined;
  readonly rtoMinutes: number | undefined;
} {
  const least = (own: number | 'none' | undefined, others: readonly number[]) => {
    const all = [...(figure(own) === undefined ? [] : [figure(own)!]), ...others];
    return all.length === 0 ? undefined : Math.min(...all);
  };
  return {
    rpoMinutes: least(
      rpoMinutes,
      surfaces.map(surface => surface.rpoMinutes),
    ),
    rtoMinutes: least(
      rtoMinutes,
      surfaces.map(surface => surface.rtoMinutes),
    ),
  };
}

function oneOf(served: readonly string[], wanted: string | undefined): Judgement {
  const made = `for ${[...new Set(served)].join(', ')}`;
  if (wanted === undefined) return ['not applicable', `${made}; not answered`];
  return served.includes(wanted) ? ['met', made] : ['violated', `${made}; not for ${wanted}`];
}

function within(
  unit: string,
  bounds: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined,
  given: number | undefined,
): Judgement {
  if (!bounds) return ['not applicable', 'no bounds'];
  const { min, max } = bounds;
  const range = min === undefined ? `at most ${max}` : max === undefined ? `at least ${min}` : `${min} to ${max}`;
  if (given === undefined) return ['not applicable', `${range} ${unit}; not answered`];
  const isWithin = given >= (min ?? -Infinity) && given <= (max ?? Infinity);
  return [isWithin ? 'met' : 'violated', `${range} ${unit}; here ${given}`];
}

function figure(answer: number | 'none' | undefined): number | undefined {
  return answer === 'none' ? undefined : answer;
}
