/** Where a `$ref` may lead, decided by its text alone, before anything is read. */
import nodePath from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RefPolicy {
  /** Absolute folder that refs must not leave. */
  readonly root: string;
  readonly allowOutside: boolean;
  readonly allowRemote: boolean;
}

export type RefTarget =
  | { readonly kind: 'file' | 'url'; readonly path: string; readonly fragment: string }
  | { readonly kind: 'refused'; readonly rule: string; readonly message: string };

/** `fragment` is percent-decoded, without `#`. */
export function splitRef(ref: string): { resource: string; fragment: string } {
  const hash = ref.indexOf('#');
  if (hash < 0) return { resource: ref, fragment: '' };
  return { resource: ref.slice(0, hash), fragment: decode(ref.slice(hash + 1)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function isUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** True when `path` is `folder` or below it. `paths` is a parameter so that Windows rules can be tested anywhere. */
export function isInside(folder: string, path: string, paths: nodePath.PlatformPath = nodePath): boolean {
  const relative = paths.relative(folder, path);
  return relative !== '..' && !relative.startsWith(`..${paths.sep}`) && !paths.isAbsolute(relative);
}

/**
 * The file or URL that a `$ref` written in `from` (an absolute path or a URL) names. RFC 3986 says how references
 * resolve; percent-escapes are decoded before the root is checked, so that `%2e%2e` is `..`.
 */
export function refTarget(
  ref: string,
  from: string,
  policy: RefPolicy,
  paths: nodePath.PlatformPath = nodePath,
): RefTarget {
  const { resource, fragment } = splitRef(ref);
  if (resource === '') return { kind: isUrl(from) ? 'url' : 'file', path: from, fragment };
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(resource)?.[1]?.toLowerCase();
  if (isUrl(from) && (scheme === undefined || scheme.startsWith('http'))) {
    return URL.canParse(resource, from)
      ? remote(new URL(resource, from).href, fragment, policy)
      : refused('missing-reference', `${JSON.stringify(ref)} is not a URL.`);
  }
  if (scheme === 'http' || scheme === 'https') return remote(resource, fragment, policy);
  if (isUrl(from)) {
    return refused('outside-reference', `A description from the web must not refer to ${JSON.stringify(ref)}.`);
  }
  const local = localPath(resource, scheme, from, paths);
  if (local === undefined) {
    return refused('missing-reference', `${JSON.stringify(ref)} cannot be followed: only files, http and https can.`);
  }
  if (!policy.allowOutside && !isInside(policy.root, local, paths)) {
    return { kind: 'refused', ...leaving(JSON.stringify(ref), policy.root) };
  }
  return { kind: 'file', path: local, fragment };
}

/** What is said of a reference that leaves the root. */
export interface Leaving {
  readonly rule: 'outside-reference';
  readonly message: string;
}

/** @param what the beginning of the sentence. */
export function leaving(what: string, root: string): Leaving {
  const how =
    'Allow it with the setting seniorBackend.references.allowOutsideWorkspace or the flag --allow-outside-refs.';
  return { rule: 'outside-reference', message: `${what} leaves the folder ${root}, so it is not read. ${how}` };
}

function localPath(
  resource: string,
  scheme: string | undefined,
  from: string,
  paths: nodePath.PlatformPath,
): string | undefined {
  if (resource.includes('\0') || /%00/.test(resource)) return undefined;
  if (scheme === 'file') {
    try {
      return paths.normalize(fileURLToPath(resource, { windows: paths === nodePath.win32 }));
    } catch {
      return undefined;
    }
  }
  if (scheme !== undefined) return undefined;
  return paths.resolve(paths.dirname(from), decode(resource));
}

function remote(url: string, fragment: string, policy: RefPolicy): RefTarget {
  if (policy.allowRemote) return { kind: 'url', path: url, fragment };
  const how = 'Allow it with the setting seniorBackend.references.allowRemote or the flag --allow-remote-refs.';
  return refused('remote-reference', `${url} is not fetched. ${how}`);
}

function refused(rule: string, message: string): RefTarget {
  return { kind: 'refused', rule, message };
}
