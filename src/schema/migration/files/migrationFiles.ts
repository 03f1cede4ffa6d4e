/** A proven migration as files: our own two, or those of the tool whose folder it is. */
import path from 'node:path';
import { Problem } from '../../../text/problem.js';
import type { Scope } from '../../diff/scope.js';
import { readMigrationMarks } from '../../project/migrationMarks.js';
import { type MigrationNaming, namingAfter, namingFor, namingOf } from '../../project/migrationNaming.js';
import { type MigrationHalves, type MigrationText, migrationTexts } from '../../project/migrationTexts.js';
import type { MigrationTool } from '../../project/project.js';
import type { LocatedHazard, Migration } from '../migration.js';
import type { Proof } from '../proof.js';
import type { Segment } from '../segments.js';
import { headerLines, type MigrationHeader } from './migrationHeader.js';
import { hazardText, proofText, titleOf } from './migrationWords.js';
import { type Piece, piecesOf } from './pieces.js';
import { segmentText, terminated } from './segmentText.js';

/** Tools for which a migration can be written. `plain`: psql, or `senior-backend database --migrate`. */
export const layoutNames = [
  ...(['plain', 'prisma', 'flyway', 'dbmate', 'golang-migrate', 'goose'] as const),
  ...(['sqlx', 'diesel', 'supabase', 'node-pg-migrate'] as const),
] as const satisfies readonly MigrationTool[];
export type LayoutName = (typeof layoutNames)[number];

export interface Layout {
  readonly name: LayoutName;
  /** Absolute: where the files go. */
  readonly folder: string;
  /** Absolute path of the migration that runs last, whose name the new ones go on from. */
  readonly newest?: string;
  /** Somebody runs the files of this folder who may take a rollback beside them for a migration. */
  readonly isRunByOthers?: boolean;
}

export interface MigrationFilesRequest {
  /** In the order in which they are applied. */
  readonly proven: readonly { readonly migration: Migration; readonly proof: Proof }[];
  readonly scope: Scope;
  readonly layout: Layout;
  /** Names the files; a folder whose newest is later goes on from that. */
  readonly now: Date;
}

export interface MigrationFile {
  /** Relative to the layout's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files, none of them twice, the way up before the way back.
 * @throws Problem when the tool cannot run what has to run outside of a transaction, or would misread the SQL.
 */
export function migrationFiles({ proven, scope, layout, now }: MigrationFilesRequest): readonly MigrationFile[] {
  const files: MigrationText[] = [];
  let naming = firstNaming(layout, now);
  for (const { migration, proof } of proven) {
    const request = { migration, proof, scope, layout };
    const versions = layout.name === 'plain' ? [undefined] : piecesOf(migration.up, migration.down);
    for (const [at, piece] of versions.entries()) {
      files.push(...(piece ? toolFiles(request, piece, at, versions.length, naming) : scriptFiles(request, naming)));
      naming = namingAfter(naming, now);
    }
  }
  return files.map(({ path: file, text }) => ({
    path: path.relative(layout.folder, file).split(path.sep).join('/'),
    text,
  }));
}

/** SQL for psql: transactions with their BEGIN and COMMIT, what cannot be in one by itself. Empty when there is nothing to do. */
export function migrationSql(
  segments: readonly Segment[],
  hazards: readonly LocatedHazard[],
  direction: 'up' | 'down',
): string {
  const own = hazards.filter(hazard => hazard.direction === direction);
  return segments.map(segment => `${segmentText(segment, 'file', own)}\n`).join('\n');
}

interface OneMigration {
  readonly migration: Migration;
  readonly proof: Proof;
  readonly scope: Scope;
  readonly layout: Layout;
}

function firstNaming({ name, folder, newest }: Layout, now: Date): MigrationNaming {
  const found = newest === undefined ? undefined : namingOf(newest);
  return found ? namingAfter(found, now) : namingFor(name, folder, now);
}

function scriptFiles(one: OneMigration, naming: MigrationNaming): readonly MigrationText[] {
  const { up, down, hazards, slug } = one.migration;
  const halves: MigrationHalves = {
    name: slug,
    up: migrationSql(up, hazards, 'up'),
    down: migrationSql(down, hazards, 'down'),
    transaction: true,
    wayBack: one.layout.isRunByOthers ? 'below' : 'beside',
  };
  return withHeads(one, naming, halves, undefined);
}

function toolFiles(
  one: OneMigration,
  piece: Piece,
  at: number,
  count: number,
  naming: MigrationNaming,
): readonly MigrationText[] {
  const { migration, layout } = one;
  const textOf = (segment: Segment | undefined, direction: 'up' | 'down') => {
    const own = migration.hazards.filter(hazard => hazard.direction === direction);
    return segment ? segmentText(segment, 'tool', own, layout.name === 'goose' ? gooseStatement : terminated) : nothing;
  };
  const halves: MigrationHalves = {
    name: count > 1 ? `${migration.slug}_part_${at + 1}` : migration.slug,
    up: textOf(piece.up, 'up'),
    down: textOf(piece.down, 'down'),
    transaction: (piece.up ?? piece.down)!.inTransaction,
    wayBack: 'beside',
  };
  return withHeads(one, naming, halves, count > 1 ? `part ${at + 1} of ${count}` : undefined);
}

/** A version with one half still has to have another. */
const nothing = '-- Nothing to do in this part.\nSELECT 1;';

/** @param part what it is of several: then nobody knows the hash of the schema between them, and the header says so. */
function withHeads(
  one: OneMigration,
  naming: MigrationNaming,
  halves: MigrationHalves,
  part: string | undefined,
): readonly MigrationText[] {
  const { layout } = one;
  mustHoldNoMarks(halves);
  // The header names the way back, whose name is known when the files are.
  const named = textsFor(layout, naming, halves);
  const ups = named.filter(({ path: file }) => file.endsWith('.sql'));
  const [up, back] = ups;
  const rollback = back && path.relative(path.dirname(up!.path), back.path).split(path.sep).join('/');
  const heads = { up: head(one, 'up', part, rollback), down: head(one, 'down', part, undefined) };
  return textsFor(layout, naming, { ...halves, heads });
}

function textsFor({ name }: Layout, naming: MigrationNaming, halves: MigrationHalves): readonly MigrationText[] {
  const texts = migrationTexts(name, naming, halves);
  if (texts) return texts;
  throw new Problem(
    `${name} runs files of SQL in a transaction, in which PostgreSQL refuses some of these statements. Compare with --offline, which needs none of them, or write plain files with --layout plain.`,
  );
}

function head(
  { migration, proof, scope }: OneMigration,
  direction: 'up' | 'down',
  part: string | undefined,
  rollback: string | undefined,
): string {
  const [from, to] = direction === 'up' ? [migration.from, migration.to] : [migration.to, migration.from];
  const header: MigrationHeader = { from, to, scope, ...(rollback !== undefined && { rollback }) };
  const hazards = migration.hazards.filter(hazard => direction === 'up' || hazard.direction === 'down');
  const title = direction === 'up' ? titleOf(migration.slug) : `roll back: ${titleOf(migration.slug)}`;
  const lines = headerLines(header, {
    title: part === undefined ? title : `${title}, ${part}`,
    hazards: [...new Set(hazards.map(hazardText))],
    proof: proofText(proof),
  });
  const said =
    part === undefined
      ? lines
      : lines.map(line => line.replace(/^-- from schema /, `-- ${part} of the way from schema `));
  return `${said.join('\n')}\n\n`;
}

/**
 * goose cuts at each semicolon that ends a line, unless it is told where a statement begins and ends (internal/sqlparser/parser.go).
 */
function gooseStatement(sql: string): string {
  const text = terminated(sql);
  const isCut = /;[ \t]*(?:--.*)?\r?\n/.test(text) || /^[ \t]*--/m.test(text);
  return isCut ? `-- +goose StatementBegin\n${text}\n-- +goose StatementEnd` : text;
}

/** The body of a function may hold a line that tools take for theirs. @throws Problem then. */
function mustHoldNoMarks({ up, down = '' }: MigrationHalves): void {
  if ([up, down].every(sql => readMigrationMarks(sql).tool === undefined)) return;
  throw new Problem(
    'A text in the schema has a line that migration tools take for a mark of theirs (such as "-- migrate:down"), so that they would misread the migration. Change that line of the function.',
  );
}
