/** The user's own k6. */
import { execFile } from 'node:child_process';
import { Problem } from '../../text/problem.js';

/** `1.2.3`. */
export type K6Version = string;

/** Before it, no flag kept k6 from opening a port for its REST API. */
const oldest = [0, 43] as const;
const patience = 20_000;

/**
 * Asks an executable which k6 it is.
 * @param folder empty: on Windows an executable of that name in the working directory would be taken.
 * @throws Problem without k6, for another program, and for one that is too old; it says how to get it
 */
export async function k6Version(
  k6: string,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<K6Version> {
  const { error, output } = await asked(k6, folder, environment);
  const [, version, major, minor] = /\bk6(?:\.exe)? v?((\d+)\.(\d+)\.\d+\S*)/.exec(output) ?? [];
  if (version !== undefined && !error) {
    if (Number(major) > oldest[0] || Number(minor) >= oldest[1]) return version;
    throw new Problem(`k6 ${version} is too old: v${oldest.join('.')} or later is needed. ${howToGetIt}`);
  }
  const code = error?.code;
  if (code === 'ENOENT') throw new Problem(`There is no k6 at ${JSON.stringify(k6)}. ${howToGetIt}`);
  if (code === 'EACCES' || code === 'EPERM') {
    throw new Problem(`${JSON.stringify(k6)} may not be run: it is no executable file. ${howToGetIt}`);
  }
  const said = output.trim().split('\n', 1)[0]!.slice(0, 80);
  throw new Problem(
    `${JSON.stringify(k6)} does not say which k6 it is${said === '' ? '' : `, but ${JSON.stringify(said)}`}. ${howToGetIt}`,
  );
}

const howToGetIt =
  'Install k6 (https://grafana.com/docs/k6/latest/set-up/install-k6/), or say where its executable is; without it, use the built-in engine.';

interface Asked {
  readonly error: NodeJS.ErrnoException | undefined;
  readonly output: string;
}

function asked(k6: string, cwd: string, environment: Readonly<Record<string, string | undefined>>): Promise<Asked> {
  const options = { cwd, env: environment, timeout: patience, windowsHide: true, maxBuffer: 64 * 1024 };
  return new Promise(resolve => {
    try {
      execFile(k6, ['version'], options, (error, stdout, stderr) =>
        resolve({ error: (error as NodeJS.ErrnoException | null) ?? undefined, output: stdout || stderr }),
      );
    } catch (error) {
      // A name that no system takes, such as one with a NUL in it.
      resolve({ error: error as NodeJS.ErrnoException, output: '' });
    }
  });
}
