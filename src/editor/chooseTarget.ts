import * as vscode from 'vscode';
import type { Framework } from '../scaffold/messages.js';
import type { Choice } from './memory.js';
import { exists, outputName, outputUri } from './outputFolder.js';
import { nearestPackage } from './packageJson.js';
import { plainMessage } from './plainMessage.js';
import { type Answer, askStep, back } from './quickSteps.js';
import { rootOf } from './specs.js';

export const frameworkNames: Record<Framework, string> = { express: 'Express', fastify: 'Fastify', koa: 'Koa' };

const frameworkDetails: Record<Framework, string> = {
  express: 'Express 5: a Router with every operation, validated before your handler',
  fastify: 'Fastify 5: a plugin with every operation, validated before your handler',
  koa: 'Koa 3 with @koa/router: a Router with every operation, validated before your handler',
};

type Question = (step: number, totalSteps: number, draft: Partial<Choice>) => Promise<Answer<Partial<Choice>>>;

/**
 * Asks for what is not given, step by step, with a way back.
 * @param suggested what is preselected: the last answers.
 * @returns undefined when the user closed a question.
 */
export async function chooseTarget(
  spec: vscode.Uri,
  given: Partial<Choice>,
  suggested: Partial<Choice>,
): Promise<Choice | undefined> {
  const title = `Scaffold Routes from ${vscode.workspace.asRelativePath(spec)}`;
  const questions: Question[] = [];
  if (given.framework === undefined) questions.push((...at) => askFramework(title, spec, ...at));
  if (given.output === undefined) questions.push((...at) => askOutput(title, spec, ...at));
  if (given.app === undefined) questions.push((...at) => askApp(title, spec, ...at));

  let draft: Partial<Choice> = { ...suggested, ...given };
  for (let i = 0; i < questions.length; ) {
    const answer = await questions[i]!(i + 1, questions.length, draft);
    if (answer === undefined) return undefined;
    if (answer === back) i--;
    else {
      draft = { ...draft, ...answer };
      i++;
    }
  }
  const { framework, output, app = false } = draft;
  return framework && output ? { framework, output, app } : undefined;
}

/** @param spec the framework of the package that it is in is offered first. */
export async function askFramework(
  title: string,
  spec: vscode.Uri,
  step: number,
  totalSteps: number,
  draft: Partial<Choice>,
): Promise<Answer<Pick<Choice, 'framework'>>> {
  const home = await nearestPackage(vscode.Uri.joinPath(spec, '..'));
  const items = (Object.keys(frameworkNames) as Framework[]).map(framework => ({
    label: frameworkNames[framework],
    description: home?.dependencies.has(framework) ? 'in your package.json' : '',
    detail: frameworkDetails[framework],
    framework,
  }));
  const active = items.find(item => item.framework === draft.framework) ?? items.find(item => item.description);
  const placeholder = 'Which framework should the routes be written for?';
  const answer = await askStep({ title, placeholder, step, totalSteps, items, active });
  return typeof answer === 'object' ? { framework: answer.framework } : answer;
}

interface FolderItem extends vscode.QuickPickItem {
  /** Undefined: open the folder dialog. */
  readonly output?: string;
}

/** @param spec its workspace folder is what names are relative to. */
export async function askOutput(
  title: string,
  spec: vscode.Uri,
  step: number,
  totalSteps: number,
  draft: Partial<Choice>,
): Promise<Answer<Pick<Choice, 'output'>>> {
  const known = await suggestFolders(spec, draft.output);
  const items: FolderItem[] = known.map((output, i) => ({
    label: `$(folder) ${plainMessage(output)}`,
    description: i === 0 && output === draft.output ? 'used last' : '',
    output,
  }));
  items.push(
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(folder-opened) Browse…', description: 'choose a folder on disk', alwaysShow: true },
  );
  const typed = (text: string): FolderItem | undefined => {
    const output = text
      .trim()
      .replaceAll('\\', '/')
      .replace(/(?<=.)\/+$/, '');
    if (!output) return undefined;
    const same = items.find(item => item.output === output);
    if (same) return same;
    return { label: `$(new-folder) ${plainMessage(output)}`, description: 'use this folder', alwaysShow: true, output };
  };
  const placeholder = 'Which folder should the code go to? Choose one, or type a path';
  for (;;) {
    const answer = await askStep({ title, placeholder, step, totalSteps, items, active: items[0], typed });
    if (typeof answer !== 'object') return answer;
    if (answer.output) return { output: answer.output };
    const picked = await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: rootOf(spec),
      openLabel: 'Scaffold Here',
      title,
    });
    if (picked?.[0]) return { output: outputName(spec, picked[0]) };
  }
}

async function suggestFolders(spec: vscode.Uri, last: string | undefined): Promise<readonly string[]> {
  const root = rootOf(spec);
  const usual = (await exists(vscode.Uri.joinPath(root, 'src'))) ? ['src/api', 'src/generated'] : ['src/api', 'api'];
  const beside = outputName(spec, vscode.Uri.joinPath(spec, '..', 'generated'));
  return [...new Set([...(last ? [last] : []), ...usual, beside])];
}

async function askApp(
  title: string,
  spec: vscode.Uri,
  step: number,
  totalSteps: number,
  draft: Partial<Choice>,
): Promise<Answer<Partial<Choice>>> {
  // An app.ts that is there is the user's: there is nothing to ask.
  if (draft.output && (await exists(vscode.Uri.joinPath(outputUri(spec, draft.output), 'app.ts'))))
    return { app: false };
  const items = [
    {
      label: 'Routes',
      detail: 'Types, validators, routes and your handlers, for an application that you have',
      app: false,
    },
    {
      label: 'Routes and app.ts',
      detail: 'Also a server to start from: security headers, rate limit, JWT, health check, graceful shutdown',
      app: true,
    },
  ];
  const active = items.find(item => item.app === draft.app);
  const placeholder = 'Is there an application already?';
  const answer = await askStep({ title, placeholder, step, totalSteps, items, active });
  return typeof answer === 'object' ? { app: answer.app } : answer;
}
