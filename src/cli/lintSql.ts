/** SQL files, linted: what `lint` and `database` have in common. */
import type { Dialect } from '../schema/catalog.js';
import type { Levels, SchemaFinding } from '../schema/rule.js';
import type { SchemaOptions } from '../schema/service/schemaMessages.js';
import type { SchemaService } from '../schema/service/schemaService.js';
import type { SqlTargets } from './findSql.js';
import { tuneForOneRun } from './shortLivedProcess.js';

export interface SqlLintOptions {
  readonly levels: Levels;
  readonly dialect?: Dialect;
  /** Folders of migrations below the root. */
  readonly migrations?: readonly string[];
}

/** A service that holds these files and nothing else. Heavy rooms load here. */
export async function openSchema(targets: SqlTargets, options: SqlLintOptions): Promise<SchemaService> {
  tuneForOneRun();
  const { SchemaService } = await import('../schema/service/schemaService.js');
  const service = new SchemaService();
  const { levels, dialect, migrations = [] } = options;
  const settings: SchemaOptions = {
    levels,
    migrations,
    conventions: { tableNames: 'snake_case', plural: true },
    ...(dialect && { dialect }),
  };
  await service.call('folder', { ...targets, options: settings });
  return service;
}

/** In the order of the paths and of the places in them. */
export async function sqlFindings(service: SchemaService): Promise<SchemaFinding[]> {
  const files = await service.call('lint', {});
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1)).flatMap(({ findings }) => findings);
}
