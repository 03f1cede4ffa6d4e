/** What package.json says of an API. */
import nodePath from 'node:path';
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject } from '../../openapi/values.js';
import { readManifest } from '../project/aliases.js';
import type { Sources } from '../project/sources.js';

/** Of the folder, or of the one around it: `src` has none of its own. */
export function infoOf(sources: Sources): JsonObject & { readonly title: string; readonly version: string } {
  const found = readManifest(sources.root, sources) ?? readManifest(nodePath.dirname(sources.root), sources);
  const manifest = isObject(found as Json) ? (found as JsonObject) : {};
  const text = (key: string) => {
    const value = manifest[key];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const title = text('name') ?? 'API';
  const contact = contactOf(manifest);
  const license = text('license');
  return {
    title,
    version: text('version') ?? '0.0.0',
    description: text('description') ?? `The API${title === 'API' ? '' : ` of ${title}`}, as its source has it.`,
    ...(contact ? { contact } : {}),
    ...(license && /^[A-Za-z\d.+-]+$/.test(license) && license !== 'UNLICENSED' ? { license: { name: license } } : {}),
  };
}

/** The author, or where the project says that problems are reported. */
function contactOf({ author, homepage, bugs }: { readonly [key: string]: Json }): JsonObject | undefined {
  const written = typeof author === 'string' ? author : '';
  const [, name, , email, , page] = /^([^<(]*)(<([^>]*)>)?\s*(\(([^)]*)\))?/.exec(written) ?? [];
  const of = (value: Json | undefined) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);
  const said = isObject(author) ? author : {};
  const url = [of(said.url), of(page), of(isObject(bugs) ? bugs.url : bugs), of(homepage)].find(one =>
    /^https?:\/\/\S+$/.test(one ?? ''),
  );
  const mail = of(said.email) ?? of(email);
  const contact: JsonObject = {
    ...((of(said.name) ?? of(name)) ? { name: (of(said.name) ?? of(name))! } : {}),
    ...(url ? { url } : {}),
    ...(mail && /^\S+@\S+\.\S+$/.test(mail) ? { email: mail } : {}),
  };
  return Object.keys(contact).length > 0 ? contact : undefined;
}
