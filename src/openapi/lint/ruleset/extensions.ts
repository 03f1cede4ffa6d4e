/** `extends`: rulesets by name, by path, from packages. */
import nodePath from 'node:path';
import type { SourceDocument } from '../../document.js';
import type { Json } from '../../json.js';
import { isInside, isUrl } from '../../targets.js';
import { resolvePackage } from './code.js';
import type { Definition } from './definition.js';
import { type RulesetReading, say } from './reading.js';

/** As Spectral takes them: definitions, or pairs of one and how much of it holds. What cannot be had has been said. */
export async function extensionsOf(
  reading: RulesetReading,
  document: SourceDocument,
  at: readonly string[],
  value: Json | undefined,
): Promise<unknown[]> {
  if (value === undefined) return [];
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const found: unknown[] = [];
  for (const [index, entry] of list.entries()) {
    const tokens = Array.isArray(value) ? [...at, String(index)] : at;
    const [name, share] = Array.isArray(entry) ? (entry as readonly Json[]) : [entry];
    if (typeof name !== 'string' || (share !== undefined && !['off', 'recommended', 'all'].includes(String(share)))) {
      say(
        reading,
        document,
        tokens,
        'A ruleset is named by a text, or by a list of it and one of "off", "recommended", "all".',
      );
      continue;
    }
    const definition = await extensionOf(reading, document, tokens, name);
    if (definition) found.push(share === undefined ? definition : [definition, share]);
  }
  return found;
}

async function extensionOf(
  reading: RulesetReading,
  document: SourceDocument,
  tokens: readonly string[],
  name: string,
): Promise<Definition | undefined> {
  const builtIn = reading.builtIn(name);
  if (builtIn) return builtIn;
  if (name.startsWith('spectral:')) {
    say(reading, document, tokens, `There is no ruleset ${JSON.stringify(name)}: spectral:oas and spectral:owasp are.`);
    return undefined;
  }
  const path = pathOf(reading, document, tokens, name);
  if (path === undefined) return undefined;
  if (reading.open.includes(path)) {
    say(reading, document, tokens, 'This ruleset extends itself; that is left out.', 'warning');
    return undefined;
  }
  const before = reading.findings.length;
  const definition = await reading.read(reading, path);
  if (!definition && reading.findings.length > before) {
    say(reading, document, tokens, `${JSON.stringify(name)} cannot be used: ${reading.findings[before]!.message}`);
  }
  return definition;
}

function pathOf(
  reading: RulesetReading,
  document: SourceDocument,
  tokens: readonly string[],
  name: string,
): string | undefined {
  const refuse = (message: string): undefined => say(reading, document, tokens, message) as undefined;
  if (isUrl(name) || isUrl(document.path)) {
    const url = URL.canParse(name, isUrl(document.path) ? document.path : undefined)
      ? new URL(name, isUrl(document.path) ? document.path : undefined).href
      : undefined;
    if (url === undefined || !isUrl(url)) return refuse(`${JSON.stringify(name)} is not an address.`);
    if (!/\.(?:ya?ml|json)(?:[?#].*)?$/i.test(url))
      return refuse('Only rulesets in YAML or JSON are taken from the web: code from there never runs.');
    if (!reading.fetchText) {
      return refuse(
        `${url} is not fetched. Allow it with the setting seniorBackend.references.allowRemote or the flag --allow-remote-refs, or save it beside this file.`,
      );
    }
    return url;
  }
  const isPath = /^\.{0,2}[\\/]/.test(name) || /\.(?:ya?ml|json|[cm]?js)$/i.test(name);
  if (isPath) {
    const path = nodePath.resolve(nodePath.dirname(document.path), name);
    if (!isInside(reading.root, path))
      return refuse(`${JSON.stringify(name)} leaves the folder ${reading.root}, so it is not read.`);
    return path;
  }
  if (!reading.trusted)
    return refuse(`The package ${JSON.stringify(name)} is code, which runs only in workspaces that are trusted.`);
  try {
    return resolvePackage(name, document.path);
  } catch {
    return refuse(`There is no package ${JSON.stringify(name)} here: npm install --save-dev ${name}`);
  }
}
