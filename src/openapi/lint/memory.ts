/** What is kept between two runs for one description, so that the second looks only at what can have changed. */
import { readDocument, type SourceDocument } from '../document.js';
import type { ExampleMemory } from './exampleParts.js';
import type { PartMemory } from './localFindings.js';

export interface LintMemory {
  readonly parts: PartMemory;
  readonly examples: ExampleMemory;
  /** Files as they were read, by path. */
  documents: ReadonlyMap<string, SourceDocument>;
}

export function emptyMemory(): LintMemory {
  return {
    parts: { identity: '', parts: new Map() },
    examples: { dialect: undefined, parts: new Map() },
    documents: new Map(),
  };
}

/** Reads files, but those of which the text is the same as the last time. What is not asked for again is forgotten. */
export function rememberingReader(memory: LintMemory): typeof readDocument {
  const before = memory.documents;
  const now = new Map<string, SourceDocument>();
  memory.documents = now;
  return (path, fileText) => {
    const known = before.get(path);
    const text = fileText.startsWith('\uFEFF') ? fileText.slice(1) : fileText;
    const document = known?.text === text ? known : readDocument(path, fileText);
    now.set(path, document);
    return document;
  };
}
