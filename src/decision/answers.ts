/** What the seven questions are answered with: plain data, all of it optional. */
import * as z from 'zod/mini';

export const tenancies = ['shared', 'isolated', 'single'] as const;
export const styles = ['synchronous', 'async-lane', 'asynchronous', 'event-driven'] as const;
/** The least sensitive first: a profile serves its own tier and those before it. */
export const sensitivities = ['public', 'internal', 'pii-only', 'pii', 'phi', 'pci', 'regulated'] as const;
/** `extracted-service`: one service taken out of a system that runs. `microservices`: many, from the first day on. */
export const patterns = [
  'modular-monolith',
  'monolith',
  'domain-bounded-services',
  'extracted-service',
  'microservices',
  'serverless',
] as const;

export type Tenancy = (typeof tenancies)[number];
export type Style = (typeof styles)[number];
export type Sensitivity = (typeof sensitivities)[number];
export type Pattern = (typeof patterns)[number];

/** Far beyond any system; what is larger is a slip of the keyboard. */
const mostRequests = 1e9;
const tenYears = 5_256_000;

/** `none`: the question was asked, and nobody has a number. That is an answer, and for some questions a reason to stop. */
const none = z.literal('none');
const positive = (most: number) => z.number().check(z.gt(0), z.lte(most));
const words = z.string().check(z.minLength(1), z.maxLength(200), z.regex(/\S/));
const minutes = {
  /** Nothing may be lost: synchronous replication. */
  rpo: z.number().check(z.gte(0), z.lte(tenYears)),
  /** No recovery takes no time. */
  rto: positive(tenYears),
};

/** Of the names that a team gives to languages, the ones that profiles use. */
export const languageName = z.pipe(
  z.string().check(z.minLength(1), z.maxLength(40), z.regex(/^\s*[\p{L}\d][\p{L}\d .+#-]*$/u)),
  z.transform(typed => {
    const name = typed.trim().toLowerCase();
    return otherNames[name] ?? name;
  }),
);
const otherNames: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  py: 'python',
  golang: 'go',
  'c#': 'dotnet',
  csharp: 'dotnet',
  '.net': 'dotnet',
};

export const Answers = z.strictObject({
  $schema: z.optional(z.string()),
  /** Reads for each write; 0 is a system that is only written to. */
  readWriteRatio: z.optional(z.union([z.number().check(z.gte(0), z.lte(mostRequests)), none])),
  /** The 99th percentile of requests in a second that is expected within a year. */
  requestsPerSecond: z.optional(z.union([positive(mostRequests), none])),
  /** Where that number comes from: today × growth × peak factor. */
  loadEvidence: z.optional(
    z.strictObject({ today: positive(mostRequests), growth: positive(mostRequests), peak: positive(mostRequests) }),
  ),
  tenancy: z.optional(z.enum(tenancies)),
  /** What one tenant pays in a year, in US dollars. */
  tenantPrice: z.optional(z.number().check(z.gte(0), z.lte(1e12))),
  style: z.optional(z.enum(styles)),
  /** What the one asynchronous lane is for. */
  asyncLane: z.optional(words),
  sensitivity: z.optional(z.enum(sensitivities)),
  /** Who answers for compliance: a name or a role. */
  complianceOwner: z.optional(words),
  /** There is a plan for encryption at rest. */
  encryptionAtRest: z.optional(z.boolean()),
  pattern: z.optional(z.enum(patterns)),
  /** Engineers. */
  teamSize: z.optional(z.int().check(z.gte(1), z.lte(1_000_000))),
  platformTeam: z.optional(z.boolean()),
  /** Contexts that are independent of each other, each with a team that owns it. */
  ownedContexts: z.optional(z.boolean()),
  /** Of production. */
  rpoMinutes: z.optional(z.union([minutes.rpo, none])),
  rtoMinutes: z.optional(z.union([minutes.rto, none])),
  /** Of other surfaces than production. */
  surfaces: z.optional(
    z
      .array(z.strictObject({ surface: words, rpoMinutes: minutes.rpo, rtoMinutes: minutes.rto }))
      .check(z.maxLength(50)),
  ),
  /** Customers see the database's data; true unless said otherwise. */
  customerFacing: z.optional(z.boolean()),
  /** `percent` of requests are good; faster than `latencyMs`, over `days`, where that is said. */
  slo: z.optional(
    z.union([
      z.strictObject({
        // 100 % leaves no budget: nothing could ever be changed.
        // Up to 1 it is a share that was meant in percent.
        percent: z.number().check(z.gt(1), z.lt(100)),
        latencyMs: z.optional(z.number().check(z.gte(0.001), z.lte(3_600_000))),
        days: z.optional(positive(3660)),
      }),
      none,
    ]),
  ),
  /** Who acts when the error budget is spent. */
  budgetOwner: z.optional(words),
  language: z.optional(languageName),
  adminPanel: z.optional(z.boolean()),
});

export type Answers = Readonly<z.output<typeof Answers>>;

/** The documented example: a customer-facing SaaS of a TypeScript team. */
export const sampleAnswers: Answers = {
  readWriteRatio: 20,
  requestsPerSecond: 50,
  tenancy: 'shared',
  sensitivity: 'pii',
  pattern: 'modular-monolith',
  teamSize: 8,
  language: 'typescript',
};
