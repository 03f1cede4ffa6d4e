/** A package around generated code, for a folder that has none. */
import type { Dependency } from '../../scaffold/dependencies.js';
import type { Source } from '../../scaffold/tableCode.js';

/** Runs TypeScript as it is. */
const runner: Dependency = { name: 'tsx', version: '^4.21.0', dev: true };

/** @param name of the folder: made into one of a package */
export function projectFiles(name: string, dependencies: readonly Dependency[]): readonly Source[] {
  const all = [...dependencies, runner];
  const ranges = (dev: boolean) =>
    Object.fromEntries(
      all
        .filter(one => one.dev === dev)
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(one => [one.name, one.version]),
    );
  const manifest = {
    name: packageName(name),
    private: true,
    type: 'module',
    scripts: { start: 'tsx app.ts', dev: 'tsx watch app.ts', check: 'tsc --noEmit' },
    dependencies: ranges(false),
    devDependencies: ranges(true),
  };
  const compilerOptions = {
    ...{ target: 'ES2023', lib: ['ES2023'], module: 'nodenext', types: ['node'], strict: true },
    ...{ noUncheckedIndexedAccess: true, verbatimModuleSyntax: true, skipLibCheck: true, outDir: 'dist' },
  };
  return [
    { path: 'package.json', text: `${JSON.stringify(manifest, undefined, 2)}\n` },
    { path: 'tsconfig.json', text: `${JSON.stringify({ compilerOptions }, undefined, 2)}\n` },
  ];
}

function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
  return name === '' || name === 'node_modules' ? 'api' : name.slice(0, 200);
}
