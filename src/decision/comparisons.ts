/** What speaks for one profile and against another, and what has been left open. */
import type { Answers } from './answers.js';
import type { Fit } from './constraints.js';
import type { Profile } from './profile.js';
import { shownMinutes } from './words.js';

/** What choosing the second instead of the first costs and brings. */
export function tradeOffs(first: Fit, second: Fit): readonly string[] {
  const lines = second.constraints.flatMap((constraint, index) => {
    const before = first.constraints[index]!;
    if (constraint.status === before.status) return [];
    if (constraint.status === 'violated') return [`costs ${constraint.id}: ${constraint.detail}`];
    if (before.status === 'violated') return [`brings ${constraint.id}: ${constraint.detail}`];
    return [];
  });
  const [a, b] = [first.profile.targets, second.profile.targets];
  const differing = [
    figures('p50', 'ms', a.p50Ms, b.p50Ms),
    figures('p95', 'ms', a.p95Ms, b.p95Ms),
    figures('p99', 'ms', a.p99Ms, b.p99Ms),
    figures('uptime', '%', a.uptimePercent, b.uptimePercent),
    figures('RPO', 'min', a.rpoMinutes, b.rpoMinutes),
    figures('RTO', 'min', a.rtoMinutes, b.rtoMinutes),
  ].filter(line => line !== undefined);
  return differing.length === 0 ? lines : [...lines, `promises ${differing.join(', ')}`];
}

function figures(name: string, unit: string, first: number | undefined, second: number | undefined) {
  if (first === second) return undefined;
  const shown = (value: number | undefined) => (value === undefined ? 'nothing' : `${value} ${unit}`);
  return `${name} ${shown(second)} instead of ${shown(first)}`;
}

/** Which answers that are not there would decide between profiles that fit equally. */
export function tellApart(tied: readonly Fit[], answers: Answers): readonly string[] {
  const differ = (of: (profile: Profile) => unknown) =>
    new Set(tied.map(({ profile }) => JSON.stringify(of(profile)))).size > 1;
  const asked: readonly (readonly [boolean, boolean, string])[] = [
    [answers.language === undefined, differ(({ stacks }) => stacks.flatMap(s => s.languages).sort()), '--language'],
    [answers.teamSize === undefined, differ(({ teamSize }) => teamSize), '--team-size'],
    [answers.adminPanel === undefined, differ(({ requires }) => requires?.includes('admin-panel')), '--admin-panel'],
    [
      answers.platformTeam === undefined,
      differ(({ requires }) => requires?.includes('platform-team')),
      '--platform-team',
    ],
    [answers.style === undefined, differ(({ styles }) => [...styles].sort()), '--style'],
    [answers.rpoMinutes === undefined, differ(({ targets }) => targets.rpoMinutes), '--rpo'],
    [answers.rtoMinutes === undefined, differ(({ targets }) => targets.rtoMinutes), '--rto'],
    [answers.slo === undefined, differ(({ targets }) => targets.uptimePercent), '--slo'],
  ];
  return asked.filter(([isOpen, isDifferent]) => isOpen && isDifferent).map(([, , flag]) => flag);
}

/** What nobody answered, and what has been taken instead. */
export function openQuestions(answers: Answers, { name, targets }: Profile): readonly string[] {
  const { loadEvidence, teamSize, style, rpoMinutes, rtoMinutes, surfaces, slo, budgetOwner, language } = answers;
  const open: string[] = [];
  const hasSurface = (surfaces?.length ?? 0) > 0;
  if (!loadEvidence) open.push('Question 1: the load is stated without evidence (today × growth × peak factor).');
  if (style === undefined) open.push('Question 3 was not answered: synchronous is the default.');
  if (teamSize === undefined) open.push('Question 5: the size of the team was not said, so nothing was judged by it.');
  if (language === undefined) open.push('The language of the team was not said, so nothing was judged by it.');
  if (typeof rpoMinutes !== 'number' && !hasSurface && targets.rpoMinutes !== undefined) {
    open.push(
      `Question 6: the RPO of ${shownMinutes(targets.rpoMinutes)} is what ${name} promises; nobody asked for it.`,
    );
  }
  if (typeof rtoMinutes !== 'number' && !hasSurface && targets.rtoMinutes !== undefined) {
    open.push(
      `Question 6: the RTO of ${shownMinutes(targets.rtoMinutes)} is what ${name} promises; nobody asked for it.`,
    );
  }
  if (typeof slo !== 'object' && targets.uptimePercent !== undefined) {
    const acts = budgetOwner === undefined ? 'nobody acts on its budget yet' : 'nobody asked for it';
    open.push(`Question 7: the uptime of ${targets.uptimePercent} % is what ${name} promises; ${acts}.`);
  }
  return open;
}
