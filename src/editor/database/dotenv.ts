import { parseEnv } from 'node:util';
import * as vscode from 'vscode';

/** A connection string that a project keeps for itself. */
export interface OfferedConnection {
  /** `DATABASE_URL of .env` */
  readonly label: string;
  readonly connectionString: string;
}

const files = ['.env', '.env.local', '.env.development', '.env.development.local'];
const isPostgres = /^postgres(?:ql)?:\/\//i;

/** Variables of the .env files at the top of each workspace folder that hold a PostgreSQL URL: to be offered, never taken. */
export async function dotenvConnections(): Promise<readonly OfferedConnection[]> {
  const found: OfferedConnection[] = [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const folder of folders) {
    for (const file of files) {
      const place = folders.length > 1 ? `${folder.name}/${file}` : file;
      const variables = await readVariables(vscode.Uri.joinPath(folder.uri, file));
      for (const { name, url } of postgresUrls(variables)) {
        if (!found.some(({ connectionString }) => connectionString === url))
          found.push({ label: `${name} of ${place}`, connectionString: url });
      }
    }
  }
  return found;
}

/** DATABASE_URL first. `${NAME}` stands for another variable of the file, as tools that read .env have it. */
export function postgresUrls(
  variables: NodeJS.Dict<string>,
): readonly { readonly name: string; readonly url: string }[] {
  const urls = Object.entries(variables).map(([name, value = '']) => {
    return { name, url: value.replace(/\$\{(\w+)\}/g, (whole, other: string) => variables[other] ?? whole) };
  });
  const isFirst = ({ name }: { readonly name: string }) => Number(name !== 'DATABASE_URL');
  return urls.filter(({ url }) => isPostgres.test(url)).sort((a, b) => isFirst(a) - isFirst(b));
}

async function readVariables(file: vscode.Uri): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  } catch {
    // Not there, or no such file: nothing is offered.
    return {};
  }
}
