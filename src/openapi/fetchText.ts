import { Problem } from '../text/problem.js';

const longestWait = 15_000;
const mostBytes = 20_000_000;

/**
 * Fetches a description that a `$ref` names, once remote references are allowed. Sends no credentials.
 * @throws Problem when there is no answer, none in time (15 s), one that is an error, or one above 20 MB.
 */
export async function fetchText(url: string): Promise<string> {
  const response = await attempt(url, () =>
    fetch(url, {
      signal: AbortSignal.timeout(longestWait),
      headers: { accept: 'application/yaml, application/json, text/plain;q=0.9, */*;q=0.5' },
      credentials: 'omit',
    }),
  );
  if (!response.ok) throw new Problem(`${url} answered ${response.status} ${response.statusText}.`.replace(' .', '.'));
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  await attempt(url, async () => {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw new Problem(`${url} has more than ${mostBytes / 1e6} MB; it is not read.`);
      chunks.push(chunk);
    }
  });
  return Buffer.concat(chunks).toString('utf8');
}

async function attempt<T>(url: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new Problem(`${url} did not answer within ${longestWait / 1000} seconds.`);
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Problem(`${url} could not be fetched: ${cause}`);
  }
}
