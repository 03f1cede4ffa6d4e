import * as vscode from 'vscode';
import { unpackSymbols } from '../schema/service/packedLists.js';
import type { Location, SchemaCalls, SchemaSymbol, ShownCompletion } from '../schema/service/schemaMessages.js';
import { toRange } from './findings.js';
import { sqlSelector } from './sqlDocuments.js';
import type { SqlSchemas } from './sqlSchemas.js';
import { readSqlSettings } from './sqlSettings.js';

/** What is said of an item is asked for when somebody looks at it. */
interface OfferedItem extends vscode.CompletionItem {
  readonly asked: SchemaCalls['completionDocs']['params'];
}

/** Hover, definition, references, outline and completion in SQL files. */
export function registerSqlLanguage(schemas: SqlSchemas): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerHoverProvider(sqlSelector, {
      async provideHover(document, position, token) {
        if (!isOn(document)) return undefined;
        const found = await schemas.askQuietly('hover', at(document, position), token);
        // Neither trusted nor HTML: it quotes comments from files.
        return found && new vscode.Hover(new vscode.MarkdownString(found.markdown), toRange(found.range));
      },
    }),
    languages.registerDefinitionProvider(sqlSelector, {
      async provideDefinition(document, position, token) {
        if (!isOn(document)) return undefined;
        return (await schemas.askQuietly('definition', at(document, position), token))?.map(toLocation);
      },
    }),
    languages.registerReferenceProvider(sqlSelector, {
      async provideReferences(document, position, { includeDeclaration }, token) {
        if (!isOn(document)) return undefined;
        const params = { ...at(document, position), declaration: includeDeclaration };
        return (await schemas.askQuietly('references', params, token))?.map(toLocation);
      },
    }),
    languages.registerDocumentSymbolProvider(
      sqlSelector,
      {
        async provideDocumentSymbols(document, token) {
          if (!isOn(document)) return undefined;
          const found = await schemas.askQuietly('symbols', { path: document.uri.fsPath }, token);
          return found && toSymbols(unpackSymbols(found));
        },
      },
      { label: 'Senior Backend' },
    ),
    languages.registerCompletionItemProvider(
      sqlSelector,
      {
        async provideCompletionItems(document, position, token) {
          if (!isOn(document)) return undefined;
          const place = at(document, position);
          const found = await schemas.askQuietly('completion', place, token);
          return found?.map(one =>
            Object.assign(toCompletion(one), { asked: { ...place, kind: one.kind, insert: one.insert } }),
          );
        },
        async resolveCompletionItem(item: OfferedItem, token) {
          const documentation = await schemas.askQuietly('completionDocs', item.asked, token);
          if (documentation) item.documentation = new vscode.MarkdownString(documentation);
          return item;
        },
      },
      '.',
    ),
  );
}

function isOn({ uri }: vscode.TextDocument): boolean {
  return readSqlSettings(uri).enabled;
}

function at({ uri }: vscode.TextDocument, { line, character }: vscode.Position) {
  return { path: uri.fsPath, position: { line, character } };
}

function toLocation({ path, range }: Location): vscode.Location {
  return new vscode.Location(vscode.Uri.file(path), toRange(range));
}

const symbolKinds: Record<SchemaSymbol['kind'], keyof typeof vscode.SymbolKind> = {
  table: 'Struct',
  view: 'Interface',
  column: 'Field',
  index: 'Key',
  type: 'Enum',
  function: 'Function',
  sequence: 'Number',
  trigger: 'Event',
  policy: 'Boolean',
  constraint: 'Property',
  schema: 'Namespace',
};

/** A dump has thousands of tables: other work of the host comes in between. */
async function toSymbols(found: readonly SchemaSymbol[]): Promise<vscode.DocumentSymbol[]> {
  const symbols: vscode.DocumentSymbol[] = [];
  for (const symbol of found) {
    symbols.push(toSymbol(symbol));
    if (symbols.length % 200 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  return symbols;
}

function toSymbol({ kind, name, detail, range, nameRange, children }: SchemaSymbol): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(
    name,
    detail,
    vscode.SymbolKind[symbolKinds[kind]],
    toRange(range),
    toRange(nameRange),
  );
  symbol.children = children.map(toSymbol);
  return symbol;
}

const completionKinds: Record<ShownCompletion['kind'], keyof typeof vscode.CompletionItemKind> = {
  table: 'Struct',
  view: 'Interface',
  column: 'Field',
  type: 'Enum',
  schema: 'Module',
  function: 'Function',
};

function toCompletion({ kind, label, insert, detail, rank }: ShownCompletion): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    { label, description: detail },
    vscode.CompletionItemKind[completionKinds[kind]],
  );
  item.insertText = insert;
  item.filterText = label;
  item.sortText = `${String(rank).padStart(3, '0')}${label}`;
  return item;
}
