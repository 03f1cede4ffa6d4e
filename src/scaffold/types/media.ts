import type { Media, Shape } from '../../openapi/api.js';
import { isBinary, type ShapeScope, target } from './shapeIndex.js';

/** How a body of a media type is carried: what the decoder makes of it and the handler sees. */
export type MediaKind = 'json' | 'text' | 'bytes' | 'form' | 'multipart';

export function mediaKind(media: Media): MediaKind {
  const type = media.type.split(';')[0]!.trim().toLowerCase();
  if (type === 'multipart/form-data') return 'multipart';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (/[/+]json$/.test(type) || type === 'application/*') return 'json';
  // `*/*` is what code-first tools write for JSON; without a schema, or with a binary one, it is bytes.
  if (type === '*/*') return media.shape === undefined || isBinary(media.shape) ? 'bytes' : 'json';
  if (type.startsWith('text/') || /[/+](?:xml|yaml|x-yaml|javascript|ecmascript|graphql|sql|csv|jwt)$/.test(type)) {
    return 'text';
  }
  if (/^application\/(?:x-ndjson|jsonl|jsonlines|x-jsonlines|json-seq)$/.test(type)) return 'text';
  return 'bytes';
}

/**
 * The schema of what a text body says: of a string, or in `text/plain` of a number or another scalar, which is read and
 * written as in a parameter. Undefined: it is text, whatever its schema: objects in XML, for example.
 */
export function schemaOfText({ type, shape }: Media, scope: Pick<ShapeScope, 'shapes'>): Shape | undefined {
  if (shape === undefined) return undefined;
  const { types = [] } = target(scope, shape);
  const isPlain = /^text\/plain\s*(?:;|$)/i.test(type.trim());
  const isScalar = types.length > 0 && types.every(one => one !== 'object' && one !== 'array');
  return (isPlain && isScalar) || (types.length === 1 && types[0] === 'string') ? shape : undefined;
}
