/** The words of `--migrate` and `--rollback`, checked. */
import * as z from 'zod/mini';
import type { ApplyOptions } from '../../../database/apply/performRun.js';
import { Problem } from '../../../text/problem.js';
import type { Words } from '../../args.js';
import { check } from '../../options.js';

const flag = z.optional(z.literal(true));
const Options = z.object({
  migrate: z.optional(z.string()),
  rollback: z.optional(z.string()),
  connection: z.optional(z.string()),
  'dry-run': flag,
  yes: flag,
  'any-schema': flag,
  engine: z.optional(z.string()),
  'lock-timeout': seconds('--lock-timeout', 0.001),
  wait: seconds('--wait', 0),
});

export interface RunWords {
  /** Of `--migrate`, or `--rollback`, which may be `last`. */
  readonly file: string;
  readonly connection: string | undefined;
  readonly isDry: boolean;
  readonly yes: boolean;
  readonly engine: string | undefined;
  readonly apply: ApplyOptions;
}

/** @throws Problem for words that make no sense. */
export function readRunWords({ positionals, flags }: Words): RunWords {
  const options = check(Options, flags);
  const { migrate, rollback, connection, engine } = options;
  if (positionals.length > 0)
    throw new Problem(`One migration at a time: ${JSON.stringify(positionals[0])} is one word too many.`);
  const { 'lock-timeout': lockTimeout, wait } = options;
  return {
    file: migrate ?? rollback ?? 'last',
    ...{ connection, engine },
    isDry: options['dry-run'] ?? false,
    yes: options.yes ?? false,
    apply: {
      anySchema: options['any-schema'] ?? false,
      ...(lockTimeout !== undefined && { lockTimeout: Math.round(lockTimeout * 1000) }),
      ...(wait !== undefined && { patience: wait * 1000 }),
    },
  };
}

function seconds(name: string, least: number) {
  const message = `${name} is a number of seconds, ${least === 0 ? '0 or more' : 'more than 0'}.`;
  return z.optional(
    z.pipe(
      z.pipe(z.string().check(z.regex(/^\d+(?:\.\d+)?$/, { error: message })), z.transform(Number)),
      z.number().check(z.minimum(least, { error: message }), z.maximum(86_400, { error: `${name} is a day at most.` })),
    ),
  );
}
