/** `--rule ID=LEVEL`. */
import * as z from 'zod/mini';
import { nearestName } from '../openapi/nearest.js';
import type { Severity } from '../text/finding.js';
import { Problem } from '../text/problem.js';
import type { Flag } from './args.js';

export const ruleFlag: Flag = {
  name: 'rule',
  value: 'ID=LEVEL',
  many: true,
  help: 'Set a rule to error, warning, info, hint or off; repeatable',
};

export const ruleSettings = z.optional(
  z.array(
    z.string().check(
      z.regex(/^[^=]+=(?:error|warning|info|hint|off)$/, {
        error: issue => `--rule ${issue.input}: write ID=LEVEL with the level error, warning, info, hint or off.`,
      }),
    ),
  ),
);

/** @throws Problem for a rule that is not among `known`, with the nearest one. */
export function ruleLevels(
  settings: readonly string[] | undefined,
  known: readonly string[],
): Record<string, Severity | 'off'> {
  const levels = levelsOf(settings);
  assertKnown(levels, known);
  return levels;
}

/** The same, whatever the rules are called. */
export function levelsOf(settings: readonly string[] | undefined): Record<string, Severity | 'off'> {
  return Object.fromEntries(
    (settings ?? []).map(setting => {
      const [id = '', level] = setting.split('=');
      return [id, level as Severity | 'off'];
    }),
  );
}

/** @throws Problem for a rule that is not among `known`, with the nearest one. */
export function assertKnown(levels: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  for (const id of Object.keys(levels)) {
    if (known.includes(id)) continue;
    const nearest = nearestName(id, known);
    const hint = nearest === undefined ? ' Each finding ends with the name of its rule.' : ` Did you mean ${nearest}?`;
    throw new Problem(`${JSON.stringify(id)} is not a rule.${hint}`);
  }
}
