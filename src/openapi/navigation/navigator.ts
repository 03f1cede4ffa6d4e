/** Answers what editors ask about a place in an API description. */

import nodePath from 'node:path';
import type { ReadFile } from '../../text/files.js';
import type { Position, Range, TextEdit } from '../../text/finding.js';
import { positionTable } from '../../text/lines.js';
import { Problem } from '../../text/problem.js';
import { locate, readDocument, type SourceDocument } from '../document.js';
import { type RefPolicy, refTarget } from '../targets.js';
import { type Offer, offersAt } from './completion.js';
import { ChangedPlace, earlierPlace, offsetIn } from './earlier.js';
import { hoverText } from './hover.js';
import { isImpliedValue } from './impliedValues.js';
import { offsetAt, toRange } from './place.js';
import { declarationsOf, type Found, findAt, type Location, locationsOf, mentionsOf } from './references.js';
import { type RenameStart, renameEdits, renameStart } from './rename.js';
import { Sources } from './sources.js';
import { type TypingPlace, typingPlace } from './typingPlace.js';
import { gatherWorld, isApi, type World } from './world.js';

/** A place, and what may be read for it. */
export interface Asked {
  readonly path: string;
  readonly position: Position;
  /** Absolute folder that references must not leave. */
  readonly root: string;
  readonly allowOutside: boolean;
}

export interface Definition {
  readonly origin: Range;
  readonly targets: readonly Location[];
}

export interface Rename {
  readonly edits: readonly TextEdit[];
  /** What changes beside names: to be asked about before. */
  readonly caution?: string;
}

interface FoundAt {
  readonly world: World;
  readonly document: SourceDocument;
  readonly found: Found;
}

interface Known {
  readonly world: World;
  readonly versions: ReadonlyMap<string, number>;
}

/** A text this long is not parsed again for each character. */
const mostRepaired = 500_000;
const mostWorlds = 2;

export class SpecNavigator {
  readonly sources: Sources;
  #files: readonly string[] = [];
  readonly #worlds = new Map<string, Known>();

  readonly #onFiles: (paths: readonly string[]) => void;

  /**
   * @param readFile reads what no editor shows.
   * @param onFiles hears of files that belong to an API.
   */
  constructor(readFile: ReadFile, onFiles: (paths: readonly string[]) => void = () => undefined) {
    this.sources = new Sources(readFile);
    this.#onFiles = onFiles;
  }

  /** The YAML and JSON files of the workspace, absolute. */
  setFiles(files: readonly string[]): void {
    this.#files = files;
  }

  async definition(asked: Asked): Promise<Definition | undefined> {
    return this.#near(asked, ({ world, document, found }, moved) => {
      const targets = declarationsOf(world, found.target).map(({ path, range }) => {
        return { path, range: path === asked.path ? moved(range) : range };
      });
      return targets.length === 0 ? undefined : { origin: moved(toRange(document, found.span)), targets };
    });
  }

  async references(asked: Asked, withDeclaration: boolean): Promise<readonly Location[] | undefined> {
    const at = await this.#findEverywhere(asked);
    if (!at) return undefined;
    const { target } = at.found;
    const all = locationsOf(mentionsOf(at.world, target));
    return withDeclaration ? [...declarationsOf(at.world, target), ...all] : all;
  }

  async hover(asked: Asked): Promise<{ readonly markdown: string; readonly range: Range } | undefined> {
    return this.#near(asked, ({ world, document, found }, moved) => {
      const { mention, target, span } = found;
      if (!mention || mention.what.startsWith('declared')) return undefined;
      if (target.kind === 'node' && target.node.document === document) {
        // What is shown must be as it is now.
        moved(locate(document, target.node.pointer));
      }
      const form = mention.what === 'mapping' ? 'schema' : mention.form;
      const shownPath = (path: string) => nodePath.relative(asked.root, path).split(nodePath.sep).join('/');
      return { markdown: hoverText(world, target, form, shownPath), range: moved(toRange(document, span)) };
    });
  }

  /** @throws Problem when what stands there cannot be renamed. */
  async renameStart(asked: Asked): Promise<RenameStart> {
    const at = await this.#find(asked);
    if (!at) throw nothingToRename();
    return renameStart(at.world, at.document, at.found);
  }

  /** @throws Problem when it cannot be renamed so. */
  async rename(asked: Asked, name: string): Promise<Rename> {
    const at = await this.#findEverywhere(asked);
    if (!at) throw nothingToRename();
    const { world, found } = at;
    const start = renameStart(world, at.document, found);
    const edits = renameEdits(world, found, name);
    const isSent = found.target.kind === 'node' && isImpliedValue(world, found.target.node);
    if (!isSent || name === start.name) return { edits };
    const [before, after] = [JSON.stringify(start.name), JSON.stringify(name)];
    return { edits, caution: `A discriminator will expect ${after}, no longer ${before}: add a mapping to keep it` };
  }

  async completion(asked: Asked): Promise<readonly Offer[] | undefined> {
    const { path } = asked;
    const text = this.sources.textOf(path)?.replace(/^\uFEFF/, '');
    if (text === undefined) return undefined;
    const offset = offsetIn(text, asked.position);
    const place = typingPlace(text, offset);
    if (!place) return undefined;
    const world = await this.#typingWorld(asked, text, place);
    if (!world) return undefined;
    const files = this.#files.filter(isReferable);
    return offersAt(world, { path, text, positionAt: positionTable(text), place, files });
  }

  /**
   * Answers about one place. A long text is not parsed anew for what was typed elsewhere: its last version is asked, and the ranges
   * are moved.
   */
  async #near<Answer>(
    asked: Asked,
    answer: (at: FoundAt, moved: (range: Range) => Range) => Answer,
  ): Promise<Answer | undefined> {
    const { sources } = this;
    const text = sources.textOf(asked.path)?.replace(/^\uFEFF/, '');
    const last = sources.lastOf(asked.path);
    if (text !== undefined && last && text.length > mostRepaired && !sources.isParsed(asked.path) && isApi(last)) {
      const earlier = earlierPlace(last, text, asked.position);
      const world = earlier && (await this.#cached([last], policyOf(asked)));
      const found = world && findAt(world, last, earlier.offset);
      if (found) {
        try {
          return answer({ world, document: last, found }, earlier.moved);
        } catch (error) {
          if (!(error instanceof ChangedPlace)) throw error;
        }
      }
    }
    const at = await this.#find(asked);
    return at && answer(at, range => range);
  }

  async #find(asked: Asked): Promise<FoundAt | undefined> {
    const world = await this.#world(asked, [asked.path], false);
    return world && findIn(world, asked);
  }

  /** The same, with all files that may refer to what is meant. */
  async #findEverywhere(asked: Asked) {
    const near = await this.#find(asked);
    if (!near) return undefined;
    const { target } = near.found;
    const starts = target.kind === 'node' ? [target.node.document.path] : target.apis.map(({ path }) => path);
    const world = await this.#world(asked, [asked.path, ...starts], true);
    return world && findIn(world, asked);
  }

  /** The files that have to do with some; undefined when none of them is an API. */
  async #world(asked: Asked, starts: readonly string[], everywhere: boolean): Promise<World | undefined> {
    const policy = policyOf(asked);
    const first = await Promise.all([...new Set(starts)].map(path => this.sources.read(path)));
    const documents = first.filter(one => 'value' in one);
    if (documents.length < first.length) return undefined;
    const alone = everywhere ? undefined : await this.#cached(documents, policy);
    if (alone?.apis.some(({ path }) => path === asked.path)) return alone;
    const paths = await this.sources.referrers(
      documents.map(({ path }) => path),
      this.#files,
      policy,
    );
    const all = await Promise.all(paths.map(path => this.sources.read(path)));
    const world = await this.#cached(
      all.filter(one => 'value' in one),
      policy,
    );
    return world.apis.length > 0 ? world : undefined;
  }

  async #cached(documents: readonly SourceDocument[], policy: RefPolicy): Promise<World> {
    const key = JSON.stringify([policy, documents.map(({ path }) => path)]);
    const known = this.#worlds.get(key);
    this.#worlds.delete(key);
    const isSame = ([path, version]: readonly [string, number]) => {
      const given = documents.find(document => document.path === path);
      return given ? known?.world.loaded.documents.get(path) === given : this.sources.versionOf(path) === version;
    };
    if (known && [...known.versions].every(isSame)) {
      this.#worlds.set(key, known);
      return known.world;
    }
    const world = await gatherWorld(documents, policy, path => this.sources.read(path));
    const paths = [...world.loaded.documents.keys(), ...world.loaded.failures.keys()];
    const versions = new Map(paths.map(path => [path, this.sources.versionOf(path)]));
    this.#worlds.set(key, { world, versions });
    for (const old of [...this.#worlds.keys()].slice(0, -mostWorlds)) this.#worlds.delete(old);
    const kept = [...this.#worlds.values()].flatMap(one => [...one.versions.keys()]);
    this.sources.keep(new Set(kept));
    this.#onFiles([...world.entries.keys()]);
    return world;
  }

  /** A world for text that is being typed: repaired at the cursor, or for a long text as it was before. */
  async #typingWorld(asked: Asked, text: string, place: TypingPlace): Promise<World | undefined> {
    const { path } = asked;
    const policy = policyOf(asked);
    const last = this.sources.lastOf(path);
    const own = text.length <= mostRepaired || !last ? repaired(path, text, place) : last;
    if (!own) return undefined;
    const named = await this.#namedFile(path, text, place, policy);
    const entry = isApi(own);
    const around = entry ? [] : await this.sources.referrers([path], this.#files, policy);
    const others = [...new Set([...around, ...named])].filter(other => other !== path);
    const read = async (other: string) => (other === path ? own : this.sources.read(other));
    const more = await Promise.all(others.map(read));
    const documents = [own, ...more.filter(one => 'value' in one)];
    const world =
      own === last && entry ? await this.#cached(documents, policy) : await gatherWorld(documents, policy, read);
    return world.apis.length > 0 ? world : undefined;
  }

  /** The file that the reference at hand begins with. */
  async #namedFile(path: string, text: string, { tokens, inner }: TypingPlace, policy: RefPolicy): Promise<string[]> {
    const typed = text.slice(...inner);
    if (tokens.at(-1) !== '$ref' || !/^[^#]+#/.test(typed)) return [];
    const target = refTarget(typed, path, policy);
    return target.kind === 'file' ? [target.path] : [];
  }
}

function findIn(world: World, { path, position }: Asked): FoundAt | undefined {
  const document = world.loaded.documents.get(path);
  const found = document && findAt(world, document, offsetAt(document, position));
  return found && { world, document, found };
}

function policyOf({ root, allowOutside }: Asked): RefPolicy {
  // Looking around must not send anything anywhere.
  return { root, allowOutside, allowRemote: false };
}

function nothingToRename(): Problem {
  return new Problem(
    'There is no name to change here. Place the cursor on a component, a reference, a tag or an operationId.',
  );
}

/** The text without what is being typed: an open quote would hide all that follows. */
function repaired(path: string, text: string, { style, inner, on }: TypingPlace): SourceDocument | undefined {
  const [start, end] = inner;
  const quote = style === 'single' ? "'" : '"';
  const closing = style === 'plain' || text[end] === quote ? '' : quote;
  const kept = on === 'key' || style !== 'plain' ? text.slice(start, end) : '""';
  try {
    return readDocument(path, `${text.slice(0, start)}${closing ? '' : kept}${closing}${text.slice(end)}`);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Not the configuration of tools. */
function isReferable(path: string): boolean {
  return !/(?:^|[\\/])(?:package(?:-lock)?\.json|tsconfig[^\\/]*\.json|\.[^\\/]*)$/i.test(path);
}
