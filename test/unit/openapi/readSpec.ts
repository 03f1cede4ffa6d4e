import nodePath from 'node:path';
import type { Api } from '../../../src/openapi/api.js';
import { type ReadApiOptions, readApi } from '../../../src/openapi/parse.js';
import type { Finding } from '../../../src/text/finding.js';

/** An absolute folder of this system; nothing is read from it. */
export const folder = nodePath.resolve('/specs');

export const inFolder = (name: string): string => nodePath.resolve(folder, name);

export interface Read {
  readonly api: Api;
  /** `error missing-reference 3:5-3:10 message`, one-based; other files than the entry are named first. */
  readonly findings: readonly string[];
  readonly files: readonly string[];
}

/** Reads a description held in memory: a text, or files by name with the entry first. */
export async function readSpec(
  spec: string | Record<string, string>,
  options?: Partial<ReadApiOptions>,
): Promise<Read> {
  const named = typeof spec === 'string' ? { 'openapi.yaml': spec } : spec;
  const files = new Map(Object.entries(named).map(([name, text]) => [inFolder(name), text]));
  const [entry] = files.keys();
  const result = await readApi(entry!, { readFile: async path => files.get(path), root: folder, ...options });
  return {
    api: result.api,
    findings: result.findings.map(finding => wording(finding, entry!)),
    files: result.files.map(path => nodePath.relative(folder, path).replaceAll('\\', '/')),
  };
}

function wording({ severity, rule, path, range, message }: Finding, entry: string): string {
  const where = [range.start, range.end].map(({ line, character }) => `${line + 1}:${character + 1}`).join('-');
  const file = path === entry ? '' : `${nodePath.relative(folder, path).replaceAll('\\', '/')} `;
  return `${severity} ${rule} ${file}${where} ${message}`;
}

/** A description with these schemas: flow YAML by name. */
export function withSchemas(version: string, schemas: Record<string, string>): string {
  const lines = Object.entries(schemas).map(([name, text]) => `    ${name}: ${text}\n`);
  return `openapi: ${version}\ninfo: {title: T, version: "1"}\npaths: {}\ncomponents:\n  schemas:\n${lines.join('')}`;
}

/** Without `at`, which every shape carries. */
export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'at')
      .map(([key, inner]) => [key, bare(inner)]),
  );
}

/** Each finding without its message: `error missing-reference 3:5-3:10`. */
export function places(findings: readonly string[]): string[] {
  return findings.map(finding => /^\S+ \S+ (?:\S+ )?\d+:\d+-\d+:\d+/.exec(finding)![0]);
}
