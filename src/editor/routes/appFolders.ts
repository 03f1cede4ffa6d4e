import * as vscode from 'vscode';
import { exists } from '../outputFolder.js';
import { nearestPackage } from '../packageJson.js';
import { isSpec, isSpecFile } from '../specs.js';
import type { StubFramework } from './addHandler.js';
import { chooseDescription, type Suggestion } from './chooseDescription.js';
import { readRouteSettings } from './settings.js';

/** A package that depends on a framework whose routes can be read. */
export interface AppFolder {
  readonly folder: vscode.Uri;
  /** Absolute folders in it that are applications of their own. */
  readonly without: readonly string[];
  readonly frameworks: readonly StubFramework[];
  /** What its routes are held against. Undefined: there is none, or several are as good. */
  readonly description: vscode.Uri | undefined;
  /** Somebody has said so. */
  readonly isChosen: boolean;
  /** All that may be its description, the likeliest first. */
  readonly candidates: readonly vscode.Uri[];
}

const frameworks: readonly StubFramework[] = ['express', 'fastify', 'koa'];
const skipped = '**/{node_modules,.git,dist,out,build,coverage,vendor,test,tests,__tests__,fixtures}/**';
/** Opening each of them takes time; the names of descriptions are known well enough. */
const mostFiles = 300;
const names = [
  '**/*{openapi,OpenApi,OpenAPI,swagger,Swagger,api,Api,API,spec}*.{yaml,yml,json}',
  '**/{openapi,swagger,api,spec,specs}/**/*.{yaml,yml,json}',
];
const key = 'routes.descriptions';
/** Milliseconds without another file: git brings many at once. */
const quiet = 300;

/** The applications of the workspace, and the description that each of them has. Found once, until files come and go. */
export class AppFolders implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #parts: vscode.Disposable;
  #all: Promise<readonly AppFolder[]> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: vscode.Memento) {
    this.#state = state;
    const packages = vscode.workspace.createFileSystemWatcher('**/package.json');
    const descriptions = vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml,json}', false, true, false);
    const again = ({ path }: vscode.Uri) => {
      if (/\/(?:node_modules|\.git|dist|out|build|coverage)\//.test(path)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.forget(), quiet);
    };
    this.#parts = vscode.Disposable.from(
      this.#changed,
      packages,
      descriptions,
      packages.onDidChange(again),
      descriptions.onDidCreate(again),
      descriptions.onDidDelete(again),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.forget()),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#parts.dispose();
  }

  forget(): void {
    this.#all = undefined;
    this.#changed.fire();
  }

  all(): Promise<readonly AppFolder[]> {
    this.#all ??= this.#find();
    return this.#all;
  }

  /** The application that a source belongs to, or that a description is about. */
  async of(file: vscode.Uri): Promise<AppFolder | undefined> {
    const all = await this.all();
    const described = all.find(({ description }) => description?.toString() === file.toString());
    return described ?? innermost(all, file);
  }

  /** Its routes have become this description. */
  async remember(folder: vscode.Uri, description: vscode.Uri): Promise<void> {
    const known = this.#state.get<Record<string, unknown>>(key);
    await this.#state.update(key, { ...known, [folder.toString()]: description.toString() });
    this.forget();
  }

  async #find(): Promise<readonly AppFolder[]> {
    const packages = await vscode.workspace.findFiles('**/package.json', skipped, mostFiles);
    const found = await Promise.all(packages.map(file => nearestPackage(vscode.Uri.joinPath(file, '..'))));
    // One that cannot be read has the package around it for its nearest.
    const homes = new Map(found.flatMap(home => (home ? [[home.folder.toString(), home] as const] : [])));
    const apps = [...homes.values()].flatMap(({ folder, dependencies }) => {
      const used = frameworks.filter(name => dependencies.has(name));
      return used.length > 0 ? [{ folder, frameworks: used }] : [];
    });
    if (apps.length === 0) return [];
    const suggestions = await this.#suggestions();
    const runtimes = await vscode.workspace.findFiles('**/runtime/server.ts', skipped, mostFiles);
    const generated = runtimes.map(file => vscode.Uri.joinPath(file, '../..').path);
    const all = apps.map(({ folder }) => folder.path);
    return Promise.all(
      apps.map(async app => {
        const { best, candidates } = chooseDescription(app.folder.path, all, suggestions, generated);
        const said = readRouteSettings(app.folder).drift.description ?? (await this.#remembered(app.folder));
        const description = said ?? (best === undefined ? undefined : vscode.Uri.file(best));
        const without = apps.flatMap(({ folder }) =>
          folder.path.startsWith(`${app.folder.path}/`) ? [folder.fsPath] : [],
        );
        return {
          ...app,
          without,
          description,
          isChosen: said !== undefined,
          candidates: candidates.map(vscode.Uri.file),
        };
      }),
    );
  }

  async #remembered(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
    const known = this.#state.get<Record<string, unknown>>(key)?.[folder.toString()];
    if (typeof known !== 'string') return undefined;
    const file = vscode.Uri.parse(known);
    // A document stays open for a while when its file is gone.
    return (await exists(file)) && (await isSpecFile(file)) ? file : undefined;
  }

  async #suggestions(): Promise<readonly Suggestion[]> {
    const found = await Promise.all(names.map(name => vscode.workspace.findFiles(name, skipped, mostFiles)));
    const open = vscode.workspace.textDocuments.filter(one => one.uri.scheme === 'file' && isSpec(one));
    const files = [...new Set([...found.flat(), ...open.map(({ uri }) => uri)].map(({ fsPath }) => fsPath))];
    const specs: Suggestion[] = [];
    for (let i = 0; i < files.length; i += 16) {
      const some = files.slice(i, i + 16).map(vscode.Uri.file);
      const answers = await Promise.all(some.map(isSpecFile));
      specs.push(...some.filter((_, n) => answers[n]).map(({ path, fsPath }) => ({ path, fsPath })));
    }
    return specs;
  }
}

/** Of packages in packages, the one that a file is nearest to. */
function innermost(apps: readonly AppFolder[], file: vscode.Uri): AppFolder | undefined {
  return apps
    .filter(({ folder }) => file.path.startsWith(`${folder.path}/`))
    .sort((a, b) => b.folder.path.length - a.folder.path.length)[0];
}
