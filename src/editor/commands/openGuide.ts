/** Entry of `dist/openGuide.js`, loaded with the first use. */
import * as vscode from 'vscode';
import type { Session } from '../session.js';

const guides = ['api-design', 'database-optimisation', 'backend-security'];

/**
 * A reference guide in the Markdown preview, at the section that is picked.
 * @param given `backend-security` or `backend-security#tokens`; anything else is asked for.
 * @returns the page with its section as fragment; undefined when the user picked none.
 */
export async function openGuide({ context }: Session, given: unknown): Promise<vscode.Uri | undefined> {
  const items = (await Promise.all(guides.map(name => itemsOf(context.extensionUri, name)))).flat();
  const picked =
    items.find(({ place }) => place !== '' && place === given) ??
    (await vscode.window.showQuickPick(items, {
      title: 'Open Guide',
      placeHolder: 'Which guide, or which of its sections?',
      matchOnDescription: true,
    }));
  if (!picked) return undefined;
  await vscode.commands.executeCommand('markdown.showPreview', picked.uri);
  return picked.uri;
}

interface Item extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
  readonly place: string;
}

/** The guide under its name, and below it its sections as they stand in the file. */
async function itemsOf(extension: vscode.Uri, name: string): Promise<readonly Item[]> {
  const uri = vscode.Uri.joinPath(extension, 'docs/guides', `${name}.md`);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const [title = name] = text.slice(2).split(/\r?\n/, 1);
  const sections = [...text.matchAll(/^## (.+?)\r?$/gm)].map(([, label = '']): Item => {
    const fragment = slugOf(label);
    return { label, description: title, uri: uri.with({ fragment }), place: `${name}#${fragment}` };
  });
  return [
    { label: title, kind: vscode.QuickPickItemKind.Separator, uri, place: '' },
    { label: `$(book) ${title}`, uri, place: name },
    ...sections,
  ];
}

/** As the preview names its headings. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
