/** Source, folder, framework, tables: whatever is not given is asked for, with a way back. */
import * as vscode from 'vscode';
import { frameworkOf } from '../../../scaffold/frameworkOf.js';
import type { Framework } from '../../../scaffold/messages.js';
import type { Relation } from '../../../schema/relation.js';
import { Problem } from '../../../text/problem.js';
import { askFramework, askOutput } from '../../chooseTarget.js';
import { exists, outputName, outputUri } from '../../outputFolder.js';
import { plainMessage } from '../../plainMessage.js';
import { type Answer, back } from '../../quickSteps.js';
import { readSettings } from '../../settings.js';
import { rootFolder, type Side, sideLabel } from '../compare/sides.js';
import type { Databases } from '../databases.js';
import { askSource, commandTitle } from './askSource.js';
import { askTables, tableName } from './askTables.js';
import type { ReadTables } from './scaffoldCalls.js';
import type { ScaffoldChoice } from './scaffoldChoice.js';
import { recallAnswers, type TableOptions } from './scaffoldMemory.js';

/** A source that has been read. */
export interface SourceRead {
  readonly side: Side;
  readonly label: string;
  readonly tables: ReadTables;
}

/** All that a run needs to know. */
export interface ScaffoldTarget extends SourceRead {
  readonly framework: Framework;
  readonly output: vscode.Uri;
  readonly options: TableOptions;
  readonly relations: readonly Relation[];
}

interface Draft {
  readonly source?: SourceRead;
  /** As it is shown. */
  readonly output?: string;
  readonly framework?: Framework;
  readonly options?: TableOptions;
}

type Question = (step: number, totalSteps: number, draft: Draft) => Promise<Answer<Draft>>;

/**
 * @param given the source that the command was called on.
 * @param read reads a source, with a progress of its own.
 * @returns undefined when the user closed a question.
 * @throws Problem when a source cannot be read, or has no tables
 */
export async function askScaffold(
  databases: Databases,
  given: Side | undefined,
  choice: ScaffoldChoice,
  read: (side: Side) => Promise<SourceRead>,
): Promise<ScaffoldTarget | undefined> {
  const state = databases.desk.context.workspaceState;
  const isSaid = choice.tables ?? choice.schemas ?? choice.auth ?? choice.numbers;
  const questions: Question[] = [];
  if (!given) {
    questions.push(async (_step, totalSteps) => {
      const side = await askSource(databases, totalSteps);
      return side && { source: await read(side) };
    });
  }
  if (choice.output === undefined) {
    questions.push(async (step, totalSteps, { source, output }) => {
      const { side, label } = source!;
      const place = placeOf(side);
      const kept = recallAnswers(state, side).output ?? readSettings(place).scaffold.output;
      return askOutput(titleOf(label), place, step, totalSteps, { output: output ?? kept });
    });
  }
  const place = given && placeOf(given);
  const framework = choice.framework ?? readSettings(place).scaffold.framework;
  if (framework === undefined) {
    questions.push(async (step, totalSteps, { source, output }) => {
      const { side, label } = source!;
      const folder = outputUri(placeOf(side), output!);
      const known = (await frameworkIn(folder)) ?? recallAnswers(state, side).framework;
      const inFolder = vscode.Uri.joinPath(folder, 'package.json');
      return askFramework(titleOf(label), inFolder, step, totalSteps, known ? { framework: known } : {});
    });
  }
  if (isSaid === undefined) {
    questions.push(async (step, totalSteps, { source, options }) => {
      const { side, label, tables } = source!;
      const { relations } = tables;
      const before = options ?? recallAnswers(state, side);
      const answer = await askTables({ title: titleOf(label), step, totalSteps, relations, before });
      return typeof answer === 'object' ? { options: answer } : answer;
    });
  }

  let draft: Draft = {
    ...(given && { source: await read(given) }),
    ...(choice.output !== undefined && { output: choice.output }),
    ...(framework !== undefined && { framework }),
  };
  for (let at = 0; at < questions.length; ) {
    const answer = await questions[at]!(at + 1, questions.length, draft);
    if (answer === undefined) return undefined;
    if (answer === back) at--;
    else {
      draft = { ...draft, ...answer };
      at++;
    }
  }
  return targetOf(draft, choice);
}

function targetOf({ source, output, framework, options }: Draft, choice: ScaffoldChoice): ScaffoldTarget {
  const { relations } = source!.tables;
  const wanted = options
    ? relations.filter(relation => !options.without.includes(tableName(relation)))
    : relations.filter(relation => isChosen(relation, choice));
  if (wanted.length === 0) throw new Problem(`${source!.label} has none of these tables. Choose others.`);
  const without = relations.filter(relation => !wanted.includes(relation)).map(tableName);
  return {
    ...source!,
    framework: framework!,
    output: outputUri(placeOf(source!.side), output!),
    options: options ?? { auth: choice.auth ?? 'bearer', numbers: choice.numbers ?? false, without },
    relations: wanted,
  };
}

function isChosen(relation: Relation, { schemas, tables }: ScaffoldChoice): boolean {
  const isOf = (table: string) => table === relation.name || table === tableName(relation);
  return (schemas?.includes(relation.schema) ?? true) && (tables?.some(isOf) ?? true);
}

/**
 * What names of folders are relative to: the workspace folder of a file, or the first one for a server.
 * @throws Problem when there is none.
 */
export function placeOf(side: Side): vscode.Uri {
  if (side.kind !== 'connection') {
    const file = vscode.Uri.file(side.path);
    // What is offered beside it must not be outside of it.
    return rootFolder(side.path) === side.path ? vscode.Uri.joinPath(file, 'openapi.yaml') : file;
  }
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder) return vscode.Uri.joinPath(folder.uri, 'openapi.yaml');
  throw new Problem('Open a folder first: the API is written into it.');
}

/** How a source is called for people. */
export function labelOf(side: Side, { connections }: Databases): string {
  return sideLabel(side, connections) ?? commandTitle;
}

/** How the folder of a run is called for people. */
export function outputLabel({ side, output }: ScaffoldTarget): string {
  return outputName(placeOf(side), output);
}

async function frameworkIn(folder: vscode.Uri): Promise<Framework | undefined> {
  return frameworkOf({
    read: async path => ((await exists(vscode.Uri.joinPath(folder, ...path.split('/')))) ? '' : undefined),
  });
}

function titleOf(label: string): string {
  return plainMessage(`${commandTitle}: ${label}`);
}
