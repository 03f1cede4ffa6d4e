/** A decision as an architecture decision record: MADR 4 (adr.github.io/madr), status proposed. */
import type { Answers } from './answers.js';
import type { Fit } from './constraints.js';
import type { Decision, Recommendation } from './decide.js';
import { markdownCode as code, markdownText as plain, yamlText } from './markdown.js';
import type { NextStep } from './nextSteps.js';
import { questions } from './questions.js';
import { answeredWith, shownTargets } from './shownAnswers.js';
import { sloThresholds } from './thresholds.js';

/**
 * @param decision with a recommendation: nothing else is recorded
 * @param date `2026-01-31`
 */
export function decisionRecord(decision: Decision & { readonly recommendation: Recommendation }, date: string): string {
  const { answers, recommendation, runnerUp, fits, open, advice, next } = decision;
  const { fit, targets, incomplete } = recommendation;
  const { profile } = fit;
  const approvers = [...new Set(profile.approvers.flatMap(({ roles }) => roles))];
  const violated = fit.constraints.filter(({ status }) => status === 'violated');
  const met = fit.constraints.filter(({ status }) => status === 'met');
  const blocks = [
    `---\nstatus: proposed\ndate: ${date}\ndecision-makers: [${approvers.map(yamlText).join(', ')}]\n---`,
    `# Use the architecture profile ${plain(profile.name)}`,
    '## Context and Problem Statement',
    `Which architecture fits this product, its team and its load? Seven questions were asked before this was chosen.`,
    table(
      ['#', 'Question', 'Answer'],
      questions.map(({ id, title }, index) => [String(index + 1), plain(title), plain(answeredWith(id, answers))]),
    ),
    teamLine(answers),
    '## Decision Drivers',
    list([
      ...shownTargets(targets).map(([name, value]) => `${name}: ${value}`),
      ...met.map(({ id, detail, weight }) => `${id} (weight ${weight}): ${plain(detail)}`),
    ]),
    '## Considered Options',
    list(fits.map(({ profile, score }) => `${plain(profile.name)}: ${plain(profile.when)} (${score} %)`)),
    '## Decision Outcome',
    `Chosen option: "${plain(profile.name)}", because it fits with ${fit.score} % of the weights${
      violated.length === 0 ? ', and violates none of its constraints' : ''
    }. This record proposes. It is approved by those below, and by nobody else.`,
    ...(incomplete.length > 0
      ? [
          `**Incomplete.** Still to be answered:`,
          list(incomplete.map(({ what, ask }) => `${plain(what)}: ${code(ask)}`)),
        ]
      : []),
    table(
      ['Role', 'Technology'],
      profile.stacks.flatMap(stack => {
        const { languages, runtime, framework, data, jobs = [], cache = [], tests } = stack;
        const rows = { runtime: [runtime], framework, data, jobs, cache, tests };
        const prefix = profile.stacks.length > 1 ? `${plain(languages.join(', '))}: ` : '';
        return Object.entries(rows)
          .filter(([, values]) => values.length > 0)
          .map(([role, values]) => [`${prefix}${role}`, plain(values.join(', '))]);
      }),
    ),
    '### Consequences',
    list([
      ...met.map(({ id, detail }) => `Good, because of ${id}: ${plain(detail)}`),
      ...violated.map(({ id, detail, weight }) => `Bad, because of ${id} (weight ${weight}): ${plain(detail)}`),
      ...open.map(line => `Open: ${plain(line)}`),
    ]),
    ...(profile.antiPatterns.length > 0
      ? [
          'What does not belong here:',
          list(
            profile.antiPatterns.map(
              ({ severity, what, instead }) =>
                `${severity === 'kill' ? '**Not at all**' : 'Only with a reason'}: ${plain(what)}. Instead: ${plain(instead)}.`,
            ),
          ),
        ]
      : []),
    '### Confirmation',
    `Load tests hold these thresholds (in ${code('.senior-backend/slo.json')}): ${sloThresholds(targets, answers).map(code).join(', ')}.`,
    table(
      ['Change', 'Approved by, together'],
      profile.approvers.map(({ change, roles }) => [plain(change), plain(roles.join(', '))]),
    ),
    '## Pros and Cons of the Options',
    ...fits.flatMap(option),
    ...(runnerUp
      ? [
          `Close behind is ${plain(runnerUp.fit.profile.name)} (${runnerUp.fit.score} %):`,
          list(runnerUp.tradeOffs.map(plain)),
        ]
      : []),
    '## More Information',
    'What the load and the ratio of reads to writes ask for:',
    list(
      advice.map(
        ({ topic, isNeeded, advice, threshold, reason }) =>
          `**${topic}**${isNeeded ? '' : ' (not now)'}: ${plain(advice)} From ${plain(threshold)} on. ${plain(reason)}`,
      ),
    ),
    'What to look at next:',
    list(next.map(nextLine)),
    'Sources:',
    list([...new Set([...questions.flatMap(({ sources }) => sources), ...profile.sources])].map(plain)),
  ];
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}

/** The number after the highest one in a folder. @param names of the files that are there */
export function nextRecordName(names: readonly string[], profile: string): string {
  const taken = names.map(name => Number(/^(\d{1,6})-.*\.md$/i.exec(name)?.[1] ?? 0));
  const number = String(Math.max(0, ...taken) + 1).padStart(4, '0');
  return `${number}-use-architecture-profile-${profile}.md`;
}

function teamLine({ teamSize, language, adminPanel, platformTeam }: Answers): string {
  const facts = [
    ...(teamSize === undefined ? [] : [`${teamSize} engineers`]),
    ...(language === undefined ? [] : [language]),
    ...(adminPanel ? ['an admin panel is needed'] : []),
    ...(platformTeam ? ['there is a platform team'] : []),
  ];
  return facts.length === 0 ? '' : `The team: ${plain(facts.join(', '))}.`;
}

function option({ profile, score, constraints }: Fit): readonly string[] {
  const words = { met: 'Good', violated: 'Bad', 'not applicable': 'Neutral' } as const;
  return [
    `### ${plain(profile.name)} (${score} %)`,
    list(
      constraints.map(
        ({ id, status, weight, detail }) =>
          `${words[status]}, because of ${id} (weight ${weight}, ${status}): ${plain(detail)}`,
      ),
    ),
  ];
}

function nextLine({ concern, what, command, page, source }: NextStep): string {
  const how = command === undefined ? '' : `: ${code(`senior-backend ${command}`)}`;
  return `**${concern}**: ${plain(what)}${how}${page === undefined ? '' : `, explained in ${code(`docs/${page}`)}`}${source === undefined ? '' : ` (${plain(source)})`}`;
}

function list(lines: readonly string[]): string {
  return lines.map(line => `* ${line}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
