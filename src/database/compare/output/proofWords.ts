/** What a proof is worth, and what the hazards are, in words. */
import type { Hazard } from '../../../schema/diff/statement.js';
import type { Proof } from '../../../schema/migration/proof.js';
import { counted } from '../../../text/sentence.js';
import type { Comparison } from '../comparison.js';
import { headOf } from './shownChanges.js';

/** Both ways arrive, and rows survive but for what the hazards say. */
export function isProven({ migrations }: Comparison): boolean {
  return migrations.every(({ proof }) => holds(proof));
}

function holds({ up, down, rows }: Proof): boolean {
  const isLost = rows?.lost.some(({ isExpected }) => !isExpected) ?? false;
  return up.isReached && down.isReached && !isLost && (rows?.refused?.isExpected ?? true);
}

/** Why a proof does not hold; empty when it does. */
export function proofFailures({ up, down, rows }: Proof): readonly string[] {
  const ways = (
    [
      ['up', up],
      ['down', down],
    ] as const
  ).flatMap(([direction, { isReached, missing, refused }]) => [
    ...(refused ? [`${direction}: PostgreSQL refuses ${headOf(refused.sql)}: ${refused.message}`] : []),
    ...(isReached ? [] : missing.map(what => `${direction}: still differs: ${what}`)),
  ]);
  const lost = (rows?.lost ?? [])
    .filter(({ isExpected }) => !isExpected)
    .map(
      ({ direction, table, column, count }) =>
        `${direction}: ${counted(count, column === undefined ? 'row' : 'value')} of ${column === undefined ? table : `${table}.${column}`} lost`,
    );
  const refused = rows?.refused;
  const rowsRefused =
    refused && !refused.isExpected
      ? [`${refused.direction}: with rows, PostgreSQL refuses ${headOf(refused.sql)}: ${refused.message}`]
      : [];
  return [...ways, ...lost, ...rowsRefused];
}

/** `deletes data: The rows of public.users are lost.` */
export function hazardWords({ kind, reason }: Hazard): string {
  return `${kind.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)}: ${reason}`;
}
