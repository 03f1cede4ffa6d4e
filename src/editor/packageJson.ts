import * as vscode from 'vscode';
import { exists } from './outputFolder.js';

/** The package that a folder belongs to. */
export interface Package {
  readonly folder: vscode.Uri;
  /** Names of all its dependencies, whatever kind. */
  readonly dependencies: ReadonlySet<string>;
}

/** The package.json nearest to a folder, inside its workspace folder. One that cannot be read counts as none. */
export async function nearestPackage(folder: vscode.Uri): Promise<Package | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(folder)?.uri.path;
  if (top === undefined) return undefined;
  for (let at = folder; at.path.startsWith(top); at = vscode.Uri.joinPath(at, '..')) {
    const found = await readPackage(at);
    if (found) return found;
    if (at.path === top) return undefined;
  }
  return undefined;
}

async function readPackage(folder: vscode.Uri): Promise<Package | undefined> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'package.json'));
    const json = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown> | null;
    const kinds = [json?.dependencies, json?.devDependencies, json?.peerDependencies, json?.optionalDependencies];
    const names = kinds.flatMap(kind => (typeof kind === 'object' && kind ? Object.keys(kind) : []));
    return { folder, dependencies: new Set(names) };
  } catch {
    return undefined;
  }
}

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly dev: boolean;
}

/** The shell command that adds what is missing, in the words of the package manager whose lock file is there. */
export async function installCommand(
  output: vscode.Uri,
  wanted: readonly Dependency[],
): Promise<{ readonly manager: string; readonly command: string } | undefined> {
  const home = await nearestPackage(output);
  const missing = wanted.filter(({ name }) => !home?.dependencies.has(name));
  if (missing.length === 0) return undefined;
  const manager = await packageManager(home?.folder);
  const add = manager === 'npm' ? 'npm install' : `${manager} add`;
  const words = (dev: boolean) =>
    missing.filter(one => one.dev === dev).map(({ name, version }) => `"${name}@${version}"`);
  const commands = [
    { flag: '', names: words(false) },
    { flag: ' -D', names: words(true) },
  ];
  // One line each, not `&&`: PowerShell 5 does not know it.
  const lines = commands
    .filter(({ names }) => names.length)
    .map(({ flag, names }) => `${add}${flag} ${names.join(' ')}`);
  return { manager, command: lines.join('\n') };
}

async function packageManager(folder: vscode.Uri | undefined): Promise<'npm' | 'pnpm' | 'yarn' | 'bun'> {
  const locks = { 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn', 'bun.lock': 'bun' } as const;
  const top = folder && vscode.workspace.getWorkspaceFolder(folder)?.uri;
  for (const place of [folder, top]) {
    for (const [file, manager] of Object.entries(locks)) {
      if (place && (await exists(vscode.Uri.joinPath(place, file)))) return manager;
    }
  }
  return 'npm';
}
