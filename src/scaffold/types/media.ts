import type { Media } from '../../openapi/api.js';
import { isBinary } from './shapeIndex.js';

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
