import { Problem } from '../text/problem.js';
import { readJsonFile } from './jsonFile.js';
import { Profile } from './profile.js';

export interface ProfileFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

export interface ReadProfiles {
  /** By name. */
  readonly profiles: readonly Profile[];
  /** One for each file that is wrong; its profile is not among them. */
  readonly problems: readonly Problem[];
}

/**
 * Each file holds one profile. The order of files does not matter: neither to what is found nor to what is wrong.
 * @param own of the project: they may not take a name of the built-in ones
 */
export function readProfiles(builtIn: readonly ProfileFile[], own: readonly ProfileFile[] = []): ReadProfiles {
  const problems: Problem[] = [];
  const byName = new Map<string, { readonly path: string; readonly profile: Profile }>();
  for (const { path, text } of [...byPath(builtIn), ...byPath(own)]) {
    try {
      const profile = readJsonFile(path, text, Profile, 'A profile');
      const twin = byName.get(profile.name);
      if (twin) {
        throw new Problem(`The name ${JSON.stringify(profile.name)} is taken by ${twin.path}. Give this one another.`, {
          path,
        });
      }
      byName.set(profile.name, { path, profile });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(error);
    }
  }
  const profiles = [...byName.values()].map(({ profile }) => profile).sort((a, b) => compare(a.name, b.name));
  return { profiles, problems };
}

function byPath(files: readonly ProfileFile[]): readonly ProfileFile[] {
  return [...files].sort((a, b) => compare(a.path, b.path));
}

/** By code units: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
