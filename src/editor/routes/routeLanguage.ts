import path from 'node:path';
import * as vscode from 'vscode';
import type { Place } from '../../app/readApp.js';
import type { Range } from '../../text/finding.js';
import { escapeMarkdown } from '../../text/markup.js';
import { toRange } from '../findings.js';
import { plainMessage } from '../plainMessage.js';
import { specSelector } from '../specs.js';
import type { RouteLink } from './appCalls.js';
import type { Comparisons } from './comparisons.js';
import { readRouteSettings } from './settings.js';

const sourceSelector: vscode.DocumentFilter = { scheme: 'file', pattern: '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}' };

/** Between operations and the routes that serve them: definition, references, hovers and lenses, on both sides. */
export function registerRouteLanguage(comparisons: Comparisons): vscode.Disposable {
  const { languages } = vscode;
  const everywhere = [...specSelector, sourceSelector];
  const found = (document: vscode.TextDocument, position: vscode.Position) =>
    pointedAt(comparisons, document, position);
  return vscode.Disposable.from(
    languages.registerDefinitionProvider(everywhere, {
      provideDefinition: (document, position): vscode.LocationLink[] =>
        found(document, position).map(({ link, origin, isDescription }) => {
          const { path: file, range } = isDescription ? answering(link) : link.described;
          const { start } = range;
          // Where a handler begins, and not all of it: whoever goes there wants to read, not to see it selected.
          const targetRange = toRange(isDescription ? { start, end: start } : range);
          return { originSelectionRange: toRange(origin), targetUri: vscode.Uri.file(file), targetRange };
        }),
    }),
    languages.registerReferenceProvider(everywhere, {
      provideReferences: (document, position) =>
        found(document, position).flatMap(({ link, isDescription }) =>
          (isDescription ? [link.route, ...(link.handler ? [beginOf(link.handler)] : [])] : [link.described]).map(
            toLocation,
          ),
        ),
    }),
    languages.registerHoverProvider(everywhere, {
      provideHover(document, position) {
        const all = found(document, position);
        const [first] = all;
        if (!first) return undefined;
        const texts = all.map(({ link, isDescription }) => (isDescription ? servedBy(link) : describedBy(link)));
        // Neither trusted nor HTML: it quotes files.
        return new vscode.Hover(
          texts.map(text => new vscode.MarkdownString(text)),
          toRange(first.origin),
        );
      },
    }),
    languages.registerCodeLensProvider(everywhere, {
      onDidChangeCodeLenses: comparisons.onDidChange,
      provideCodeLenses: document =>
        readRouteSettings(document.uri).codeLens ? lensesOf(comparisons, document.uri.fsPath) : [],
    }),
  );
}

/** Whether a place in a description leads to a route. */
export function leadsToRoute(
  comparisons: Comparisons,
  document: vscode.TextDocument,
  position: vscode.Position,
): boolean {
  return pointedAt(comparisons, document, position).some(({ isDescription }) => isDescription);
}

interface Pointed {
  readonly link: RouteLink;
  /** What is underlined. */
  readonly origin: Range;
  /** It was pointed at in the description, not in the source. */
  readonly isDescription: boolean;
}

/** In a description the method or the operationId; in a source the path, of which TypeScript has nothing to say. */
function pointedAt(comparisons: Comparisons, document: vscode.TextDocument, position: vscode.Position): Pointed[] {
  const { fsPath } = document.uri;
  const holds = (range: Range | undefined) => range !== undefined && toRange(range).contains(position);
  return comparisons.all().flatMap(({ comparison }) =>
    comparison.links.flatMap((link): Pointed[] => {
      if (link.described.path === fsPath) {
        const origin = [link.described.range, link.named].find(holds);
        if (origin) return [{ link, origin, isDescription: true }];
      }
      if (link.route.path !== fsPath || !link.literal || !holds(link.literal)) return [];
      return [{ link, origin: link.literal, isDescription: false }];
    }),
  );
}

/** More operations than these share no handler of theirs, but something general. */
const mostOperations = 3;

function lensesOf(comparisons: Comparisons, file: string): vscode.CodeLens[] {
  return comparisons.all().flatMap(({ comparison: { links } }) => {
    const sharing = new Map<string, number>();
    for (const { handler } of links) sharing.set(keyOf(handler), (sharing.get(keyOf(handler)) ?? 0) + 1);
    return links.flatMap(link => {
      const name = plainMessage(titleOf(link));
      const spec = plainMessage(path.basename(link.described.path));
      const to = answering(link);
      const back = (at: Range) =>
        lens(at, `$(symbol-interface) ${name} — ${spec}`, `Go to ${name} in ${spec}`, link.described);
      const { described, route, handler } = link;
      const isElsewhere = handler?.path === file && !isInside(handler, route);
      return [
        ...(described.path === file
          ? [lens(described.range, `$(arrow-right) ${placeName(to)}`, `Go to the handler of ${name}`, to)]
          : []),
        ...(route.path === file ? [back(route.range)] : []),
        ...(isElsewhere && sharing.get(keyOf(handler))! <= mostOperations ? [back(handler.range)] : []),
      ];
    });
  });
}

function keyOf(place: Place | undefined): string {
  return place ? `${place.path}:${place.range.start.line}` : '';
}

function lens({ start }: Range, title: string, tooltip: string, to: Place): vscode.CodeLens {
  const selection = toRange({ start: to.range.start, end: to.range.start });
  const command = { title, tooltip, command: 'vscode.open', arguments: [vscode.Uri.file(to.path), { selection }] };
  return new vscode.CodeLens(new vscode.Range(start.line, start.character, start.line, start.character), command);
}

/** The function that answers; where it is not known, the route. */
function answering({ handler, route }: RouteLink): Place {
  return handler ?? route;
}

function beginOf({ path: file, range: { start } }: Place): Place {
  return { path: file, range: { start, end: start } };
}

function toLocation({ path: file, range }: Place): vscode.Location {
  return new vscode.Location(vscode.Uri.file(file), toRange(range));
}

function titleOf({ method, path: at }: RouteLink): string {
  return `${method.toUpperCase()} ${at}`;
}

function placeName({ path: file, range }: Place): string {
  return plainMessage(`${path.basename(file)}:${range.start.line + 1}`);
}

function servedBy(link: RouteLink): string {
  const { handler, route } = link;
  const places =
    handler && !isInside(handler, route)
      ? ([
          ['Handled', handler],
          ['Registered', route],
        ] as const)
      : ([['Handled', route]] as const);
  return places.map(([says, place]) => `${says} in ${linkTo(place)}`).join('  \n');
}

/** The handler stands in the call that registers the route. */
function isInside(handler: Place, route: Place): boolean {
  const { start } = handler.range;
  return (
    handler.path === route.path && start.line - route.range.start.line >= 0 && start.line - route.range.end.line <= 1
  );
}

function describedBy(link: RouteLink): string {
  const { summary, deprecated, parameters, statuses } = link;
  const oneLine = (text: string) => escapeMarkdown(text.replace(/\s+/g, ' ').trim().slice(0, 300));
  const about = summary ? ` — ${oneLine(summary)}` : '';
  const lists = [
    ...(parameters.length > 0 ? [`Takes ${parameters.map(oneLine).join(', ')}`] : []),
    ...(statuses.length > 0 ? [`Answers ${statuses.map(oneLine).join(', ')}`] : []),
  ];
  return [
    `**${oneLine(titleOf(link))}**${deprecated ? ' (deprecated)' : ''}${about}`,
    ...(lists.length > 0 ? [lists.join('  \n')] : []),
    `Described in ${linkTo(link.described)}`,
  ].join('\n\n');
}

function linkTo(place: Place): string {
  const uri = vscode.Uri.file(place.path).with({ fragment: `L${place.range.start.line + 1}` });
  const target = uri
    .toString()
    .replace(/[()\s<>]/g, letter => encodeURIComponent(letter).replace(/[()]/g, one => (one === '(' ? '%28' : '%29')));
  return `[${escapeMarkdown(placeName(place))}](${target})`;
}
