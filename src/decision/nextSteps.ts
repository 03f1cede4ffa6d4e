/** What to look at next for each concern: this product's own commands and pages first. */
import type { Answers } from './answers.js';

export interface NextStep {
  readonly concern: 'contract' | 'schema' | 'migration' | 'SLO' | 'observability' | 'CI/CD' | 'security' | 'compliance';
  readonly what: string;
  /** As it is typed, after `senior-backend`. */
  readonly command?: string;
  /** Page of this product, from its `docs` folder. */
  readonly page?: string;
  /** Where nothing of ours helps. */
  readonly source?: string;
}

const always = (rate: number): readonly NextStep[] => [
  {
    concern: 'contract',
    what: 'Describe the API, then scaffold routes that validate what enters',
    command: 'scaffold openapi.yaml',
    page: 'commands/scaffold.md',
  },
  {
    concern: 'schema',
    what: 'Check keys, indexes and types before there are rows',
    command: 'database schema.sql --analyze',
    page: 'commands/database-analyze.md',
  },
  {
    concern: 'migration',
    what: 'Have each change and its rollback proven before it is applied',
    command: 'database schema.sql --compare old.sql',
    page: 'commands/database-compare.md',
  },
  {
    concern: 'SLO',
    what: 'Put the targets of this decision under load, and keep them',
    command: `load-test localhost:3000/users --rate ${rate}`,
    page: 'commands/load-test.md',
  },
  {
    concern: 'observability',
    what: 'Latency as histograms, a trace id in each log line, alerts on the rate at which the error budget is spent',
    source: "The Site Reliability Workbook, ch. 5; OpenTelemetry's semantic conventions for HTTP",
  },
  {
    concern: 'CI/CD',
    what: 'Fail the build on a change that breaks clients',
    command: 'breaking openapi.yaml --against origin/main...',
    page: 'commands/breaking-changes.md',
  },
  {
    concern: 'security',
    what: 'Check the description against the OWASP API Security Top 10',
    command: 'lint openapi.yaml',
    page: 'rules-openapi.md',
  },
];

const rules: Partial<Record<NonNullable<Answers['sensitivity']>, readonly [what: string, source: string]>> = {
  'pii-only': ['Data minimisation, deletion and a record of processing', 'GDPR, art. 5, 25 and 32'],
  pii: ['Data minimisation, deletion and a record of processing', 'GDPR, art. 5, 25 and 32'],
  phi: ['Access logs, business associate agreements, a risk analysis', '45 CFR Part 164, Subpart C'],
  pci: ['Keep card numbers out: tokens of the payment provider shrink the scope', 'PCI DSS v4, requirements 3 and 10'],
  regulated: ['A catalogue of controls, each with an owner and evidence', 'NIST SP 800-53 Rev. 5'],
};

/** The load test is of the load that was answered. */
export function nextSteps({ sensitivity, requestsPerSecond: load }: Answers): readonly NextStep[] {
  const steps = always(typeof load === 'number' ? Math.ceil(load) : 50);
  const rule = sensitivity && rules[sensitivity];
  if (!rule) return steps;
  return [...steps, { concern: 'compliance', what: rule[0], source: rule[1] }];
}
