/** An architecture profile: what it is made for, what it promises, what it is built with. Data, checked at the door. */
import * as z from 'zod/mini';
import { patterns, sensitivities, styles, tenancies } from './answers.js';

const text = (about: string, most = 500) =>
  z.string().check(z.minLength(1), z.maxLength(most), z.regex(/\S/), z.describe(about));
const texts = (about: string, least = 0) =>
  z.array(text('One of them.', 200)).check(z.minLength(least), z.maxLength(50), z.describe(about));
const some = <T extends z.ZodMiniType>(each: T, about: string) =>
  z.array(each).check(z.minLength(1), z.maxLength(20), z.describe(about));
const milliseconds = (about: string) =>
  z.optional(z.number().check(z.gte(0.001), z.lte(3_600_000), z.describe(`${about}, in milliseconds.`)));
const minutes = (about: string, least: typeof z.gt | typeof z.gte) =>
  z.optional(z.number().check(least(0), z.lte(5_256_000), z.describe(`${about}, in minutes.`)));
const engineers = (about: string) => z.optional(z.int().check(z.gte(1), z.lte(1_000_000), z.describe(about)));
const rate = (about: string) => z.optional(z.number().check(z.gt(0), z.lte(1e9), z.describe(about)));

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const inOrder = () =>
  z.refine<Bounds>(({ min = -Infinity, max = Infinity }) => min <= max, {
    error: 'min is more than max: nothing would ever fit.',
  });
const bounded = () =>
  z.refine<Bounds>(({ min, max }) => min !== undefined || max !== undefined, { error: 'This needs min, max or both.' });

const Stack = z
  .strictObject({
    languages: some(
      z.string().check(z.maxLength(40), z.regex(/^[a-z0-9][a-z0-9 .+#-]*$/)),
      'Languages of the team that this is for, in small letters: "typescript", "go".',
    ),
    runtime: text('What it runs on, with the version.', 200),
    framework: texts('Frameworks to choose from, the first one first.'),
    data: texts('How it speaks to the database.'),
    jobs: z.optional(texts('How it works in the background.')),
    cache: z.optional(texts('What it caches in, and when.')),
    tests: texts('What it is tested with.'),
  })
  .check(z.describe('One way to build it; a profile for several languages has several.'));

const AntiPattern = z.strictObject({
  severity: z.enum(['kill', 'warn']).check(z.describe('kill: not with this profile. warn: only with a reason.')),
  what: text('What not to do.'),
  instead: text('What to do instead.'),
});

const Targets = z
  .strictObject({
    p50Ms: milliseconds('Median latency'),
    p95Ms: milliseconds('95th percentile of latency'),
    p99Ms: milliseconds('99th percentile of latency'),
    uptimePercent: z.optional(
      z.number().check(z.gt(1), z.lt(100), z.describe('Share of good requests, in percent, below 100.')),
    ),
    rpoMinutes: minutes('Data that may be lost (recovery point objective)', z.gte),
    rtoMinutes: minutes('Time until it runs again (recovery time objective)', z.gt),
  })
  .check(
    z.refine<{ readonly p50Ms?: number; readonly p95Ms?: number; readonly p99Ms?: number }>(
      ({ p50Ms, p95Ms, p99Ms }) => {
        const given = [p50Ms, p95Ms, p99Ms].filter(value => value !== undefined);
        return given.every((value, index) => index === 0 || given[index - 1]! <= value);
      },
      { error: 'A higher percentile is never faster: p50Ms ≤ p95Ms ≤ p99Ms.' },
    ),
    z.describe('What it promises. A target that is left out makes every recommendation of this profile incomplete.'),
  );

export const Profile = z
  .strictObject({
    $schema: z.optional(z.string()),
    name: z
      .string()
      .check(
        z.maxLength(60),
        z.regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, { error: 'A name is small letters, digits and single hyphens.' }),
        z.describe('Its name, unlike that of any other profile: "node-express".'),
      ),
    when: text('Who it is for, in a few words.'),
    teamSize: z
      .strictObject({ min: engineers('At least so many engineers.'), max: engineers('At most so many engineers.') })
      .check(inOrder(), bounded(), z.describe('The size of team that it fits.')),
    tenancy: some(z.enum(tenancies), 'How tenants may be kept apart.'),
    highestSensitivity: z.enum(sensitivities).check(z.describe('The most sensitive data that it may hold.')),
    patterns: some(z.enum(patterns), 'What it may be built as.'),
    styles: some(
      z.enum(styles),
      'How its parts may speak to each other. async-lane: synchronous, and one named queue.',
    ),
    requestsPerSecond: z.optional(
      z
        .strictObject({
          min: rate('Below it this is too much machinery.'),
          max: rate('Above it this is not argued for.'),
        })
        .check(inOrder(), bounded(), z.describe('The load (99th percentile within a year) that it is argued for.')),
    ),
    requires: z.optional(
      z.array(z.enum(['admin-panel', 'platform-team'])).check(z.describe('What has to be said, or it does not fit.')),
    ),
    targets: Targets,
    stacks: some(Stack, 'What it is built with.'),
    antiPatterns: z.array(AntiPattern).check(z.maxLength(50), z.describe('What does not belong here.')),
    approvers: some(
      z.strictObject({
        change: text('The kind of change.', 200),
        roles: texts('Who has to agree, all of them.', 1),
      }),
      'Who approves which change. The engine never approves.',
    ),
    sources: texts('The works that it rests on, cited exactly.'),
  })
  .check(z.meta({ title: 'Architecture profile', description: 'A profile for "senior-backend decide".' }));

export type Profile = Readonly<z.output<typeof Profile>>;
export type Stack = Profile['stacks'][number];

/** The published JSON Schema (draft 7, which VS Code knows best) of a profile's file. */
export function profileJsonSchema(): object {
  return z.toJSONSchema(Profile, { target: 'draft-7', io: 'input' });
}
