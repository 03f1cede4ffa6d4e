/** Resources become the code that serves them. */

import { fileStem } from '../../scaffold/names/fileStem.js';
import type { Plan, PlannedOperation } from '../../scaffold/plan.js';
import type { Source, TableCode } from '../../scaffold/tableCode.js';
import type { Resource, ResourceOperation } from '../resource.js';
import { constraintsSource, schemaSource, yours } from './databaseFiles.js';
import { handlerOf } from './handlers.js';
import { queriesSource } from './queries.js';

export interface TableCodeOptions {
  readonly authenticated: boolean;
  /** Of PGlite, that the schema needs. */
  readonly extensions: readonly string[];
  /** SQL that makes the schema, for the embedded server of the generated API. */
  readonly schemaSql: string;
}

/** @param operations by operationId, as the description was first written */
export function tableCode(
  resources: readonly Resource[],
  operations: ReadonlyMap<string, ResourceOperation>,
  options: TableCodeOptions,
): TableCode {
  const taken = new Map<string, number>();
  const stems = new Map(resources.map(one => [one, fileStem(one.segment, taken) ?? fileStem('table', taken)!]));
  const bySegment = new Map(resources.map(one => [one.segment, one]));
  const stem = (resource: Resource) => stems.get(resource)!;
  return {
    generated: plan => {
      const planned = plannedOperations(plan);
      const context = {
        typeOf: (id: string) => planned.get(id)?.type,
        shapeType: (component: string) => plan.shapes.get(`#/components/schemas/${component}`)?.type ?? component,
        resource: (segment: string) => bySegment.get(segment)!,
        stem,
      };
      const queries = resources.map(
        (one): Source => ({ path: `${stem(one)}.queries.ts`, text: queriesSource(one, context) }),
      );
      return [
        ...queries,
        { path: 'constraints.ts', text: constraintsSource(resources) },
        { path: 'schema.ts', text: schemaSource(options.schemaSql) },
      ];
    },
    yours: () => yours({ ...options, rowSecurity: resources.some(({ rowSecurity }) => rowSecurity) }),
    handler: ({ operation }) => {
      const known = operation.id === undefined ? undefined : operations.get(operation.id);
      return known && handlerOf(known, stem(known.resource));
    },
  };
}

/** By the operationId of the description. */
function plannedOperations(plan: Plan): ReadonlyMap<string, PlannedOperation> {
  return new Map(
    plan.groups.flatMap(({ operations }) =>
      operations.flatMap(one => (one.operation.id === undefined ? [] : [[one.operation.id, one] as const])),
    ),
  );
}
