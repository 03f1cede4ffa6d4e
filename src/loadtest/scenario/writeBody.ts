/** Bodies by media type: which one is sent, and how a value is written in it. */
import type { Body, Media } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { isObject } from '../../openapi/values.js';
import { multipartBody, type Part } from '../requests/multipart.js';
import { escapeTemplate } from '../requests/template.js';
import { encode, scalarText, writeQuery } from './writeParameter.js';

export interface WrittenBody {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

type Kind = 'json' | 'form' | 'multipart' | 'text' | 'bytes';

const ranks: readonly Kind[] = ['json', 'form', 'multipart', 'text', 'bytes'];

export function kindOf(type: string): Kind {
  const essence = type.split(';')[0]!.trim().toLowerCase();
  if (/[/+]json$/.test(essence) || essence === '*/*' || essence === 'application/*') return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (essence.startsWith('multipart/')) return 'multipart';
  return /^text\/|[/+](?:xml|yaml|csv)$/.test(essence) ? 'text' : 'bytes';
}

/** JSON before forms, forms before text: what a value can be made for best. */
export function chooseMedia({ media }: Body): Media | undefined {
  return media.toSorted((a, b) => ranks.indexOf(kindOf(a.type)) - ranks.indexOf(kindOf(b.type)))[0];
}

/** `application/*` becomes a type of which there can be a body. */
export function concreteType(type: string): string {
  if (!type.includes('*')) return type;
  const kind = kindOf(type);
  return kind === 'json' ? 'application/json' : kind === 'text' ? 'text/plain' : 'application/octet-stream';
}

/** Nothing in the value is taken for a variable. @param seed draws the boundary of a multipart body. */
export function writeBody(media: Media, value: Json, seed: number): WrittenBody {
  const contentType = concreteType(media.type);
  const kind = kindOf(media.type);
  if (kind === 'json') return { contentType, body: escapeTemplate(JSON.stringify(value)) };
  if (kind === 'form') return { contentType, body: formOf(media, value) };
  if (kind === 'multipart') {
    const written = multipartBody(partsOf(media, value), seed);
    return { contentType: `${contentType.split(';')[0]!.trim()}; boundary=${written.boundary}`, body: written.body };
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { contentType, body: kind === 'text' ? escapeTemplate(text) : Buffer.from(text, 'utf8') };
}

/** A property is written like a query parameter (https://spec.openapis.org/oas/v3.1.1.html#encoding-object). */
function formOf({ encoding }: Media, value: Json): string {
  if (!isObject(value)) return encode(scalarText(value));
  return Object.entries(value)
    .flatMap(([name, inner]) => {
      const rule = encoding.find(({ property }) => property === name);
      const style = rule?.style ?? 'form';
      return writeQuery({ name, style, explode: rule?.explode ?? style === 'form', allowReserved: false }, inner);
    })
    .join('&');
}

/** Files are small texts: what they hold is for the server to judge. Lists repeat their part. */
function partsOf({ encoding, shape }: Media, value: Json): Part[] {
  if (!isObject(value)) return [{ name: 'value', text: escapeTemplate(scalarText(value)) }];
  return Object.entries(value).flatMap(([name, inner]) => {
    const type = encoding
      .find(({ property }) => property === name)
      ?.contentType?.split(',')[0]
      ?.trim();
    const own = shape?.properties?.find(property => property.name === name)?.shape;
    return (Array.isArray(inner) ? (inner as readonly Json[]) : [inner]).map((each): Part => {
      const part = own?.items && Array.isArray(inner) ? own.items : own;
      const isFile =
        part?.format === 'binary' ||
        part?.contentMediaType !== undefined ||
        /^(?:image|audio|video)\/|octet-stream/.test(type ?? '');
      if (isFile) {
        const contentType = concreteType(type ?? part?.contentMediaType ?? 'application/octet-stream');
        return { name, fileName: `${name}.bin`, contentType, bytes: Buffer.from(scalarText(each), 'utf8') };
      }
      const isJson = typeof each === 'object' && each !== null;
      const contentType = type ?? (isJson ? 'application/json' : undefined);
      return { name, text: escapeTemplate(scalarText(each)), ...(contentType !== undefined && { contentType }) };
    });
  });
}
