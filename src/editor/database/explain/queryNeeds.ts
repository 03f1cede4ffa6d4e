/** In the thread: what a query leaves open. */
import { type Explainable, readExplainable } from '../../../database/explain/explainable.js';
import { nextChunk } from '../../../schema/reading/split.js';
import { Problem } from '../../../text/problem.js';
import type { Filled, QueryNeeds } from './explainCalls.js';

interface Place {
  readonly start: number;
  readonly end: number;
  readonly written: string;
  readonly isValue: boolean;
}

/** @throws Problem for what EXPLAIN cannot plan. */
export async function readNeeds(text: string, filled: readonly Filled[]): Promise<QueryNeeds> {
  const whole = fillBlanks(text, filled);
  const open = placesOf(whole);
  const blanks = open.filter(({ isValue }) => !isValue);
  if (blanks.length > 0) return needs(blanks);
  let explainable: Explainable;
  try {
    explainable = await readExplainable(whole);
  } catch (error) {
    // What stands for a value by its place may be more: `WHERE id = $1 ${andMore}`.
    const interpolations = open.filter(({ written }) => written.startsWith('${'));
    if (!(error instanceof Problem) || interpolations.length === 0) throw error;
    return needs(interpolations);
  }
  const { query, reads, parameters, renamed } = explainable;
  const written = new Map(renamed.map(one => [one.number, one.written]));
  return {
    blanks: [],
    parameters: Array.from({ length: parameters }, (_, at) => {
      return { number: at + 1, written: written.get(at + 1) ?? `$${at + 1}` };
    }),
    reads,
    verb: query.verb.toUpperCase(),
  };
}

function needs(places: readonly Place[]): QueryNeeds {
  return { blanks: [...new Set(places.map(({ written }) => written))], parameters: [], reads: true, verb: '' };
}

/** The text with what was said of its blanks: what is put in is not looked at again. */
export function fillBlanks(text: string, filled: readonly Filled[]): string {
  const known = new Map(filled.map(({ written, as }) => [written, as]));
  let whole = '';
  let done = 0;
  for (const { start, end, written } of known.size > 0 ? placesOf(text) : []) {
    const as = known.get(written);
    if (as === undefined) continue;
    whole += text.slice(done, start) + as;
    done = end;
  }
  return whole + text.slice(done);
}

/** Of the first statement, which is the only one that there may be. */
function placesOf(text: string): readonly Place[] {
  const placeholders = nextChunk(text, 0, 'postgresql')?.placeholders ?? [];
  return placeholders
    .filter(({ start, end }) => start < end)
    .map(({ start, end, as }) => ({ start, end, written: text.slice(start, end), isValue: as === 'value' }));
}
