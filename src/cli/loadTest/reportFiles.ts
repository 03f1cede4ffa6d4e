/** Reports as files: which kind each name asks for, and whether it may be written. */
import { access, constants, stat } from 'node:fs/promises';
import nodePath from 'node:path';
import { reportCsv } from '../../loadtest/output/csv.js';
import { reportHtml } from '../../loadtest/output/html.js';
import { reportJunit } from '../../loadtest/output/junit.js';
import { reportMarkdown } from '../../loadtest/output/markdown.js';
import { reportJson } from '../../loadtest/output/reportJson.js';
import type { Report } from '../../loadtest/report.js';
import type { Verdicts } from '../../loadtest/verdict/verdict.js';
import { Problem } from '../../text/problem.js';
import { targetOf } from '../outputPath.js';
import { writeFiles } from '../writeFiles.js';
import { readBytes } from './readInput.js';

const kinds = ['.json', '.html', '.md', '.csv', '.xml'] as const;
type Kind = (typeof kinds)[number];

/** What every report of that kind has near its beginning, and a package.json, a README.md or a pom.xml has not. */
const marks: Readonly<Record<Kind, RegExp>> = {
  '.json': /"(?:results|version)"\s*:[\s\S]*"(?:started_at|startedAt|load)"|"(?:started_at|startedAt)"\s*:/,
  '.html': /load test/i,
  '.md': /^# Load test: /,
  '.csv': /^target,second,answered,/,
  '.xml': /<testsuites name="load test"/,
};

/** @throws Problem for an ending that says nothing, and for a file that is there and is no report: before the run, not after it. */
export async function checkFiles(names: readonly string[]): Promise<void> {
  const seen = new Set<string>();
  for (const name of names) {
    const path = nodePath.resolve(name);
    const kind = kindOf(path);
    if (seen.has(path)) throw new Problem(`${name} is named twice.`, { path });
    seen.add(path);
    const folder = await stat(nodePath.dirname(path)).catch(() => undefined);
    if (!folder?.isDirectory())
      throw new Problem('There is no such folder for the report.', { path: nodePath.dirname(path) });
    const there = await stat(path).catch(() => undefined);
    if (there && !there.isFile() && !there.isDirectory()) {
      throw new Problem('This is not a plain file, so no report can be written there.', { path });
    }
    // A link out of the folder, which writing would refuse, too: before the run, not after it.
    await targetOf(nodePath.dirname(path), nodePath.basename(path));
    const writable = await access(there ? path : nodePath.dirname(path), constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!writable) throw new Problem('No report can be written there: it is read-only.', { path });
    const bytes = await readBytes(path);
    const text = bytes && Buffer.from(bytes.subarray(0, 4096)).toString('utf8').trim();
    if (text && !marks[kind].test(text)) {
      throw new Problem('This file is there, and it is not a report of a load test. Choose another name.', { path });
    }
  }
}

function kindOf(path: string): Kind {
  const ending = nodePath.extname(path).toLowerCase();
  if (ending === '') return '.json';
  const kind = kinds.find(each => each === ending || (each === '.html' && ending === '.htm'));
  if (kind) return kind;
  throw new Problem(`Reports are ${kinds.slice(0, -1).join(', ')} or .xml (JUnit), not ${ending}.`, { path });
}

/** @param more of the JSON: what a report has no place for. @throws Problem */
export async function writeReports(
  names: readonly string[],
  report: Report,
  verdicts: Verdicts,
  more: object = {},
): Promise<void> {
  for (const name of names) {
    const path = nodePath.resolve(name);
    await writeText(path, textOf(kindOf(path), report, verdicts, more));
  }
}

/** To a temporary file beside it that is then renamed. */
export function writeText(path: string, text: string): Promise<void> {
  return writeFiles(nodePath.dirname(path), [{ path: nodePath.basename(path), text, owner: 'generated' }]);
}

function textOf(kind: Kind, report: Report, verdicts: Verdicts, more: object): string {
  switch (kind) {
    case '.json':
      return `${JSON.stringify({ ...reportJson(report, verdicts, { full: true }), ...more }, undefined, 2)}\n`;
    case '.html':
      return reportHtml(report, verdicts);
    case '.md':
      return reportMarkdown(report, verdicts);
    case '.csv':
      return reportCsv(report);
    case '.xml':
      return reportJunit(report, verdicts);
  }
}
