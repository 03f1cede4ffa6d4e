/** What a proof of a migration's files says: a sentence, and a report as Markdown. */
import type { RowProof } from '../../../schema/migration/proof.js';
import { markdownCode, markdownText } from '../../../schema/navigation/markdown.js';
import { document, dryTable, failureParts, noteParts } from '../../apply/output/markdown.js';
import { countOf, span } from '../../apply/output/words.js';
import { type DirectionProof, type FileProof, isProven, losesUnsaid } from './fileProof.js';

/** `Up reaches the schema that the header promises, down comes back, 48 rows in 12 tables kept.` */
export function proofSentence(proof: FileProof): string {
  const { up, down, hasWayBack, promise, rows } = proof;
  if (up.failure) return `Fails at line ${up.failure.position.line + 1}.`;
  const there = promise
    ? promise.isReached
      ? 'up reaches the schema that the header promises'
      : 'up does NOT reach the schema that the header promises'
    : 'up runs';
  const parts = [there, downWords(down, hasWayBack), ...(rows ? [rowWords(rows)] : [])];
  const text = parts.join(', ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** For a lens: `Proven: up and down`. */
export function proofLabel(proof: FileProof): string {
  if (isProven(proof)) {
    const ways = proof.down ? 'up and down' : 'up';
    return losesUnsaid(proof) ? `Proven: ${ways}, but values are lost` : `Proven: ${ways}`;
  }
  const { up, down, promise } = proof;
  if (up.failure) return 'Not proven: up fails';
  if (promise?.isReached === false) return 'Not proven: does not arrive';
  if (down?.failure) return 'Not proven: down fails';
  if (down && down.differences.length > 0) return 'Not proven: does not come back';
  return proof.rows?.refused ? 'Not proven: fails with rows' : 'Not proven: loses rows';
}

export function proofMarkdown(proof: FileProof): string {
  const { name, engine, start, up, down, rows, promise, notes, milliseconds } = proof;
  const fact = (isGood: boolean, text: string) => `- ${isGood ? '✔' : '✖'} ${text}`;
  const facts = [
    fact(!up.failure, up.failure ? 'Up fails.' : 'Up runs to its end.'),
    ...(promise
      ? [
          fact(
            promise.isReached,
            promise.isReached
              ? `It reaches the schema that the header promises (${markdownCode(promise.wanted)}).`
              : `It leads to another schema (${markdownCode(promise.found)}) than the header promises (${markdownCode(promise.wanted)}).`,
          ),
        ]
      : []),
    ...(down
      ? [
          fact(
            !down.failure && down.differences.length === 0,
            down.failure
              ? 'Down fails.'
              : down.differences.length === 0
                ? 'Down comes back.'
                : 'Down does not come back.',
          ),
        ]
      : up.failure
        ? []
        : ['- ⚠ Nobody wrote a way back.']),
    ...(rows ? rowFacts(rows, isProven(proof)) : []),
  ];
  return document([
    `# ${isProven(proof) ? '✔ Proven' : '✖ Not proven'}: ${markdownText(name)}`,
    `Tried on PostgreSQL ${markdownText(engine.version)} (${engine.kind}), starting from ${markdownText(start.label)}, in ${span(milliseconds)}.`,
    facts.join('\n'),
    ...noteParts(notes),
    ...directionParts('Up', up),
    ...(down ? directionParts('Down', down) : []),
    ...(rows ? rowParts(rows) : []),
  ]);
}

function downWords(down: DirectionProof | undefined, hasWayBack: boolean): string {
  if (!hasWayBack) return 'there is no way back';
  if (!down) return 'down was not tried';
  if (down.failure) return `down fails at line ${down.failure.position.line + 1}`;
  return down.differences.length === 0 ? 'down comes back' : 'down does NOT come back';
}

function rowWords({ tables, rows, lost, refused }: RowProof): string {
  const made = `${countOf(rows, 'sample row')} in ${countOf(tables, 'table')}`;
  if (refused) return `with ${made} a statement fails`;
  if (tables === 0) return 'there are no rows that it could lose';
  if (lost.length === 0) return `${made} kept`;
  const isExpected = lost.every(one => one.isExpected);
  return `${made} kept ${isExpected ? 'but for what the hazards say' : `but for values in ${countOf(lost.length, 'place')}`}`;
}

function rowFacts({ tables, rows, lost, refused }: RowProof, isFine: boolean): readonly string[] {
  if (tables === 0) return [];
  const made = `${countOf(rows, 'sample row')} in ${countOf(tables, 'table')}`;
  if (refused) {
    const end = refused.isExpected ? ', as the hazards say' : '';
    return [`- ${refused.isExpected ? '⚠' : '✖'} Of ${made} it refuses some${end}: see below.`];
  }
  if (lost.length === 0) return [`- ✔ ${made} kept.`];
  const isExpected = lost.every(one => one.isExpected);
  return [
    `- ${isExpected || isFine ? '⚠' : '✖'} ${made}: some values are lost${isExpected ? ', as the hazards say' : ''}.`,
  ];
}

function directionParts(title: string, { statements, failure, differences }: DirectionProof): readonly string[] {
  return [
    `## ${title}`,
    ...(failure ? failureParts(failure) : []),
    ...(differences.length === 0
      ? []
      : [`What differs from how it was before:`, differences.map(text => `- ${markdownText(text)}`).join('\n')]),
    dryTable(statements),
  ];
}

function rowParts({ lost, refused, without }: RowProof): readonly string[] {
  const lines = [
    ...(refused
      ? [`- ${refused.direction}: ${markdownCode(firstLine(refused.sql))} is refused: ${markdownText(refused.message)}`]
      : []),
    ...lost.map(({ direction, table, column, count, isExpected }) => {
      const what =
        column === undefined
          ? `${countOf(count, 'row')} of ${markdownCode(table)}`
          : `${countOf(count, 'value')} of ${markdownCode(`${table}.${column}`)}`;
      return `- ${direction}: ${what} lost${isExpected ? ', as a hazard says' : ''}`;
    }),
    ...without.map(({ table, reason }) => `- No row could be made for ${markdownCode(table)}: ${markdownText(reason)}`),
  ];
  return lines.length === 0 ? [] : ['## Rows', lines.join('\n')];
}

function firstLine(sql: string): string {
  const line = sql.split(/\r?\n/, 1)[0]!;
  return line.length < sql.length ? `${line} …` : line;
}
