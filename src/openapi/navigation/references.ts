/** From a place in a text to what it names, and from there to every place that names the same. */
import type { Range } from '../../text/finding.js';
import type { SourceDocument } from '../document.js';
import type { Span } from '../parsed.js';
import { pointerTokens } from '../pointer.js';
import type { Mention } from './mentions.js';
import { placeAt, toRange } from './place.js';
import { scalarAt } from './scalar.js';
import { isSameNode, isSameTarget, nodeIn, type Target, targetOf, traceOf } from './target.js';
import { pointerOf, type World } from './world.js';

export interface Location {
  readonly path: string;
  readonly range: Range;
}

/** What stands at a place of a text, and what it means. */
export interface Found {
  /** Undefined on a key that something may refer to. */
  readonly mention: Mention | undefined;
  readonly target: Target;
  /** What is named here, without quotes. */
  readonly span: Span;
}

/** What the text at an offset names. */
export function findAt(world: World, document: SourceDocument, offset: number): Found | undefined {
  const place = placeAt(document, offset);
  if (!place) return undefined;
  const mention = mentionAt(world, document, place);
  const target = mention && targetOf(world, mention);
  if (mention && target) return { mention, target, span: spanOfMention(mention)! };
  if (mention || place.on === 'value') return undefined;
  const node = nodeIn(document, place.tokens);
  if (!node) return undefined;
  const named: Target = { kind: 'node', node };
  // Any other key is a definition once something refers to it.
  if (!isComponent(world, document, place.tokens) && mentionsOf(world, named).length === 0) return undefined;
  return { mention: undefined, target: named, span: innerSpan(document, place.span, place.tokens.at(-1)!) };
}

/** The mention at a place that `placeAt` found. */
function mentionAt(
  world: World,
  document: SourceDocument,
  { on, tokens }: { readonly on: 'key' | 'value'; readonly tokens: readonly string[] },
): Mention | undefined {
  const pointer = pointerOf(tokens);
  return world.mentionsIn
    .get(document.path)
    ?.find(
      mention =>
        (mention.what === 'scheme') === (on === 'key') &&
        mention.tokens.length === tokens.length &&
        pointerOf(mention.tokens) === pointer,
    );
}

/** Where a mention is written, without quotes. */
export function spanOfMention({ what, document, tokens, text }: Mention): Span | undefined {
  const spans = document.spansOf(tokens);
  const span = what === 'scheme' ? spans?.key : spans?.value;
  return span && innerSpan(document, span, text);
}

function innerSpan(document: SourceDocument, span: Span, value: string): Span {
  return scalarAt(document, span, value).inner;
}

/** Every mention of a target. Those that walk through a component on their way count, those that declare it do not. */
export function mentionsOf(world: World, target: Target): readonly Mention[] {
  const isThrough =
    target.kind === 'node' && isComponent(world, target.node.document, pointerTokens(target.node.pointer));
  return world.mentions.filter(mention => {
    if (mention.what === 'declaredTag' || mention.what === 'declaredOperation') return false;
    const own = targetOf(world, mention);
    if (own && isSameTarget(own, target)) return true;
    if (!isThrough || target.kind !== 'node' || (mention.what !== 'ref' && mention.what !== 'mapping')) return false;
    return traceOf(world, mention).some(node => node && isSameNode(node, target.node));
  });
}

/** Where a target is written: its key, or what declares its name. */
export function declarationsOf(world: World, target: Target): readonly Location[] {
  if (target.kind === 'node') return [locationOf(target.node.document, pointerTokens(target.node.pointer))];
  const what = target.kind === 'tag' ? 'declaredTag' : 'declaredOperation';
  return world.mentions
    .filter(mention => mention.what === what && isSameTarget(targetOf(world, mention)!, target))
    .flatMap(mention => locationsOf([mention]));
}

export function locationsOf(mentions: readonly Mention[]): readonly Location[] {
  const seen = new Set<string>();
  return mentions.flatMap(mention => {
    const { document } = mention;
    const span = spanOfMention(mention);
    // An anchored value is there once, however often it is repeated.
    const key = `${document.path}:${span?.[0]}`;
    if (!span || seen.has(key)) return [];
    seen.add(key);
    return [{ path: document.path, range: toRange(document, span) }];
  });
}

function locationOf(document: SourceDocument, tokens: readonly string[]): Location {
  const spans = document.spansOf(tokens);
  const start = spans?.value[0] ?? 0;
  const span: Span = spans?.key ? innerSpan(document, spans.key, tokens.at(-1)!) : [start, start];
  return { path: document.path, range: toRange(document, span) };
}

/** Outside of `components`; the names of headers, say, are part of the API there. */
const namingSections =
  /^(?:schemas|parameters|responses|requestBodies|examples|securitySchemes|securityDefinitions|links|callbacks|pathItems|mediaTypes)$/;

/** True for what people give names: entries of `components`, `definitions`, `$defs`, and of files that hold such. */
export function isComponent(world: World, document: SourceDocument, tokens: readonly string[]): boolean {
  if (tokens.length === 0) return false;
  const outer = nodeIn(document, tokens.slice(0, -1))?.value;
  if (typeof outer !== 'object' || outer === null || Array.isArray(outer)) return false;
  const form = world.forms.get(outer);
  if (form === undefined) return false;
  if (form === 'unknown') return tokens.length <= 2 && !world.apis.includes(document);
  if (!form.endsWith('*')) return false;
  const section = tokens.at(-2) ?? '';
  if (tokens.length === 1 || /^(?:\$defs|definitions)$/.test(section)) return true;
  return tokens.length === 3 ? tokens[0] === 'components' : tokens.length === 2 && namingSections.test(section);
}
