import { parseEnv } from 'node:util';
import * as vscode from 'vscode';

/** A connection string that a project keeps for itself. */
export interface OfferedConnection {
  /** `DATABASE_URL of .env` */
  readonly label: string;
  readonly connectionString: string;
}

const files = ['.env', '.env.local', '.env.development'];
const isPostgres = /^postgres(?:ql)?:\/\//i;

/** DATABASE_URL of the .env files at the top of each workspace folder: to be offered, never taken. */
export async function dotenvConnections(): Promise<readonly OfferedConnection[]> {
  const found: OfferedConnection[] = [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const folder of folders) {
    for (const file of files) {
      const value = (await readVariables(vscode.Uri.joinPath(folder.uri, file))).DATABASE_URL;
      if (value === undefined || !isPostgres.test(value)) continue;
      const place = folders.length > 1 ? `${folder.name}/${file}` : file;
      found.push({ label: `DATABASE_URL of ${place}`, connectionString: value });
    }
  }
  return found;
}

async function readVariables(file: vscode.Uri): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  } catch {
    // Not there, or no such file: nothing is offered.
    return {};
  }
}
