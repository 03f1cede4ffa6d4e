/** In the thread: what became of sample rows, at the statements that did it. */

import { countOf } from '../../../database/apply/output/words.js';
import type { DirectionProof, FileProof } from '../../../database/prove/file/fileProof.js';
import type { LostValues, RowProof } from '../../../schema/migration/proof.js';
import type { ShownProblem } from './migrationCalls.js';

export function rowProblems({ up, down }: FileProof, { lost, refused }: RowProof): readonly ShownProblem[] {
  const wayOf = (direction: 'up' | 'down') => (direction === 'up' ? up : down);
  const problems: ShownProblem[] = [];
  if (refused) {
    const way = wayOf(refused.direction);
    if (way) {
      const head = oneLine(refused.sql);
      problems.push({
        path: way.path,
        at: placeOf(way, one => head.startsWith(one.replace(/…$/, ''))),
        severity: refused.isExpected ? 'info' : 'warning',
        message: `Fails on rows that the schema allows, though not on empty tables: ${refused.message}`,
      });
    }
  }
  for (const loss of lost) {
    const way = wayOf(loss.direction);
    if (way) problems.push(lossProblem(way, loss));
  }
  return problems;
}

function lossProblem(way: DirectionProof, { table, column, count, isExpected }: LostValues): ShownProblem {
  const what =
    column === undefined ? `${countOf(count, 'row')} of ${table}` : `${countOf(count, 'value')} of ${table}.${column}`;
  const name = lastName(table);
  const mentions = (head: string, word: string) => head.toLowerCase().includes(word.toLowerCase());
  const ofColumn = placeOf(way, head => column !== undefined && mentions(head, name) && mentions(head, column));
  const at = ofColumn.line > 0 ? ofColumn : placeOf(way, head => mentions(head, name));
  const why = isExpected ? ', as the header says' : '';
  return {
    path: way.path,
    at,
    severity: isExpected ? 'info' : 'warning',
    message: `Of the sample rows, ${what} ${count === 1 ? 'is' : 'are'} lost${why}.`,
  };
}

/** Of the first statement whose beginning is meant; else the file's beginning. */
function placeOf({ statements }: DirectionProof, isMeant: (head: string) => boolean) {
  return statements.find(({ head }) => isMeant(head))?.position ?? { line: 0, character: 0 };
}

/** `public."odd name"` → `odd name` */
function lastName(table: string): string {
  return (/(?:^|\.)(?:"((?:[^"]|"")+)"|([^."]+))$/.exec(table)?.slice(1).find(Boolean) ?? table).replaceAll('""', '"');
}

function oneLine(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim();
}
