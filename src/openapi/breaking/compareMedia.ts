import type { At, Encoding, Media, Operation } from '../api.js';
import { quoted } from './apiChange.js';
import type { Direction } from './changeRules.js';
import { type Comparison, useShapes } from './comparison.js';

/** One operation before and after, and who sends the part of it that is compared. */
export interface Exchange {
  readonly comparison: Comparison;
  readonly before: Operation;
  readonly after: Operation;
  /** Whether the client sends it or receives it. */
  readonly direction: Direction;
}

interface Place {
  /** `the 200 response`. */
  readonly what: string;
  readonly at: At;
  readonly was: At;
}

export function compareMedia(
  exchange: Exchange,
  before: readonly Media[],
  after: readonly Media[],
  place: Place,
): void {
  const { comparison, direction, after: operation } = exchange;
  const used = new Set<Media>();
  for (const old of before) {
    const now = sameType(after, old.type) ?? covering(after, old.type);
    if (!now) {
      comparison.direct.push({
        rule: direction === 'request' ? 'request-media-type-removed' : 'response-media-type-removed',
        operation,
        text: `${capitalized(place.what)} cannot be ${quoted(old.type)} any more.`,
        about: `${place.what} ${old.type}`,
        at: place.at,
        was: old.at,
      });
      continue;
    }
    used.add(now);
    compareContents(exchange, old, now, place.what);
  }
  for (const now of after) {
    if (used.has(now)) continue;
    comparison.direct.push({
      rule: direction === 'request' ? 'request-media-type-added' : 'response-media-type-added',
      operation,
      text: `${capitalized(place.what)} can be ${quoted(now.type)} now.`,
      about: `${place.what} ${now.type}`,
      at: now.at,
    });
  }
}

function compareContents({ comparison, direction, after: operation }: Exchange, old: Media, now: Media, what: string) {
  const isText = essence(now.type) === 'application/x-www-form-urlencoded';
  const use = { operation, what, direction, isText: false, at: now.at, was: old.at };
  useShapes(comparison, old.shape ? [old.shape] : [], now.shape ? [now.shape] : [], use);
  if (!isText && !essence(now.type).startsWith('multipart/')) return;
  const before = new Map(old.encoding.map(encoding => [encoding.property, written(encoding)]));
  for (const encoding of now.encoding) {
    const was = before.get(encoding.property);
    if (was === undefined || was === written(encoding)) continue;
    const text = `${quoted(encoding.property)} is written in another way in ${what}: its encoding changed.`;
    const about = `${what} ${encoding.property}`;
    comparison.direct.push({ rule: 'request-encoding-changed', operation, text, about, at: now.at, was: old.at });
  }
}

function written({ contentType, style, explode }: Encoding): string {
  return JSON.stringify([contentType, style, explode]);
}

function sameType(media: readonly Media[], type: string): Media | undefined {
  return (
    media.find(one => one.type.toLowerCase() === type.toLowerCase()) ??
    media.find(one => essence(one.type) === essence(type))
  );
}

/** A range that the type is in. */
function covering(media: readonly Media[], type: string): Media | undefined {
  const [main] = essence(type).split('/');
  return media.find(one => essence(one.type) === `${main}/*`) ?? media.find(one => essence(one.type) === '*/*');
}

/** Without parameters. */
function essence(type: string): string {
  return type.replace(/;.*$/s, '').trim().toLowerCase();
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
