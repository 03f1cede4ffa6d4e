import { git } from '../../../text/git.js';
import { Problem } from '../../../text/problem.js';

/** More than anybody reads; others can be typed. */
const most = 200;

/**
 * Branches and tags, the newest first.
 * @param folder in a git repository. @param programs see `GitOptions`.
 * @throws Problem when there is no git or no repository.
 */
export async function gitRevisions(
  folder: string,
  programs: readonly string[] = [],
): Promise<readonly { readonly name: string; readonly description: string }[]> {
  const format =
    '--format=%(refname)%00%(refname:short)%00%(committerdate:relative)%(taggerdate:relative)%00%(subject)';
  const kinds = ['refs/heads', 'refs/remotes', 'refs/tags'];
  const { code, out, err } = await git(['for-each-ref', '--sort=-creatordate', `--count=${most}`, format, ...kinds], {
    folder,
    programs,
  });
  if (code !== 0) {
    if (/not a git repository/.test(err))
      throw new Problem('This folder is in no git repository, so that it has no revisions.', { path: folder });
    throw new Problem(`git could not read the repository: ${err.split('\n').join(' ') || 'it does not say why'}.`);
  }
  return out
    .toString('utf8')
    .split('\n')
    .flatMap(line => {
      const [ref = '', name = '', when = '', subject = ''] = line.split('\0');
      // What a remote calls its main branch is another name for one of the others.
      return name === '' || ref.endsWith('/HEAD') ? [] : [{ name, description: `${when} · ${subject}` }];
    });
}
