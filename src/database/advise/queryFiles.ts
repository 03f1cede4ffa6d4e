/** Queries of files as a workload: nobody knows how often they run, so that each counts once. */
import { loadParser, parseFile } from '../../schema/reading/parse.js';
import { lineStarts, positionAt } from '../../text/lines.js';
import type { Workload, WorkloadQuery } from './workload.js';

export async function workloadOfFiles(
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<Workload> {
  await loadParser('postgresql');
  const queries: WorkloadQuery[] = [];
  let broken = 0;
  for (const { path, text } of files) {
    const starts = lineStarts(text);
    for (const { start, end, error, commands, queryName } of parseFile(path, text, { dialect: 'postgresql' })
      .statements) {
      if (error) broken++;
      if (error || commands.length !== 1 || commands[0]?.kind !== 'query') continue;
      queries.push({
        sql: text.slice(start, end),
        source: {
          kind: 'file',
          path,
          line: positionAt(starts, start).line,
          ...(queryName !== undefined && { name: queryName }),
        },
        calls: 1,
      });
    }
  }
  return { queries, notes: broken === 0 ? [] : [`${broken} statements do not parse and were left out.`] };
}
