/** The seven questions, in the order in which they are asked. */

export type QuestionId = 'load' | 'tenancy' | 'style' | 'sensitivity' | 'pattern' | 'recovery' | 'slo';

export interface Question {
  readonly id: QuestionId;
  readonly title: string;
  readonly recommended: string;
  readonly why: string;
  /** What the recommended answer leaves out. */
  readonly excludes: string;
  /** Under which condition there is no recommendation. */
  readonly stop: string;
  readonly sources: readonly string[];
}

const helland = "Helland, P. (2007). Life beyond Distributed Transactions: an Apostate's Opinion. CIDR 2007";

export const questions: readonly Question[] = [
  {
    id: 'load',
    title: 'How many reads for each write, and how many requests per second (p99) within a year?',
    recommended: 'Two numbers with evidence: requests per second today × growth within a year × peak factor',
    why: 'Load is described by numbers before anything can be said to scale. The ratio decides what helps: copies for reads serve nobody who writes.',
    excludes: 'Designs for a load that nobody has measured, and copies of data whose staleness nobody has agreed to',
    stop: '"It needs to scale", without a number',
    sources: [
      "Kleppmann, M. (2017). Designing Data-Intensive Applications. O'Reilly, ch. 1 and 5",
      helland,
      'Vogels, W. (2008). Eventually Consistent. ACM Queue 6(6)',
    ],
  },
  {
    id: 'tenancy',
    title: 'How are tenants kept apart: shared, isolated, or one installation for each (single)?',
    recommended: 'Consumers: shared. Businesses: shared, with row-level isolation. Regulated: isolated or single',
    why: 'Each step towards isolation multiplies deployments, migrations and nights on call by the number of tenants; somebody has to pay for it.',
    excludes: 'A database for each customer as the default',
    stop: 'Single-tenant for every customer without enterprise pricing (about $100,000 a year for each tenant)',
    sources: [
      'AWS (2021). SaaS Tenant Isolation Strategies: Isolating Resources in a Multi-Tenant Environment. AWS Whitepaper',
    ],
  },
  {
    id: 'style',
    title: 'Do the parts speak synchronously, asynchronously, or by events: what is the default, what the exception?',
    recommended: 'Synchronous, and one named asynchronous lane; events when a second team owns a second context',
    why: 'A queue hides delay until it is long. One lane with a name can be watched; events everywhere cannot be followed by a small team.',
    excludes: 'A message broker between parts that one team deploys together',
    stop: 'Event-driven everywhere with fewer than 20 engineers',
    sources: [
      'Reinertsen, D. G. (2009). The Principles of Product Development Flow. Celeritas',
      helland,
      'Fowler, M. (2017). What do you mean by "Event-Driven"? martinfowler.com/articles/201701-event-driven.html',
    ],
  },
  {
    id: 'sensitivity',
    title: 'How sensitive is the most sensitive data: public, internal, PII only, PII, PHI, PCI, regulated?',
    recommended: 'The highest tier that is present anywhere in the system',
    why: 'One column of a higher tier brings its rules to every backup, log and replica that it reaches.',
    excludes: 'An average over tables, and "we will encrypt later"',
    stop: 'PHI or PCI with no compliance owner and no plan for encryption at rest',
    sources: [
      '45 CFR Part 164 (HIPAA Security and Privacy)',
      'PCI Security Standards Council. PCI DSS v4',
      'Regulation (EU) 2016/679 (GDPR), art. 5, 25 and 32',
      'NIST SP 800-53 Rev. 5',
    ],
  },
  {
    id: 'pattern',
    title:
      'Monolith, modular monolith, domain-bounded services, microservices or serverless, for a team of which size?',
    recommended:
      'A modular monolith below 30 engineers; microservices from 30 on, with owned contexts and a platform team',
    why: 'Services buy independence of teams and pay with a network. Without independent teams only the price is left.',
    excludes: 'Microservices on the green field; a boundary is drawn in one process first, where it can still be moved',
    stop: 'Microservices for any other reason than 30 engineers or more, independent contexts with owners, and a platform team',
    sources: [
      "Newman, S. (2021). Building Microservices, 2nd ed. O'Reilly, ch. 3",
      'Fowler, M. (2015). MonolithFirst. martinfowler.com/bliki/MonolithFirst.html',
      'Skelton, M. & Pais, M. (2019). Team Topologies. IT Revolution',
    ],
  },
  {
    id: 'recovery',
    title: 'How much data may be lost (RPO), and when must it run again (RTO), on each surface?',
    recommended: 'Numbers: 5 and 30 minutes for production, 24 and 4 hours for analytics',
    why: 'They decide about standbys and backups before the first incident does, and each halving costs money.',
    excludes: '"As little as possible", and backups that nobody has restored',
    stop: 'A customer-facing database for which none is written down',
    sources: [
      "Beyer, B. et al. (eds.) (2018). The Site Reliability Workbook. O'Reilly, ch. 7 and 8",
      'AWS (2024). Disaster Recovery of Workloads on AWS: Recovery in the Cloud. AWS Whitepaper',
    ],
  },
  {
    id: 'slo',
    title: 'What is the SLO, and who acts on its error budget?',
    recommended:
      'Tied to an SLI: 99.9 % of requests < 500 ms over 30 days; with less than 25 % of the budget left, features stop',
    why: 'An objective without somebody who acts on it is a wish. The budget is what makes reliability and features comparable.',
    excludes: '100 %, and an uptime that is measured by a ping',
    stop: '"High availability", with no number and no one who acts',
    sources: ["Beyer, B. et al. (eds.) (2018). The Site Reliability Workbook. O'Reilly, ch. 2 to 4"],
  },
];

/** 1 to 7. */
export function questionNumber(id: QuestionId): number {
  return questions.findIndex(question => question.id === id) + 1;
}
