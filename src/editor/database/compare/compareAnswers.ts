/** In the thread: comparisons on a PostgreSQL of our own. */
import { compareSchemas } from '../../../database/compare/compareSchemas.js';
import type { Comparison } from '../../../database/compare/comparison.js';
import { progressText } from '../../../database/compare/output/compareProgress.js';
import { hazardWords, isProven, proofFailures } from '../../../database/compare/output/proofWords.js';
import { downSql, upSql } from '../../../database/compare/output/provenSql.js';
import { schemaText } from '../../../database/compare/output/schemaText.js';
import { shownChanges } from '../../../database/compare/output/shownChanges.js';
import { readLayout, unwrittenWords } from '../../../database/compare/readLayout.js';
import type { Inventory } from '../../../schema/inventory.js';
import { migrationFiles } from '../../../schema/migration/files/migrationFiles.js';
import { readMigrationHeader } from '../../../schema/migration/files/migrationHeader.js';
import { proofText, titleOf } from '../../../schema/migration/files/migrationWords.js';
import { type HazardSeverity, hazardSeverity } from '../../../schema/migration/hazardSeverity.js';
import type { Proof } from '../../../schema/migration/proof.js';
import type { Segment } from '../../../schema/migration/segments.js';
import { type Answers, tell } from '../../answerCalls.js';
import type { DatabaseTold } from '../databaseCalls.js';
import { inJob } from '../jobs.js';
import { withEngine } from '../ownEngine.js';
import type { CompareAsk, CompareCalls, Compared, ShownHazard, Written } from './compareCalls.js';
import { inEditorWords } from './editorWords.js';
import { gitRevisions } from './gitRevisions.js';
import { sourceOf } from './sourceOf.js';

export const compareAnswers: Answers<CompareCalls> = {
  compareSchemas: ({ job, ...ask }) =>
    inJob(job, signal => inEditorWords(() => compare(ask, signal, progress => tell<DatabaseTold>({ job, progress })))),
  newMigrationFiles: ({ written, root, folder, now }) =>
    inEditorWords(async () => {
      const { layout, unwritten, texts } = await readLayout(root, folder);
      const { migrations: proven, scope } = written;
      const already = [...texts].find(([, text]) => isSameWay(text, proven))?.[0];
      return {
        files: migrationFiles({ proven, scope, layout, now: new Date(now) }),
        layout: layout.name,
        ...(already !== undefined && { already }),
        ...(unwritten !== undefined && { warning: unwrittenWords(unwritten) }),
      };
    }),
  gitRevisions: ({ folder }) => gitRevisions(folder),
};

async function compare(ask: CompareAsk, signal: AbortSignal, say: (text: string) => void): Promise<Compared> {
  const { engine: choice, held, from, to, ...options } = ask;
  // Both are read before a server is started: what is misspelt is told at once.
  const texts = new Map(held);
  const sources = { from: await sourceOf(from, texts, signal), to: await sourceOf(to, texts, signal) };
  say(progressText('engine'));
  const seen: Inventory[] = [];
  const comparison = await withEngine(choice, signal, engine =>
    compareSchemas({ ...options, ...sources }, engine, {
      signal,
      onProgress: (...told) => say(progressText(...told)),
      onSchemas: (...both) => seen.push(...both),
    }),
  );
  const warnings = [sources.from, sources.to].flatMap(one => (one.kind === 'server' ? one.settings.warnings : []));
  return comparedOf(comparison, seen, warnings);
}

function comparedOf(
  comparison: Comparison,
  [before, after]: readonly Inventory[],
  warnings: readonly string[],
): Compared {
  const { from, to, migrations, scope, renames, possibleRenames, unmodelled } = comparison;
  const texts = [before, after].map(inventory => inventory && schemaText(inventory));
  const [one, other] = texts;
  const [first] = migrations;
  return {
    ...{ from, to, renames, possibleRenames, unmodelled, warnings },
    isEqual: migrations.length === 0,
    isProven: isProven(comparison),
    proofs: migrations.map(({ proof }) => proofText(proof)),
    provenOn: provenOn(migrations.map(({ proof }) => proof)),
    failures: migrations.flatMap(({ proof }) => proofFailures(proof)),
    hazards: hazardsOf(comparison),
    changes: migrations.flatMap(({ migration: { up, down } }) => shownChanges(statementsOf(up), statementsOf(down))),
    upSql: upSql(migrations),
    downSql: downSql(migrations),
    title: first ? titleOf(first.migration.slug) : '',
    written: { migrations, scope },
    ...(one !== undefined && other !== undefined && { schemas: [one, other] }),
  };
}

/** Whether a file of ours begins the same way: the header tells from which schema it leads to which. */
function isSameWay(text: string, [first]: Written['migrations']): boolean {
  const header = readMigrationHeader(text);
  return first !== undefined && header?.from === first.migration.from && header.to === first.migration.to;
}

function provenOn(proofs: readonly Proof[]): string {
  const [first] = proofs;
  if (!first) return '';
  const { engine, rows } = first;
  const made = rows ? `, with ${counted(rows.rows, 'row')} in ${counted(rows.tables, 'table')}` : '';
  return `PostgreSQL ${engine.version} (${engine.kind}), up and down${made}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const severities: readonly HazardSeverity[] = ['danger', 'warning', 'note'];

function hazardsOf({ migrations }: Comparison): readonly ShownHazard[] {
  const all = migrations
    .flatMap(({ migration }) => migration.hazards)
    .map(hazard => ({
      ...{ severity: hazardSeverity(hazard), direction: hazard.direction, text: hazardWords(hazard) },
    }));
  const unique = [...new Map(all.map(hazard => [JSON.stringify(hazard), hazard])).values()];
  const rank = ({ direction, severity }: ShownHazard) => (direction === 'up' ? 0 : 10) + severities.indexOf(severity);
  return unique.sort((a, b) => rank(a) - rank(b));
}

function statementsOf(segments: readonly Segment[]): readonly string[] {
  return segments.flatMap(({ statements }) => statements.map(({ sql }) => sql));
}
