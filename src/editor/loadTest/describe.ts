/** In the runner's thread: a description read, and where its operations stand. */

import { serverUrls } from '../../loadtest/scenario/servers.js';
import type { Api } from '../../openapi/api.js';
import { readDiskFile } from '../../openapi/diskFiles.js';
import { locatePlace, readDocument } from '../../openapi/document.js';
import { fetchText } from '../../openapi/fetchText.js';
import { readApi } from '../../openapi/parse.js';
import { pointerFrom } from '../../openapi/pointer.js';
import { startOfFile } from '../../text/finding.js';
import type { Description, SpecSource } from './runnerMessages.js';

/** Where Node servers usually listen while they are written. */
const localServer = 'http://localhost:3000';

/** @throws Problem when it cannot be read at all. */
export async function readSpec({ path, root, allowOutside, allowRemote, unsaved }: SpecSource): Promise<Api> {
  const { api } = await readApi(path, {
    root,
    readFile: async file => (Object.hasOwn(unsaved, file) ? unsaved[file] : readDiskFile(file)),
    allowOutside,
    ...(allowRemote && { fetchText }),
  });
  return api;
}

/** @throws Problem as above. */
export async function describe(source: SpecSource): Promise<Description> {
  const api = await readSpec(source);
  const text = source.unsaved[source.path] ?? (await readDiskFile(source.path)) ?? '';
  const document = readDocument(source.path, text);
  const placeOf = (pointer: string) => {
    const place = locatePlace(document, pointer);
    return place?.key ?? place?.value;
  };
  const operations = api.operations.map(({ method, path, id, summary, at }) => {
    // One that lies in another file: at the reference to it.
    const own = at.path === api.at.path ? placeOf(at.pointer) : undefined;
    const { start } = own ?? placeOf(pointerFrom(['paths', path])) ?? startOfFile;
    return { method, path, ...(id !== undefined && { id }), ...(summary !== undefined && { summary }), ...start };
  });
  return { title: api.title, servers: serversOf(api), operations };
}

/** Where the API runs while it is written comes first: nobody means to load production by pressing Enter. */
function serversOf(api: Api): string[] {
  const declared = serverUrls(api, localServer);
  const local = declared.map(url => localServer + new URL(url).pathname);
  return [...new Set([...declared.filter(isLocal), ...local, ...declared].map(url => url.replace(/\/+$/, '')))];
}

function isLocal(url: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$|\.localhost$/.test(new URL(url).hostname);
}
