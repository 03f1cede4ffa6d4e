/** Makes a description say what the program does, and keeps all else in it as it is. */

import type { Api } from '../../openapi/api.js';
import { type ReadApiOptions, readApiAndSources } from '../../openapi/parse.js';
import type { ReadFile } from '../../text/files.js';
import type { TextEdit } from '../../text/finding.js';
import { Problem } from '../../text/problem.js';
import type { AppReading } from '../readApp.js';
import { applyEdits } from './applyEdits.js';
import { type Change, editsOf } from './changes.js';
import type { Description } from './described.js';
import type { Drift } from './drift.js';
import { findDrift, planDrift } from './findDrift.js';

export interface Merged {
  /** By absolute path: the new text of each file that changes. */
  readonly files: ReadonlyMap<string, string>;
  /** What was mended, as it was found in the texts before. */
  readonly mended: readonly Drift[];
  /** What is for a person to decide. */
  readonly left: readonly Drift[];
  readonly dialect: Api['dialect'];
}

/** What is added may bring something along that needs adding, too; more rounds than that no description has needed. */
const mostRounds = 10;

/** @throws Problem when the description cannot be read, or when its text cannot be changed safely. */
export async function mergeDrift(path: string, reading: AppReading, options: ReadApiOptions): Promise<Merged> {
  const texts = new Map<string, string>();
  const readFile: ReadFile = async file => texts.get(file) ?? options.readFile(file);
  const first = await readApiAndSources(path, options);
  const mended = findDrift(first, reading).filter(({ edits }) => edits.length > 0);
  let description = first;
  for (let round = 0; round < mostRounds; round++) {
    const changes = planDrift(description, reading)
      .map(drift => drift.changes)
      .filter(some => some.length > 0 && editsOf(description, some));
    if (changes.length === 0) {
      return { files: texts, mended, left: findDrift(description, reading), dialect: first.api.dialect };
    }
    for (const [file, own] of byFile(editsTogether(description, changes))) {
      const before = description.loaded.documents.get(file)!;
      const mark = (await readFile(file))?.startsWith('\uFEFF') ? '\uFEFF' : '';
      texts.set(file, mark + applyEdits(before.text, own));
    }
    const next = await readApiAndSources(path, { ...options, readFile });
    const broken = next.findings.find(({ rule }) => /^(?:invalid-(?:yaml|json)|duplicate-key)$/.test(rule));
    if (broken) throw unsafe(broken.path);
    description = next;
  }
  throw unsafe(path);
}

/** Of all that has to change, as much as can be changed at once. */
function editsTogether(description: Description, changes: readonly (readonly Change[])[]): readonly TextEdit[] {
  const all = editsOf(description, changes.flat());
  if (all) return all;
  const taken: Change[] = [];
  for (const some of changes) if (editsOf(description, [...taken, ...some])) taken.push(...some);
  return editsOf(description, taken) ?? [];
}

function unsafe(path: string): Problem {
  return new Problem(
    'This file is written in a way in which nothing can be added to it safely. Nothing was changed; --check lists what differs.',
    { path },
  );
}

function byFile(edits: readonly TextEdit[]): Map<string, TextEdit[]> {
  const files = new Map<string, TextEdit[]>();
  for (const edit of edits) files.set(edit.path, [...(files.get(edit.path) ?? []), edit]);
  return files;
}
