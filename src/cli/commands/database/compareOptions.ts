/** The words of `--compare`, checked. */
import * as z from 'zod/mini';
import type { ScopeRequest } from '../../../database/compare/comparison.js';
import { type LayoutName, layoutNames } from '../../../schema/migration/files/migrationFiles.js';
import { Problem } from '../../../text/problem.js';
import type { Words } from '../../args.js';
import { check, oneOf } from '../../options.js';

const flag = z.optional(z.literal(true));
const words = z.optional(z.array(z.string()));
const versions = ['13', '14', '15', '16', '17', '18'] as const;
export const Options = z.object({
  compare: z.array(z.string()),
  connection: z.optional(z.string()),
  output: z.optional(z.string()),
  rename: words,
  owners: flag,
  'no-owners': flag,
  grants: flag,
  'no-grants': flag,
  schema: words,
  without: words,
  offline: flag,
  'expand-contract': flag,
  'copy-first': flag,
  'target-version': z.optional(oneOf('--target-version', versions)),
  'no-rows': flag,
  engine: z.optional(z.string()),
  layout: z.optional(oneOf('--layout', layoutNames)),
  'exit-code': flag,
  unproven: flag,
});

export interface CompareOptions {
  /** What is there, as readSource takes it. */
  readonly from: readonly string[];
  /** What it shall become. */
  readonly to: readonly string[];
  readonly scope: ScopeRequest;
  readonly renames: readonly string[];
  readonly online: boolean;
  readonly expandContract: boolean;
  readonly copyFirst: boolean;
  /** Major version. */
  readonly forVersion: number | undefined;
  readonly rows: boolean;
  readonly engine: string | undefined;
  readonly output: string | undefined;
  readonly layout: LayoutName | undefined;
  /** Different schemas are a failure. */
  readonly exitCode: boolean;
  /** Files are written even when the proof does not hold. */
  readonly unproven: boolean;
}

/** @throws Problem for what excludes each other and what is missing. */
export function readCompareOptions({ positionals, flags }: Words): CompareOptions {
  const options = check(Options, flags);
  const { connection, compare, rename = [], schema, without = [], output, layout, engine } = options;
  if (connection !== undefined && positionals.length > 0)
    throw new Problem('What is there is named twice: by --connection and by a file. Leave out one of them.');
  const from = connection === undefined ? positionals : [connection];
  if (from.length === 0)
    throw new Problem(
      'Name the schema that is there first, then what it shall become: senior-backend database old.sql --compare new.sql',
    );
  if (layout !== undefined && output === undefined)
    throw new Problem('--layout says how files are written: name their folder with --output.');
  return {
    ...{ from, to: compare, renames: rename, output, layout, engine },
    scope: {
      ...choice('owners', options.owners, options['no-owners']),
      ...choice('grants', options.grants, options['no-grants']),
      ...(schema && { onlySchemas: schema }),
      without,
    },
    online: !options.offline,
    expandContract: options['expand-contract'] ?? false,
    copyFirst: options['copy-first'] ?? false,
    forVersion: options['target-version'] === undefined ? undefined : Number(options['target-version']),
    rows: !options['no-rows'],
    exitCode: options['exit-code'] ?? false,
    unproven: options.unproven ?? false,
  };
}

/** Absent: it follows from the schemas. */
function choice(name: 'owners' | 'grants', yes: true | undefined, no: true | undefined): Partial<ScopeRequest> {
  if (yes && no) throw new Problem(`--${name} and --no-${name} exclude each other.`);
  return yes || no ? { [name]: yes ?? false } : {};
}
