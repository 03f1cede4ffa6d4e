/** Plain files that make up a schema, in an order in which they can run. */
import type { Command, WrittenName } from '../../schema/commands.js';
import { fileFacts } from '../../schema/project/fileFacts.js';
import type { ParsedFile } from '../../schema/statement.js';

interface Node {
  readonly file: ParsedFile;
  /** Tables of others that its definitions build on. */
  readonly needs: Set<Node>;
  /** Files that make something whose name it has among its words: a type, a function, a schema. */
  readonly mentions: Set<Node>;
  /** Of what it makes, the latest. */
  readonly level: Level;
  /** Nobody knows which types and functions an extension brings. */
  readonly makesExtension: boolean;
}

/** What usually comes before what; 4: what makes nothing that others name. */
type Level = 0 | 1 | 2 | 3 | 4;

const levels: Partial<Record<Command['kind'], Level>> = {
  ...{ createSchema: 0, createExtension: 0 },
  ...{ createEnum: 1, createDomain: 1, createComposite: 1, createOtherType: 1, createSequence: 1 },
  // Defaults call functions, and functions take rows of tables.
  ...{ createTable: 2, createFunction: 2 },
  createView: 3,
};

/**
 * A file comes after those that make the tables it builds on, and as far as that can be after those that make what it mentions; among
 * equals the order given stays. Names are looked for as words, since bodies of functions and expressions are not understood.
 */
export function orderByNeeds(files: readonly ParsedFile[]): readonly ParsedFile[] {
  if (files.length < 2) return files;
  const left = new Set(graphOf(files));
  const sorted: ParsedFile[] = [];
  while (left.size > 0) {
    let [best]: readonly (Node | undefined)[] = [...left];
    let price = priceOf(best!, left);
    for (const node of left) {
      const other = priceOf(node, left);
      if (!isLess(other, price)) continue;
      [best, price] = [node, other];
    }
    left.delete(best!);
    sorted.push(best!.file);
  }
  return sorted;
}

/** What speaks against it being the next, the weightiest first. */
function priceOf({ needs, mentions, level, makesExtension }: Node, left: ReadonlySet<Node>): readonly number[] {
  return [count(needs, left), makesExtension ? 0 : 1, count(mentions, left), level];
}

function isLess(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && one[at]! < other[at]!;
}

function levelOf({ statements }: ParsedFile): Level {
  const made = statements.flatMap(({ commands }) => commands.flatMap(({ kind }) => levels[kind] ?? []));
  return (
    made.reduce((most: Level | undefined, level) => (most === undefined || level > most ? level : most), undefined) ?? 4
  );
}

function hasExtension({ statements }: ParsedFile): boolean {
  return statements.some(({ commands }) => commands.some(({ kind }) => kind === 'createExtension'));
}

function count(nodes: ReadonlySet<Node>, left: ReadonlySet<Node>): number {
  let found = 0;
  for (const node of nodes) if (left.has(node)) found++;
  return found;
}

function graphOf(files: readonly ParsedFile[]): readonly Node[] {
  const nodes = files.map(
    (file): Node => ({
      ...{ file, needs: new Set(), mentions: new Set() },
      ...{ level: levelOf(file), makesExtension: hasExtension(file) },
    }),
  );
  const tables = new Map<string, Node>();
  const makers = new Map<string, Map<Node, Level>>();
  const facts = new Map(nodes.map(node => [node, fileFacts(node.file)] as const));
  for (const node of nodes) {
    for (const table of facts.get(node)!.creates) tables.set(table, node);
    for (const [name, level] of madeNames(node.file))
      makers.set(name, (makers.get(name) ?? new Map<Node, Level>()).set(node, level));
  }
  for (const node of nodes) {
    const { needs, drops } = facts.get(node)!;
    for (const table of [...needs, ...drops]) add(node.needs, tables.get(table), node);
    for (const word of wordsOf(node.file)) {
      const found = [...(makers.get(word) ?? [])];
      // What several files make (an overloaded function, a table of each schema) says nothing of which one is meant.
      const [maker, level] = found.length === 1 ? found[0]! : [undefined, 0];
      if (level <= node.level) add(node.mentions, maker, node);
    }
  }
  return nodes;
}

function add(set: Set<Node>, other: Node | undefined, self: Node): void {
  if (other && other !== self) set.add(other);
}

function wordsOf({ text, statements }: ParsedFile): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { start, end } of statements)
    for (const [word] of text.slice(start, end).matchAll(/[\p{L}_][\p{L}\p{N}_$]*/gu)) words.add(word.toLowerCase());
  return words;
}

function madeNames({ statements }: ParsedFile): ReadonlyMap<string, Level> {
  const names = new Map<string, Level>();
  for (const { commands } of statements)
    for (const command of commands) {
      const name = nameMadeBy(command);
      if (name !== undefined) names.set(name.toLowerCase(), levels[command.kind]!);
    }
  return names;
}

function nameMadeBy(command: Command): string | undefined {
  if (levels[command.kind] === undefined || !('name' in command)) return undefined;
  return typeof command.name === 'string' ? command.name : (command.name as WrittenName).name;
}
