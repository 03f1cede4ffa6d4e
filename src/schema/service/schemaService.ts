/** Answers every call of schemaMessages.ts, in this thread: what the worker runs, and what the command line and tests use. */
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import { completionsAt } from '../navigation/completion.js';
import { schemaDiagram } from '../navigation/diagram.js';
import { hoverAt } from '../navigation/hover.js';
import { fileLenses } from '../navigation/lenses.js';
import { definitionsAt, referencesAt } from '../navigation/references.js';
import type { SchemaReading } from '../navigation/schemaReading.js';
import { fileSymbols } from '../navigation/symbols.js';
import type { SchemaFinding } from '../rule.js';
import { ChangedFindings } from './changedFindings.js';
import { ChangedProblems } from './changedProblems.js';
import { fixAll } from './fixAll.js';
import { groupSuggestions } from './groupSuggestions.js';
import { outlineWithin } from './outlineSize.js';
import { packLenses, packSymbols } from './packedLists.js';
import { problemFixes } from './problemFixes.js';
import { SchemaFolder } from './schemaFolder.js';
import type { GroupState } from './schemaGroup.js';
import { isNews, type SchemaCall, type SchemaCalls, type SchemaLens, type SizedGroup } from './schemaMessages.js';
import { SqlTexts } from './sqlTexts.js';

/** An outline of more is asked for at each keystroke, and takes VS Code longer than a keystroke may. */
const mostSymbols = 2500;

type Params<Call extends SchemaCall> = SchemaCalls[Call]['params'];
type Result<Call extends SchemaCall> = SchemaCalls[Call]['result'];
type Answers = { readonly [Call in SchemaCall]: (params: Params<Call>) => Result<Call> | Promise<Result<Call>> };

export class SchemaService {
  readonly #texts = new SqlTexts();
  readonly #folders = new Map<string, SchemaFolder>();
  /** What each root was said to hold. */
  readonly #listed = new Map<string, Params<'folder'>>();
  /** A file that two roots list belongs to the inner one. */
  readonly #owners = new Map<string, SchemaFolder>();
  readonly #told = new ChangedFindings();
  readonly #shown = new ChangedProblems();
  readonly #today: () => Date;
  #last: Promise<unknown> = Promise.resolve();

  /** `today` names new migrations; only the day counts. */
  constructor(today: () => Date = () => new Date()) {
    this.#today = today;
  }

  /** One after another, in the order in which they were made. @throws Problem for a group that is not there. */
  call<Call extends SchemaCall>(call: Call, params: Params<Call>): Promise<Result<Call>> {
    const answer = this.#last.then(async () => {
      if (!isNews(call)) for (const folder of this.#folders.values()) await folder.refresh();
      return this.#answers[call](params);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  readonly #answers: Answers = {
    folder: listing => {
      this.#listed.set(listing.root, listing);
      this.#share();
    },
    removeFolder: ({ root }) => {
      this.#listed.delete(root);
      this.#folders.delete(root);
      this.#share();
    },
    text: ({ path, text }) => {
      if (this.#texts.overlay(path, text)) this.#owners.get(path)?.touch(path);
    },
    edit: ({ path, changes, size }) => {
      const isWhole = this.#texts.edit(path, changes, size);
      this.#owners.get(path)?.touch(path);
      return isWhole;
    },
    disk: ({ path }) => {
      this.#owners.get(path)?.touch(path);
    },
    lint: () => this.#told.next(this.#findings()),
    problems: ({ files, folders }) => {
      const open = new Set(files);
      const below = folders.map(folder => folder + nodePath.sep);
      return this.#shown.next(this.#findings(path => open.has(path) || below.some(folder => path.startsWith(folder))));
    },
    fixes: ({ path, problems }) => problemFixes(this.#findingsOf(path), problems),
    lenses: ({ path }) => packLenses(this.#ask(path, reading => fileLenses(reading, path), [])),
    lensLocations: ({ path, position: { line, character }, kind }) => {
      const lenses = this.#ask(path, reading => fileLenses(reading, path), []);
      const isMeant = (lens: SchemaLens) =>
        lens.kind === kind && lens.range.start.line === line && lens.range.start.character === character;
      return lenses.find(isMeant)?.locations ?? [];
    },
    symbols: ({ path }) => {
      const file = this.#stateOf(path)?.roles.find(role => role.file.path === path)?.file;
      return packSymbols(file ? outlineWithin(fileSymbols(file), mostSymbols) : []);
    },
    hover: ({ path, position }) => this.#ask(path, reading => hoverAt(reading, path, position), undefined),
    definition: ({ path, position }) => this.#ask(path, reading => definitionsAt(reading, path, position), []),
    references: ({ path, position, declaration }) =>
      this.#ask(path, reading => referencesAt(reading, path, position, declaration), []),
    completion: ({ path, position }) => {
      const all = this.#ask(path, reading => completionsAt(reading, path, position), []);
      return all.map(({ documentation: _, ...shown }) => shown);
    },
    completionDocs: ({ path, position, kind, insert }) => {
      const all = this.#ask(path, reading => completionsAt(reading, path, position), []);
      return all.find(one => one.kind === kind && one.insert === insert)?.documentation;
    },
    groups: ({ path }) => {
      if (path === undefined) return this.#states().map(sized);
      const state = this.#stateOf(path);
      return state ? [sized(state)] : [];
    },
    diagram: ({ group }) => schemaDiagram(this.#named(group).reading().catalog, this.#title(group)),
    suggestIndexes: ({ group }) => groupSuggestions(this.#named(group), this.#today()),
    fixAll: ({ path, rule }) => {
      const today = this.#today();
      return fixAll(
        this.#findingsOf(path).filter(finding => finding.rule === rule),
        today,
      );
    },
  };

  /** Gives every file to one folder. */
  #share(): void {
    const inwards = [...this.#listed.values()].sort((a, b) => a.root.length - b.root.length);
    const roots = new Map<string, string>();
    for (const { root, paths } of inwards) for (const path of paths) roots.set(path, root);
    this.#owners.clear();
    for (const { root, paths, options } of inwards) {
      const folder = this.#folders.get(root) ?? new SchemaFolder(root, this.#texts, options, this.#today);
      this.#folders.set(root, folder);
      const own = paths.filter(path => roots.get(path) === root);
      folder.set(own, options);
      for (const path of own) this.#owners.set(path, folder);
    }
  }

  #stateOf(path: string): GroupState | undefined {
    return this.#owners.get(path)?.groupOf(path);
  }

  #ask<Answer>(path: string, answer: (reading: SchemaReading) => Answer, none: Answer): Answer {
    const state = this.#stateOf(path);
    return state ? answer(state.reading()) : none;
  }

  #findings(isWanted?: (path: string) => boolean): ReadonlyMap<string, readonly SchemaFinding[]> {
    return new Map([...this.#folders.values()].flatMap(folder => [...folder.findings(isWanted)]));
  }

  #findingsOf(path: string): readonly SchemaFinding[] {
    return (
      this.#owners
        .get(path)
        ?.findings(one => one === path)
        .get(path) ?? []
    );
  }

  /** Groups with a schema in them. */
  #states(): readonly GroupState[] {
    const all = [...this.#folders.values()].flatMap(({ groups }) => groups);
    return all.filter(({ roles }) => roles.some(({ role }) => role !== 'query'));
  }

  #named(path: string): GroupState {
    const state = this.#states().find(({ group }) => group.path === path);
    if (!state) throw new Problem('There is no schema here any more. Choose another file or folder.', { path });
    return state;
  }

  #title(group: string): string {
    const root = [...this.#folders.keys()].find(folder => group.startsWith(folder + nodePath.sep));
    return root === undefined ? nodePath.basename(group) : nodePath.relative(root, group);
  }
}

function sized(state: GroupState): SizedGroup {
  return { ...state.group, tables: state.reading().catalog.tables.length };
}
