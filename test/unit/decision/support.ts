import { readdirSync, readFileSync } from 'node:fs';
import nodePath from 'node:path';
import fc from 'fast-check';
import { type Answers, patterns, sensitivities, styles, tenancies } from '../../../src/decision/answers.js';
import type { Profile } from '../../../src/decision/profile.js';
import { type ProfileFile, readProfiles } from '../../../src/decision/readProfiles.js';

export const repository = nodePath.resolve(__dirname, '../../..');
const folder = nodePath.join(repository, 'profiles');

export const builtInFiles: readonly ProfileFile[] = readdirSync(folder).map(name => {
  const path = nodePath.join(folder, name);
  return { path, text: readFileSync(path, 'utf8') };
});

export const builtIn: readonly Profile[] = readProfiles(builtInFiles).profiles;

export function profileNamed(name: string): Profile {
  return builtIn.find(profile => profile.name === name)!;
}

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const positive = (max: number) => fc.double({ min: 0.001, max, noNaN: true });
const name = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter(text => text.trim() !== '');

/** Answers that are complete enough for a decision, and trip no condition to stop at but by chance. */
export const someAnswers: fc.Arbitrary<Answers> = fc
  .record({
    readWriteRatio: fc.double({ min: 0, max: 1000, noNaN: true }),
    requestsPerSecond: positive(9999),
    loadEvidence: optional(fc.record({ today: positive(100), growth: positive(10), peak: positive(10) })),
    tenancy: fc.constantFrom(...tenancies),
    tenantPrice: fc.integer({ min: 100_000, max: 1e9 }),
    style: optional(fc.constantFrom(...styles)),
    asyncLane: optional(name),
    sensitivity: fc.constantFrom(...sensitivities),
    complianceOwner: optional(name),
    encryptionAtRest: fc.constant(true),
    pattern: fc.constantFrom(...patterns),
    teamSize: fc.integer({ min: 1, max: 200 }),
    platformTeam: fc.boolean(),
    ownedContexts: fc.boolean(),
    rpoMinutes: optional(fc.integer({ min: 0, max: 2000 })),
    rtoMinutes: optional(fc.integer({ min: 1, max: 2000 })),
    slo: optional(
      fc.record(
        {
          percent: fc.double({ min: 1.001, max: 99.9999999, noNaN: true }),
          latencyMs: positive(10_000),
          days: fc.integer({ min: 1, max: 90 }),
        },
        { requiredKeys: ['percent'] },
      ),
    ),
    budgetOwner: optional(name),
    language: optional(fc.constantFrom('typescript', 'python', 'go', 'rust', 'java')),
    adminPanel: optional(fc.boolean()),
  })
  .map(answers => Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined)) as Answers);
