import type { ServerMessage } from '../../session.js';
import type { TableFacts } from './tableFacts.js';

/** The server's words, or `time`: there was none left, or what it refers to and has no row either. */
export type Refusal = ServerMessage | 'time' | { readonly needs: string };

/** For people: why a table has no sample rows. */
export function whyWithout(table: TableFacts, refusal: Refusal | undefined): string {
  if (table.isPartitioned && table.partitions.length === 0) return 'It has no partitions that could hold a row.';
  if (refusal === undefined) return 'A trigger or a rule turns its rows away.';
  if (refusal === 'time') return 'There was no time left.';
  if ('needs' in refusal) return `It refers to ${refusal.needs}, which has no row.`;
  if (/^(?:22|23)/.test(refusal.code))
    return `No row was found that it takes. PostgreSQL said of the last one: ${refusal.message}.`;
  return `A trigger or a function of the schema refuses its rows: ${refusal.message}.`;
}
