import * as vscode from 'vscode';
import type { Offer } from '../openapi/navigation/completion.js';
import type { Location } from '../openapi/navigation/references.js';
import { toRange } from './findings.js';
import { workspaceEdit } from './quickFix.js';
import type { RoutesRoom } from './routesRoom.js';
import type { SpecNavigation } from './specNavigation.js';
import { specSelector } from './specs.js';

/** Hover, definition, references, rename and completion of what API descriptions name. */
export function registerSpecLanguage(
  navigation: SpecNavigation,
  routes: Pick<RoutesRoom, 'leadsToRoute'>,
): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerHoverProvider(specSelector, {
      async provideHover(document, position, token) {
        const found = await navigation.askQuietly('hover', document, position, {}, token);
        // Neither trusted nor HTML: it quotes files.
        return found && new vscode.Hover(new vscode.MarkdownString(found.markdown), toRange(found.range));
      },
    }),
    languages.registerDefinitionProvider(specSelector, {
      async provideDefinition(document, position, token): Promise<vscode.LocationLink[] | undefined> {
        const found = await navigation.askQuietly('definition', document, position, {}, token);
        // An operationId is its own definition, unless somebody knows the route: two answers would open a list in place of the handler.
        if (routes.leadsToRoute(document, position)) return undefined;
        return found?.targets.map(({ path, range }) => ({
          originSelectionRange: toRange(found.origin),
          targetUri: vscode.Uri.file(path),
          targetRange: toRange(range),
        }));
      },
    }),
    languages.registerReferenceProvider(specSelector, {
      async provideReferences(document, position, { includeDeclaration: declaration }, token) {
        const found = await navigation.askQuietly('references', document, position, { declaration }, token);
        return found?.map(toLocation);
      },
    }),
    languages.registerRenameProvider(specSelector, {
      async prepareRename(document, position) {
        const start = await navigation.ask('renameStart', document, position, {});
        // Another provider may know what this is.
        if (!start) throw new Error('This file is not part of an API description.');
        return { range: toRange(start.range), placeholder: start.name };
      },
      async provideRenameEdits(document, position, name) {
        const found = await navigation.ask('rename', document, position, { name });
        return found && workspaceEdit(found.edits, found.caution);
      },
    }),
    languages.registerCompletionItemProvider(
      specSelector,
      {
        async provideCompletionItems(document, position, token) {
          const found = await navigation.askQuietly('completion', document, position, {}, token);
          return found?.map(toItem);
        },
      },
      '"',
      "'",
      '#',
      '/',
    ),
  );
}

function toLocation({ path, range }: Location): vscode.Location {
  return new vscode.Location(vscode.Uri.file(path), toRange(range));
}

const kinds: Partial<Record<Offer['kind'], keyof typeof vscode.CompletionItemKind>> = {
  schema: 'Struct',
  file: 'File',
  tag: 'Keyword',
  operation: 'Method',
};

function toItem({ label, kind, detail, insert, filter, range, rank }: Offer): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    { label, description: detail },
    vscode.CompletionItemKind[kinds[kind] ?? 'Reference'],
  );
  item.insertText = insert;
  item.filterText = filter;
  item.sortText = `${rank}${label}`;
  item.range = toRange(range);
  return item;
}
