/** `<tag>.handlers.ts`: the stubs with which your code starts. */

import type { Group, PlannedOperation } from '../plan.js';
import { operationComment } from '../routes/routes.js';
import { lineComment, stringLiteral } from '../source.js';
import type { TableCode, WrittenHandler } from '../tableCode.js';
import type { FreshHandlers, Stub } from './merge.js';

export function freshHandlers(group: Group, tables?: TableCode): FreshHandlers {
  const written = group.operations.map(planned => ({ planned, handler: tables?.handler(planned, group) }));
  const needed = new Map(written.flatMap(({ handler }) => handler?.imports ?? []).map(one => [one.source, one]));
  return {
    header: lineComment(
      `${group.title}: this file is yours. New operations of the spec are added at its end, nothing else changes.`,
    ),
    imports: [
      { local: 'notImplemented', source: "import { notImplemented } from './runtime/http.js';" },
      { local: 'api', source: `import type * as api from './${group.file}.routes.js';` },
      ...needed.values(),
    ],
    stubs: written.map(({ planned, handler }) => (handler ? writtenHandler(planned, handler) : stub(planned))),
  };
}

function writtenHandler(planned: PlannedOperation, { source }: WrittenHandler): Stub {
  const { name, type } = planned;
  return { name, source: `${operationComment(planned)}export const ${name}: api.${type} = ${source};\n` };
}

function stub(planned: PlannedOperation): Stub {
  const { name, type } = planned;
  const head = `export const ${name}: api.${type} = async (request, context) =>`;
  const call = `notImplemented(${stringLiteral(name)}, request, context);`;
  const line = `${head} ${call}`;
  return { name, source: `${operationComment(planned)}${line.length <= 120 ? line : `${head}\n  ${call}`}\n` };
}
