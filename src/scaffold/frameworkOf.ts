import type { OutputFolder, ScaffoldOptions } from './scaffold.js';

export const frameworks = ['express', 'fastify', 'koa'] as const satisfies readonly ScaffoldOptions['framework'][];

/** What the folder was scaffolded for: who names no framework does not ask for another one. */
export async function frameworkOf(
  folder: Pick<OutputFolder, 'read'>,
): Promise<ScaffoldOptions['framework'] | undefined> {
  for (const framework of frameworks) {
    if ((await folder.read(`runtime/${framework}.ts`)) !== undefined) return framework;
  }
  return undefined;
}
