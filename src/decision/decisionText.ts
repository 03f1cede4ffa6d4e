import type { Fit } from './constraints.js';
import type { Decision, Recommendation } from './decide.js';
import { questionNumber } from './questions.js';
import { shownTargets } from './shownAnswers.js';

/** One line of a decision in words; who shows it decides how a heading looks and which characters may pass. */
export interface Line {
  readonly kind: 'heading' | 'line' | 'detail';
  readonly text: string;
}

/** For a terminal: every constraint of what is recommended, what comes close, what is lacking, and who approves. */
export function decisionLines(decision: Decision): readonly Line[] {
  switch (decision.outcome) {
    case 'stopped':
      return [
        heading('No recommendation: a condition to stop at is met.'),
        ...stopLines(decision),
        ...missingLines(decision),
      ];
    case 'missing':
      return [heading('No recommendation: answers are missing.'), ...missingLines(decision)];
    case 'none':
      return noneLines(decision);
    case 'tie':
      return tieLines(decision);
    case 'recommended':
      return recommendedLines(decision, decision.recommendation!);
  }
}

function stopLines({ stops }: Decision): readonly Line[] {
  return stops.flatMap(({ question, reason, instead }) => [
    line(`Question ${questionNumber(question)}: ${reason}`),
    detail(instead),
  ]);
}

function missingLines({ missing }: Decision): readonly Line[] {
  return missing.map(({ flag, question, why }) =>
    line(`Missing: --${flag} (question ${questionNumber(question)}: ${why})`),
  );
}

function noneLines({ fits: [nearest] }: Decision): readonly Line[] {
  return [
    heading('No recommendation: no profile fits.'),
    ...(nearest ? [line(`The nearest is ${shownFit(nearest)}.`), ...constraintLines(nearest, 'violated')] : []),
    line('Change what can be changed, or write down a profile of your own in .senior-backend/profiles/.'),
  ];
}

function tieLines({ tied, tellApart, advice }: Decision): readonly Line[] {
  return [
    heading(`A tie: ${tied.map(({ fit }) => shownFit(fit)).join(' and ')} fit equally.`),
    line(
      tellApart.length > 0
        ? `What would tell them apart: ${tellApart.join(', ')}.`
        : 'No answer tells them apart: take the one that the team has run before.',
    ),
    ...tied.flatMap(recommendation => [
      heading(recommendation.fit.profile.name),
      ...constraintLines(recommendation.fit, 'violated'),
      ...targetLines(recommendation),
      ...stackLines(recommendation),
    ]),
    ...adviceLines(advice),
  ];
}

function recommendedLines(decision: Decision, recommendation: Recommendation): readonly Line[] {
  const { fit, incomplete } = recommendation;
  const { profile } = fit;
  const { runnerUp, open, next } = decision;
  return [
    heading(`${incomplete.length > 0 ? 'Recommended, but incomplete' : 'Recommended'}: ${shownFit(fit)}`),
    line(`For: ${profile.when}`),
    ...incomplete.map(({ what, question, ask }) =>
      line(`Incomplete: ${what} (question ${questionNumber(question)}): ${ask}`),
    ),
    heading('Constraints'),
    ...constraintLines(fit, 'violated'),
    ...constraintLines(fit, 'met'),
    ...constraintLines(fit, 'not applicable'),
    heading('Targets'),
    ...targetLines(recommendation),
    heading('Stack'),
    ...stackLines(recommendation),
    heading('Not with this profile'),
    ...profile.antiPatterns.flatMap(({ severity, what, instead }) => [
      line(`${severity}: ${what}`),
      detail(`Instead: ${instead}`),
    ]),
    ...(runnerUp ? [heading(`Close behind: ${shownFit(runnerUp.fit)}`), ...runnerUp.tradeOffs.map(line)] : []),
    ...adviceLines(decision.advice),
    ...(open.length > 0 ? [heading('Left open'), ...open.map(line)] : []),
    heading('Approved by people, not by this engine'),
    ...profile.approvers.map(({ change, roles }) => line(`${change}: ${roles.join(' + ')}`)),
    heading('Next'),
    ...next.flatMap(({ concern, what, command, source }) => [
      line(`${concern}: ${what}${source === undefined ? '' : ` (${source})`}`),
      ...(command === undefined ? [] : [detail(`senior-backend ${command}`)]),
    ]),
  ];
}

function constraintLines({ constraints }: Fit, which: Fit['constraints'][number]['status']): readonly Line[] {
  return constraints
    .filter(({ status }) => status === which)
    .map(({ id, weight, detail }) => line(`${which}: ${id} (${weight}): ${detail}`));
}

function targetLines({ targets }: Recommendation): readonly Line[] {
  return [
    line(
      shownTargets(targets)
        .map(pair => pair.join(' '))
        .join(', '),
    ),
  ];
}

function stackLines({ fit }: Recommendation): readonly Line[] {
  return fit.profile.stacks.map(({ runtime, framework, data, jobs = [], cache = [], tests }) =>
    line(
      [[runtime], framework, data, jobs, cache, tests]
        .filter(part => part.length > 0)
        .map(part => part.join(' / '))
        .join('; '),
    ),
  );
}

function adviceLines(advice: Decision['advice']): readonly Line[] {
  if (advice.length === 0) return [];
  return [
    heading('What the load asks for'),
    ...advice.flatMap(({ topic, isNeeded, advice, threshold, reason }) => [
      line(`${topic} (${isNeeded ? 'now' : 'not now'}): ${advice}`),
      detail(`From ${threshold} on. ${reason}`),
    ]),
  ];
}

function shownFit({ profile, score }: Fit): string {
  return `${profile.name} (${score} %)`;
}

function heading(text: string): Line {
  return { kind: 'heading', text };
}

function line(text: string): Line {
  return { kind: 'line', text };
}

function detail(text: string): Line {
  return { kind: 'detail', text };
}
