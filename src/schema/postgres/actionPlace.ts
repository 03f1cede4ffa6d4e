/** Where an action of ALTER TABLE stands. */
import { isWords, type Source } from './source.js';

export interface ActionPlace {
  /** Its tokens, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly table: string;
}

/** The column's name in `ALTER [COLUMN] name …`, as a token. A column may be called column only in quotes. */
export function columnToken(source: Source, { from }: ActionPlace): number {
  return isWords(source, from + 1, 'column') ? from + 2 : from + 1;
}
