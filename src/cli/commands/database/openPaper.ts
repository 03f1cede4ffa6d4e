/** Schemas on paper: SQL files, replayed without a server. What `--analyze` and `--suggest-indexes` have in common. */
import nodePath from 'node:path';
import * as z from 'zod/mini';
import type { SchemaService } from '../../../schema/service/schemaService.js';
import { Problem } from '../../../text/problem.js';
import type { Words } from '../../args.js';
import { type SqlTargets, sqlTargets } from '../../findSql.js';
import { openSchema } from '../../lintSql.js';
import { check, oneOf } from '../../options.js';
import { ruleLevels, ruleSettings } from '../../ruleLevels.js';
import { dialects } from './form.js';

export const Options = z.object({
  output: z.optional(z.string()),
  dialect: z.optional(oneOf('--dialect', dialects)),
  migrations: z.optional(z.array(z.string())),
  rule: ruleSettings,
});

export interface Paper {
  readonly service: SchemaService;
  /** How many were read. */
  readonly files: number;
  readonly output: string | undefined;
}

/** @throws Problem for wrong flags and for what cannot be read. */
export async function openPaper(words: Words): Promise<Paper> {
  const { output, dialect, migrations, rule } = check(Options, words.flags);
  if (words.positionals.length === 0)
    throw new Problem('Name at least one file or folder: senior-backend database schema.sql');
  const targets = await sqlTargets(words.positionals);
  const { allRules } = await import('../../../schema/rules/allRules.js');
  const levels = ruleLevels(
    rule,
    allRules.map(({ id }) => id),
  );
  const folders = migrations?.map(folder => migrationsFolder(targets, folder));
  const service = await openSchema(targets, {
    levels,
    ...(dialect && { dialect }),
    ...(folders && { migrations: folders }),
  });
  return { service, files: targets.paths.length, output };
}

/** Relative to the root. @throws Problem when none of the files is in it. */
function migrationsFolder({ root, paths }: SqlTargets, name: string): string {
  const path = nodePath.resolve(name);
  if (paths.some(file => file.startsWith(path + nodePath.sep))) return nodePath.relative(root, path);
  throw new Problem('None of the files is in this folder of migrations: name it among the files, too.', { path });
}
