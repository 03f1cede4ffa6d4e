/** In the thread: the last report of each connection, in the storage of the workspace. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import nodePath from 'node:path';
import * as z from 'zod/mini';
import type { DatabaseReport, Section } from '../../../database/live/report.js';
import { Problem } from '../../../text/problem.js';
import type { ReportPlace } from './liveCalls.js';

/** Grows when the shape changes: what an older version has written is analysed anew. */
const format = 1;

const name = z.object({ schema: z.string(), name: z.string() });
const texts = z.array(z.string());
const count = z.number();
const text = z.optional(z.string());
const severity = z.enum(['error', 'warning', 'info', 'hint']);
const bloat = z.optional(z.object({ bytes: count, share: count, isMeasured: z.boolean() }));

const Index = z.object({
  ...{ name: z.string(), definition: z.string(), columns: texts, method: z.string(), isUnique: z.boolean() },
  ...{ constraint: text, isValid: z.boolean(), isBeingBuilt: z.boolean(), partitionOf: text },
  ...{ isReplicaIdentity: z.boolean(), bytes: count, scans: count, lastScan: text, foreignKey: text, bloat },
});
const Table = z.object({
  ...name.def.shape,
  kind: z.enum(['table', 'partitioned', 'materializedView', 'foreign']),
  ...{ isUnlogged: z.boolean(), isOfExtension: z.boolean(), partitionOf: z.optional(name) },
  ...{ partitions: z.optional(count), rows: z.optional(count), rowsAreExact: z.boolean() },
  bytes: z.optional(z.object({ table: count, indexes: count, toast: count, total: count })),
  scans: z.object({ sequential: count, rowsRead: count, index: count, lastSequential: text }),
  writes: z.object({ inserted: count, updated: count, deleted: count, hotUpdated: count }),
  ...{ liveRows: count, deadRows: count, modifiedSinceAnalyze: count, lastVacuum: text, lastAnalyze: text },
  ...{ transactionAge: z.optional(count), multixactAge: z.optional(count) },
  ...{ options: z.record(z.string(), z.string()), bloat, indexes: z.array(Index) },
});
const Sequence = z.object({
  ...{ ...name.def.shape, lastValue: z.optional(count), increment: count, limit: count, cycles: z.boolean() },
  used: count,
  columns: z.array(z.object({ schema: z.string(), table: z.string(), column: z.string(), type: z.string() })),
});
const Statement = z.object({
  ...{ id: z.string(), sql: z.string(), calls: count, totalMilliseconds: count, meanMilliseconds: count },
  ...{ deviationMilliseconds: count, rows: count, share: count, blocksHit: count, blocksRead: count },
});
const Finding = z.object({
  ...{ rule: z.string(), severity, category: z.string(), message: z.string(), table: text, column: text, object: text },
  ...{ objects: z.optional(texts), why: text, source: z.string(), suggestion: text, remedy: text },
  ...{ numbers: z.record(z.string(), count), statements: z.optional(texts), cost: count },
});
const Item = z.object({
  ...{ tone: z.union([severity, z.literal('plain')]), title: z.string(), lines: texts },
  ...{ sql: text, rule: text, source: text, about: z.optional(name) },
});
const AdviceSection = z.object({ kind: z.literal('items'), title: z.string(), items: z.array(Item) });
const Report = z.object({
  server: z.object({
    ...{ version: z.string(), versionNumber: count, database: z.string(), user: z.string() },
    ...{ isSuperuser: z.boolean(), isStandby: z.boolean(), takenAt: z.string(), startedAt: z.string() },
    ...{ statisticsReset: text, statisticsDays: count, bytes: z.optional(count) },
  }),
  ...{ tables: z.array(Table), sequences: z.array(Sequence), statements: z.array(Statement) },
  findings: z.array(Finding),
  unseen: z.array(z.object({ what: z.string(), why: z.string(), how: text })),
  advice: z.optional(z.object({ sections: z.array(AdviceSection), json: z.record(z.string(), z.unknown()) })),
});
const Saved = z.object({ format: z.literal(format), about: z.string(), report: Report });

/** @throws Problem when the disk refuses. */
export async function saveReport(place: ReportPlace, report: DatabaseReport): Promise<void> {
  await writeKept(place, '.json', { format, about: place.about, report });
}

/** @returns undefined when there is none, or none that this version can read. */
export async function readSavedReport(place: ReportPlace): Promise<DatabaseReport | undefined> {
  try {
    const saved = Saved.safeParse(JSON.parse(await readFile(pathOf(place, '.json'), 'utf8')));
    // Categories are words of ours: a page shows none of them that it does not know.
    return saved.success && saved.data.about === place.about
      ? (saved.data.report as DatabaseReport & { advice?: { sections: Section[] } })
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all: another window may be reading. @throws Problem when the disk refuses. */
export async function writeKept(place: ReportPlace, ending: string, value: unknown): Promise<void> {
  const path = pathOf(place, ending);
  try {
    await mkdir(place.folder, { recursive: true });
    const temporary = `${path}.${randomUUID()}.tmp`;
    await writeFile(temporary, JSON.stringify(value));
    await rename(temporary, path);
  } catch (error) {
    throw new Problem(`The report cannot be kept: ${(error as NodeJS.ErrnoException).code}.`, { path });
  }
}

function pathOf({ folder, id }: ReportPlace, ending: string): string {
  return nodePath.join(folder, `${id}${ending}`);
}
