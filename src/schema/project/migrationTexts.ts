/** A migration as the files of the tool that runs it. */
import path from 'node:path';
import { type MigrationNaming, migrationPath } from './migrationNaming.js';
import type { MigrationTool } from './project.js';

export interface MigrationHalves {
  /** snake_case words. */
  readonly name: string;
  /** Complete statements. */
  readonly up: string;
  /** Takes them back. Left out: the files have no Down half, or an empty one where the tool wants one. */
  readonly down?: string;
  /** False: the statements must not run in a transaction block. */
  readonly transaction: boolean;
  /** Comment lines at the top of each file, `down` of one that only goes back. Each ends with a line end, or is empty. */
  readonly heads?: { readonly up: string; readonly down: string };
  /**
   * The way back where the tool knows none: a comment below the way up, a file beside it, or one in the folder `down`, where tools that
   * run all that lies in theirs do not look.
   */
  readonly wayBack: 'comment' | 'beside' | 'below';
}

export interface MigrationText {
  readonly path: string;
  /** Ends with one line end. */
  readonly text: string;
}

/** The way up first. Undefined: the tool wants more than SQL files, or cannot leave its transaction. */
export function migrationTexts(
  tool: MigrationTool | undefined,
  naming: MigrationNaming,
  halves: MigrationHalves,
): readonly MigrationText[] | undefined {
  const { name, up, down, transaction, heads = { up: '', down: '' } } = halves;
  const file = (half: string, text: string, extension?: string): MigrationText => ({
    path: migrationPath(naming, name, half, extension),
    text: `${text.trimEnd()}\n`,
  });
  const inOneFile = (upMark: string, downMark: string, top = '') =>
    file('', `${top}${heads.up}${upMark}\n${up}\n\n${downMark}\n${down ?? ''}`);
  const pair = (top: string) => [
    file('up', top + heads.up + up),
    file('down', top + (down === undefined ? '' : heads.down + down)),
  ];
  switch (tool) {
    case 'prisma':
      return withWayBack(halves, file, half => file(half === 'down' ? 'down' : '', ''));
    case 'supabase':
      return withWayBack({ ...halves, wayBack: elsewhere(halves) }, file, () => inDownFolder(file('', '')));
    case 'flyway':
      return withWayBack(halves, file, () => {
        const undo = file('', '');
        return { ...undo, path: path.join(path.dirname(undo.path), path.basename(undo.path).replace(/^[vV]/, 'U')) };
      }).flatMap(one => [one, ...flywayConfiguration(one, transaction)]);
    case 'diesel': {
      const metadata = file('metadata', 'run_in_transaction = false', 'toml');
      return [...pair(''), ...(transaction ? [] : [metadata])];
    }
    case 'dbmate': {
      const options = transaction ? '' : ' transaction:false';
      return [inOneFile(`-- migrate:up${options}`, `-- migrate:down${options}`)];
    }
    case 'goose':
      return [inOneFile('-- +goose Up', '-- +goose Down', transaction ? '' : '-- +goose NO TRANSACTION\n')];
    case 'node-pg-migrate':
      return transaction ? [inOneFile('-- Up Migration', '-- Down Migration')] : undefined;
    case 'sqlx':
    case 'golang-migrate':
    case 'plain': {
      // sqlx looks for it in the very first characters of a file.
      const top = transaction || tool !== 'sqlx' ? '' : '-- no-transaction\n';
      if (naming.hasHalves) return pair(top);
      const way = tool === 'plain' ? halves : { ...halves, wayBack: elsewhere(halves) };
      return withWayBack(
        way,
        (half, text) => file(half, top + text),
        () =>
          halves.wayBack === 'beside' && tool === 'plain'
            ? { path: migrationPath(naming, `${name}_rollback`, ''), text: '' }
            : inDownFolder(file('', '')),
      );
    }
    default:
      return undefined;
  }
}

type FileOf = (half: string, text: string) => MigrationText;

/** @param back gives the place of the way back, when it is a file. */
function withWayBack(
  { up, down, heads = { up: '', down: '' }, wayBack }: MigrationHalves,
  file: FileOf,
  back: (half: 'down') => MigrationText,
): readonly MigrationText[] {
  if (down === undefined) return [file('', heads.up + up)];
  if (wayBack === 'comment') return [file('', `${heads.up}${up}\n\n${asComment('Rollback:', down)}`)];
  return [file('', heads.up + up), { path: back('down').path, text: `${(heads.down + down).trimEnd()}\n` }];
}

/** Beside the others it would be run as one of them. */
function elsewhere({ wayBack }: MigrationHalves): MigrationHalves['wayBack'] {
  return wayBack === 'beside' ? 'below' : wayBack;
}

function inDownFolder({ path: place, text }: MigrationText): MigrationText {
  return { path: path.join(path.dirname(place), 'down', path.basename(place)), text };
}

/** What Flyway runs without a transaction by itself: PostgreSQLParser.detectCanExecuteInTransaction. */
const knownToFlyway = /^(?:(?:CREATE|DROP)\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY|REINDEX|VACUUM)\b/im;

/** Flyway's script configuration, only where it is needed. It would fill in each `${…}`. */
function flywayConfiguration({ path: script, text }: MigrationText, transaction: boolean): readonly MigrationText[] {
  const lines = [
    ...(transaction || knownToFlyway.test(text) ? [] : ['executeInTransaction=false']),
    ...(text.includes('${') ? ['placeholderReplacement=false'] : []),
  ];
  return lines.length === 0 ? [] : [{ path: `${script}.conf`, text: `${lines.join('\n')}\n` }];
}

function asComment(title: string, sql: string): string {
  return [title, ...sql.split('\n')].map(line => (line ? `-- ${line}` : '--')).join('\n');
}
