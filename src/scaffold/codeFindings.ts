/** What a run has to say about places: turns pointers and names into ranges. */
import path from 'node:path';
import { locateFinding, readDocument, type SourceDocument } from '../openapi/document.js';
import { rangeOf } from '../openapi/lines.js';
import type { ReadFile } from '../text/files.js';
import { type Finding, startOfFile } from '../text/finding.js';
import { positionTable } from '../text/lines.js';
import type { Scaffolding } from './scaffold.js';

/**
 * Notes (what the code does not express) at their places in the spec's files, then orphans in the handler files as
 * they will be once the changes are made. `output` is the absolute output folder.
 */
export async function codeFindings(
  { notes, orphans, changes }: Scaffolding,
  output: string,
  readFile: ReadFile,
): Promise<readonly Finding[]> {
  const documents = new Map<string, Promise<SourceDocument | undefined>>();
  const documentOf = (file: string) => {
    const known = documents.get(file) ?? open(file, readFile);
    documents.set(file, known);
    return known;
  };
  const findings: Finding[] = [];
  for (const { rule, at, message } of notes) {
    const document = await documentOf(at.path);
    const range = document ? locateFinding(document, at.pointer) : startOfFile;
    findings.push({ rule, severity: 'warning', message, path: at.path, range, fixes: [] });
  }
  for (const { file, name, movedTo } of orphans) {
    const absolute = path.join(output, file);
    const text = changes.find(change => change.path === file)?.text ?? (await readFile(absolute)) ?? '';
    findings.push({
      rule: 'orphaned-handler',
      severity: 'warning',
      message: movedTo
        ? `The spec's operation for \`${name}\` is now served from ${movedTo}. Move your code there, then delete this.`
        : `The spec has no operation for \`${name}\` any more, so nothing calls it. Delete it, or keep the code elsewhere.`,
      path: absolute,
      range: exportRange(text, name),
      fixes: [],
    });
  }
  return findings;
}

async function open(file: string, readFile: ReadFile): Promise<SourceDocument | undefined> {
  const text = await readFile(file);
  return text === undefined ? undefined : readDocument(file, text);
}

/** The name where it is declared; the top of the file when it is exported in some other way. */
function exportRange(text: string, name: string): Finding['range'] {
  const escaped = name.replace(/[$]/g, '\\$&');
  const found = new RegExp(`^export\\s+(?:const|let|var|async\\s+function|function)\\s+${escaped}(?![\\w$])`, 'm').exec(
    text,
  );
  if (!found) return startOfFile;
  const end = found.index + found[0].length;
  return rangeOf(positionTable(text), [end - name.length, end]);
}
