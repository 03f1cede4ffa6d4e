/** One workspace folder: its files, the groups that they make up, and what is known of them. */
import type { Dialect } from '../catalog.js';
import { unreadFindings } from '../lint/unreadFile.js';
import { type FileFacts, factsKey, fileFacts } from '../project/fileFacts.js';
import { type FileReading, groupFiles, renewRole, withDownHalves } from '../project/groupFiles.js';
import { findMigrations } from '../project/migrationFolders.js';
import { type MigrationMarks, readMigrationMarks } from '../project/migrationMarks.js';
import type { OrderedMigration } from '../project/migrationOrder.js';
import { namedDialect } from '../project/migrationVariants.js';
import { chooseDialects, type DialectHint } from '../project/projectDialects.js';
import { likelyDialect } from '../reading/dialect.js';
import { saidDialect } from '../reading/directives.js';
import { commonPrefix, commonSuffix } from '../reading/fileMemory.js';
import { createParseCache, loadParser, parseFile } from '../reading/parse.js';
import type { SchemaFinding } from '../rule.js';
import type { ParsedFile } from '../statement.js';
import { GroupState } from './schemaGroup.js';
import type { SchemaOptions } from './schemaMessages.js';
import { readSmallFile, type SqlText, type SqlTexts } from './sqlTexts.js';

/** Characters in all files of a folder together: what is understood of them takes several times the memory. */
const mostCharacters = 100_000_000;
const tooMuch = `The SQL files of this folder have more than ${mostCharacters / 1_000_000} MB together, so this one is left out of the schema. Leave files with data out with the files.exclude setting.`;

/** Characters from which on a keystroke is not worth a look at all of a text. */
const long = 50_000;

/** A file as its text was last looked at. */
interface Source {
  readonly path: string;
  readonly text: string;
  readonly marks: MigrationMarks;
  readonly hint: DialectHint;
  /** Another one may mean another place among the migrations, or another dialect. */
  readonly key: string;
}

/** A file as it was last parsed. */
interface Understood {
  readonly text: string;
  readonly file: ParsedFile;
  readonly facts: FileFacts;
  readonly isDown: boolean;
  /** Another one may mean another group. */
  readonly key: string;
}

export class SchemaFolder {
  readonly root: string;
  readonly #texts: SqlTexts;
  readonly #today: () => Date;
  #options: SchemaOptions;
  #paths: ReadonlySet<string> = new Set();
  /** Files to look at again. */
  readonly #touched = new Set<string>();
  readonly #sources = new Map<string, Source>();
  readonly #unread = new Map<string, string>();
  readonly #cache = createParseCache();
  readonly #understood = new Map<string, Understood>();
  #entries: ReadonlyMap<string, OrderedMigration> = new Map();
  #groups: readonly GroupState[] = [];
  #groupOf: ReadonlyMap<string, GroupState> = new Map();
  #isGrouped = false;
  #size = 0;
  readonly #reading: FileReading = {
    readText: readSmallFile,
    marksOf: path => this.#sources.get(path)!.marks,
    factsOf: ({ path }) => this.#understood.get(path)!.facts,
  };

  constructor(root: string, texts: SqlTexts, options: SchemaOptions, today: () => Date) {
    this.#today = today;
    this.root = root;
    this.#texts = texts;
    this.#options = options;
  }

  /** As of the last refresh. */
  get groups(): readonly GroupState[] {
    return this.#groups;
  }

  /** As of the last refresh. */
  groupOf(path: string): GroupState | undefined {
    return this.#groupOf.get(path);
  }

  /** Files that stay are not read again. */
  set(paths: readonly string[], options: SchemaOptions): void {
    const next = new Set(paths);
    for (const path of this.#paths) if (!next.has(path)) this.#touched.add(path);
    // One that was listed and not there may be there now.
    for (const path of next) if (!this.#paths.has(path) || !this.#sources.has(path)) this.#touched.add(path);
    // What was too much together may have room now.
    for (const path of this.#unread.keys()) this.#touched.add(path);
    this.#paths = next;
    if (JSON.stringify(options) === JSON.stringify(this.#options)) return;
    this.#options = options;
    this.#isGrouped = false;
  }

  /** The text of a file may be another. */
  touch(path: string): void {
    if (this.#paths.has(path)) this.#touched.add(path);
  }

  /** Takes in all that was touched. Everything else that is asked rests on it. */
  async refresh(): Promise<void> {
    const changed = this.#readTouched();
    if (!this.#isGrouped) {
      await this.#group();
      return;
    }
    for (const path of changed) {
      const source = this.#sources.get(path)!;
      const known = this.#understood.get(path)!;
      const understood = this.#understand(source, known.file.dialect);
      if (understood.key !== known.key) this.#isGrouped = false;
    }
    if (!this.#isGrouped) {
      await this.#group();
      return;
    }
    for (const path of changed) {
      const group = this.#groupOf.get(path)!;
      const role = group.roles.find(({ file }) => file.path === path)!;
      group.renew(renewRole(this.root, role, this.#understood.get(path)!.file, this.#reading));
    }
  }

  /**
   * Findings of every file that has some; the same arrays as long as nothing in their group changed. Groups without a file that is
   * wanted are not looked at.
   */
  findings(isWanted: (path: string) => boolean = () => true): ReadonlyMap<string, readonly SchemaFinding[]> {
    const all = new Map<string, readonly SchemaFinding[]>();
    for (const group of this.#groups) {
      if (!group.roles.some(({ file }) => isWanted(file.path))) continue;
      for (const [path, findings] of group.findings()) if (isWanted(path)) all.set(path, findings);
    }
    for (const [path, reason] of this.#unread)
      if (isWanted(path)) all.set(path, unreadFindings(path, reason, this.#options.levels));
    return all;
  }

  /** @returns files whose text is another while everything about their place is as before. */
  #readTouched(): readonly string[] {
    const changed: string[] = [];
    for (const path of this.#touched) {
      const known = this.#sources.get(path);
      const read = this.#paths.has(path) ? this.#readOne(path, known?.text.length ?? 0) : undefined;
      if (read?.kind === 'unread') this.#unread.set(path, read.reason);
      else this.#unread.delete(path);
      if (read?.kind !== 'text') {
        if (known) this.#forget(path);
        continue;
      }
      if (known?.text === read.text) continue;
      const source = sourceOf(path, read.text, known);
      this.#size += read.text.length - (known?.text.length ?? 0);
      this.#sources.set(path, source);
      if (known?.key === source.key) changed.push(path);
      else this.#isGrouped = false;
    }
    this.#touched.clear();
    return changed;
  }

  #readOne(path: string, before: number): SqlText | undefined {
    const read = this.#texts.read(path);
    if (read?.kind !== 'text') return read;
    return this.#size - before + read.text.length > mostCharacters ? { kind: 'unread', reason: tooMuch } : read;
  }

  async #group(): Promise<void> {
    const sources = [...this.#sources.values()];
    const { migrations } = this.#options;
    const layout = findMigrations(this.root, sources, { readText: readSmallFile, migrations });
    const dialects = chooseDialects(
      sources.map(({ hint }) => hint),
      layout,
      this.#options.dialect,
    );
    for (const dialect of new Set(dialects.values())) await loadParser(dialect);
    this.#entries = new Map(layout.flatMap(({ files }) => files.map(entry => [entry.path, entry])));
    const files = sources.map(source => this.#understand(source, dialects.get(source.path)!).file);
    const known = new Map(this.#groups.map(state => [state.group.path, state]));
    this.#groups = groupFiles(this.root, files, layout, this.#reading).map(({ group, roles }) => {
      const before = known.get(group.path);
      return before?.isSame(group, roles, this.#options)
        ? before
        : new GroupState(group, roles, this.#options, this.#today);
    });
    this.#groupOf = new Map(this.#groups.flatMap(state => state.roles.map(({ file }) => [file.path, state])));
    this.#isGrouped = true;
  }

  #understand({ path, text, marks }: Source, dialect: Dialect): Understood {
    const known = this.#understood.get(path);
    const entry = this.#entries.get(path);
    const isDown = entry?.down ?? false;
    if (known && known.text === text && known.file.dialect === dialect && known.isDown === isDown) return known;
    const file = withDownHalves(parseFile(path, text, { dialect, cache: this.#cache }), entry, marks);
    const facts = fileFacts(file);
    const understood: Understood = { text, file, facts, isDown, key: factsKey(facts) };
    this.#understood.set(path, understood);
    return understood;
  }

  #forget(path: string): void {
    this.#size -= this.#sources.get(path)?.text.length ?? 0;
    for (const map of [this.#sources, this.#cache, this.#understood]) map.delete(path);
    this.#isGrouped = false;
  }
}

function sourceOf(path: string, text: string, before: Source | undefined): Source {
  const marks = marksNow(text, before);
  const { tool, transaction, down } = marks;
  const said = saidDialect(text) ?? namedDialect(path);
  const likely = likelyNow(text, before) ?? likelyDialect(text);
  const hint = { path, ...(said && { said }), ...(likely && { likely }) };
  return { path, text, marks, hint, key: JSON.stringify([tool, transaction, down.length, said, likely]) };
}

/** Marks stand in lines of their own: in a long file without any, only the lines that changed can bring one. */
function marksNow(text: string, before: Source | undefined): MigrationMarks {
  if (!before || text.length < long || !hasNone(before.marks)) return readMigrationMarks(text);
  const prefix = commonPrefix(before.text, text);
  const suffix = commonSuffix(before.text, text, prefix);
  const start = text.slice(0, prefix).lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', text.length - suffix);
  const changed = readMigrationMarks(text.slice(start, end < 0 ? text.length : end));
  return hasNone(changed) ? before.marks : readMigrationMarks(text);
}

function hasNone({ tool, down, transaction }: MigrationMarks): boolean {
  return tool === undefined && transaction === undefined && down.length === 0;
}

/** No keystroke turns a long file into another dialect, and telling it takes all of its words. */
function likelyNow(text: string, before: Source | undefined): Dialect | undefined {
  const isEdit = before && text.length >= long && Math.abs(text.length - before.text.length) < text.length / 10;
  return isEdit ? before.hint.likely : undefined;
}
