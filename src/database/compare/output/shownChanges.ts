/** The statements of a migration, as a person sorts them: what is new, what changes, what is gone. */

export type Verb = 'add' | 'change' | 'remove';

export interface ShownChange {
  readonly verb: Verb;
  /** One line, not longer than a terminal is wide. */
  readonly text: string;
}

const widest = 100;

/**
 * @param up statements of the way there, which are our own: their words stand in one order.
 * @param down statements of the way back: what it drops is new.
 */
export function shownChanges(up: readonly string[], down: readonly string[]): readonly ShownChange[] {
  const made = new Set(up.flatMap(sql => nameIn(sql, /^CREATE (?:OR REPLACE )?/) ?? []));
  const dropped = new Set(up.flatMap(sql => nameIn(sql, /^DROP /) ?? []));
  const droppedBack = new Set(down.flatMap(sql => nameIn(sql, /^DROP /) ?? []));
  const shown: ShownChange[] = [];
  for (const sql of up) {
    const create = nameIn(sql, /^CREATE (?:OR REPLACE )?/);
    const drop = nameIn(sql, /^DROP /);
    if (drop !== undefined && made.has(drop)) continue;
    if (create !== undefined && dropped.has(create))
      shown.push({ verb: 'change', text: `${oneLine(create)} is made anew` });
    else if (create !== undefined && /^CREATE OR REPLACE/.test(sql) && !droppedBack.has(create))
      shown.push({ verb: 'change', text: headOf(sql) });
    else shown.push({ verb: verbOf(sql), text: headOf(sql) });
  }
  return shown;
}

/** The statement when it is short, else its first line. Line ends and what is invisible are left to the printer. */
export function headOf(sql: string): string {
  const line = oneLine(sql);
  if (line.length <= widest) return line;
  const first = oneLine(sql.split('\n', 1)[0]!.replace(/\s*\($/, ''));
  return first.length <= widest ? `${first} …` : `${first.slice(0, widest - 1)}…`;
}

function verbOf(sql: string): Verb {
  if (/^(?:CREATE\s|ALTER TABLE (?:ONLY )?(?:"[^"]*"|[^\s"])+ ADD (?:COLUMN|CONSTRAINT)\s)/.test(sql)) return 'add';
  return /^(?:DROP\s|ALTER TABLE (?:ONLY )?(?:"[^"]*"|[^\s"])+ DROP (?:COLUMN|CONSTRAINT)\s)/.test(sql)
    ? 'remove'
    : 'change';
}

const kinds =
  'TABLE|VIEW|MATERIALIZED VIEW|FUNCTION|PROCEDURE|AGGREGATE|INDEX|TYPE|DOMAIN|SEQUENCE|SCHEMA|EXTENSION|TRIGGER|POLICY|RULE';
const named = new RegExp(
  `^(?:UNLOGGED |UNIQUE )?(${kinds}) (?:CONCURRENTLY )?(?:IF (?:NOT )?EXISTS )?((?:"(?:[^"]|"")*"|[^\\s"(])+)`,
);

/** `VIEW public.v`; an index without its schema, which CREATE does not say. */
function nameIn(sql: string, verb: RegExp): string | undefined {
  const start = verb.exec(sql);
  const found = start && named.exec(sql.slice(start[0].length));
  if (!found) return undefined;
  const [, kind, name = ''] = found;
  const on =
    kind === 'TRIGGER' || kind === 'POLICY' || kind === 'RULE'
      ? / ON ((?:"(?:[^"]|"")*"|[^\s"])+)/.exec(sql)?.[1]
      : undefined;
  if (kind === 'INDEX') return `INDEX ${name.replace(/^.*\.(?=[^."]+$|"(?:[^"]|"")*"$)/, '')}`;
  return on === undefined ? `${kind} ${name}` : `${kind} ${name} ON ${on}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
