/** What rules about single nodes find, part by part of a description: parts that did not change have what they had. */
import type { Json } from '../json.js';
import { setMember } from '../values.js';
import type { Diagnostic } from './diagnostic.js';
import type { ForeignPart } from './expand.js';
import { partLength, partsOf, withParts } from './parts.js';
import type { PreparedDocument } from './prepare.js';
import { sameJson } from './sameJson.js';

/** How the rules are run. */
export interface LocalRun {
  /** What decides about the result, beside what is looked at. */
  readonly identity: string;
  readonly run: (data: Json, crash: (rule: string, path: readonly string[]) => void) => Promise<readonly Diagnostic[]>;
}

interface Known {
  readonly value: Json;
  readonly context: string;
  readonly diagnostics: Diagnostic[];
  readonly crashed: Set<string>;
}

/** What was found the last time. It belongs to one entry file. */
export interface PartMemory {
  identity: string;
  parts: ReadonlyMap<string, Known>;
}

export interface LocalFindings {
  readonly diagnostics: readonly Diagnostic[];
  readonly crashed: ReadonlySet<string>;
}

/** A key of no description, below which parts of other files are put. */
const others = '\u0001other files';

export async function findInParts(
  documents: readonly PreparedDocument[],
  foreign: readonly ForeignPart[],
  { identity, run }: LocalRun,
  memory: PartMemory = { identity: '', parts: new Map() },
): Promise<LocalFindings> {
  const entry = documents[0]!;
  const before = memory.identity === identity ? memory.parts : new Map<string, Known>();
  const now = new Map<string, Known>();
  const changed = new Set<Known>();
  const note = (key: string, value: Json, context: string) => {
    const last = before.get(key);
    const isSame = last?.context === context && sameJson(last.value, value);
    const known = isSame ? last : { value, context, diagnostics: [], crashed: new Set<string>() };
    if (!isSame) changed.add(known);
    now.set(key, known);
  };
  for (const { tokens, value } of partsOf(entry.value)) note(keyOf(tokens), value, '');
  const foreignKeys = foreign.map(({ document, tokens, value, usedAs }) => {
    const key = keyOf([document.uri, ...tokens]);
    note(key, value, JSON.stringify(usedAs));
    return key;
  });

  const frame: Known = { value: null, context: '', diagnostics: [], crashed: new Set() };
  const partAt = (tokens: readonly string[]): Known | undefined => {
    if (tokens[0] === others) return now.get(foreignKeys[Number(tokens[1])] ?? '');
    const length = partLength(entry.value, tokens);
    return length === undefined ? frame : now.get(keyOf(tokens.slice(0, length)));
  };
  if (changed.size > 0) {
    const isChanged = (key: string) => changed.has(now.get(key)!);
    const data = withParts(entry.value, tokens => isChanged(keyOf(tokens)));
    const placed = foreign.flatMap((part, index) => (isChanged(foreignKeys[index]!) ? [[index, part] as const] : []));
    const crash = (rule: string, path: readonly string[]) => {
      const part = partAt(path);
      if (part && changed.has(part)) part.crashed.add(rule);
      // Its path leads nowhere in particular: any of them may be why.
      else if (path.length === 0) for (const one of changed) one.crashed.add(rule);
    };
    for (const one of await run(withOthers(data, placed), crash)) {
      const part = partAt(one.tokens);
      if (part && changed.has(part)) part.diagnostics.push(atHome(one, foreign));
    }
  }
  const rest = await run(
    withParts(entry.value, () => false),
    rule => frame.crashed.add(rule),
  );
  for (const one of rest) if (partAt(one.tokens) === frame) frame.diagnostics.push(one);
  memory.identity = identity;
  memory.parts = now;
  const all = [...now.values(), frame];
  return {
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
    crashed: new Set(all.flatMap(({ crashed }) => [...crashed])),
  };
}

function keyOf(tokens: readonly string[]): string {
  return JSON.stringify(tokens);
}

/** Each behind the keys that it is used behind: some rules are about keys. */
function withOthers(root: Json, parts: readonly (readonly [number, ForeignPart])[]): Json {
  if (parts.length === 0) return root;
  const placed: Record<string, Json> = {};
  for (const [index, { usedAs, value }] of parts) {
    const inner: Record<string, Json> = {};
    const outer: Record<string, Json> = {};
    setMember(inner, usedAs[1], value);
    setMember(outer, usedAs[0], inner);
    placed[index] = outer;
  }
  return { ...(root as { readonly [key: string]: Json }), [others]: placed };
}

function atHome(one: Diagnostic, foreign: readonly ForeignPart[]): Diagnostic {
  const [first, index, , , ...rest] = one.tokens;
  const part = first === others ? foreign[Number(index)] : undefined;
  return part ? { ...one, uri: part.document.uri, tokens: [...part.tokens, ...rest] } : one;
}
