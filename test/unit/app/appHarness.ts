import path from 'node:path';
import { type AppReading, readApp } from '../../../src/app/readApp.js';

/** Reads an application that is written down here, by path relative to its folder. */
export function readFiles(files: Readonly<Record<string, string>>, guards: readonly string[] = []): AppReading {
  const root = path.resolve('/app');
  const texts = new Map(Object.entries(files).map(([name, text]) => [path.join(root, name), text]));
  const programs = [...texts.keys()].filter(file => /\.[cm]?[jt]sx?$/.test(file)).sort();
  return readApp({ root, programs, read: file => texts.get(file) }, { guards });
}

/** `GET /users/{id}`, in the order of the program. */
export function routeNames({ operations }: AppReading): string[] {
  return operations.map(({ method, path: template }) => `${method.toUpperCase()} ${template}`);
}
