import * as vscode from 'vscode';
import type { RuleLevel, RuleLevels } from '../openapi/lint/spectralRuleset.js';
import type { Framework } from '../scaffold/messages.js';

/** The settings of docs/settings.md, as they hold for one file. */
export interface Settings {
  readonly lint: {
    readonly enabled: boolean;
    readonly breakingChanges: boolean;
    readonly rules: RuleLevels;
    /** Names of rulesets that are built in. */
    readonly rulesets: readonly string[];
  };
  readonly codeLens: { readonly enabled: boolean };
  readonly scaffold: {
    /** Undefined: ask, and remember the answer. */
    readonly framework: Framework | undefined;
    /** Relative to the workspace folder, or absolute. Undefined: ask, and remember the answer. */
    readonly output: string | undefined;
  };
  readonly references: { readonly allowOutside: boolean; readonly allowRemote: boolean };
}

export const section = 'seniorBackend';
const levels: readonly RuleLevel[] = ['error', 'warning', 'info', 'hint', 'off'];
const frameworks: readonly Framework[] = ['express', 'fastify', 'koa'];

export function isFramework(value: unknown): value is Framework {
  return frameworks.some(framework => framework === value);
}

/**
 * Reads and checks the settings for a file. VS Code underlines a wrong value in settings.json itself; here it counts as
 * not set, because settings files are outside bytes.
 */
export function readSettings(file: vscode.Uri | undefined): Settings {
  const settings = vscode.workspace.getConfiguration(section, file);
  const flag = (key: string, otherwise: boolean) => {
    const value = settings.get<unknown>(key);
    return typeof value === 'boolean' ? value : otherwise;
  };
  const framework = settings.get<unknown>('scaffold.framework');
  const output = settings.get<unknown>('scaffold.output');
  return {
    lint: {
      enabled: flag('lint.enabled', true),
      breakingChanges: flag('lint.breakingChanges', true),
      rules: ruleLevels(settings.get<unknown>('lint.rules')),
      rulesets: rulesets(settings.get<unknown>('lint.rulesets')),
    },
    codeLens: { enabled: flag('codeLens.enabled', true) },
    scaffold: {
      framework: isFramework(framework) ? framework : undefined,
      output: typeof output === 'string' && output.trim() ? output.trim() : undefined,
    },
    references: {
      allowOutside: flag('references.allowOutsideWorkspace', false),
      allowRemote: flag('references.allowRemote', false),
    },
  };
}

export function ruleLevels(value: unknown): RuleLevels {
  const entries = typeof value === 'object' && value ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([, level]) => levels.includes(level)));
}

/** Those that come with the extension; files are found by their name, `.spectral.yaml`. */
function rulesets(value: unknown): readonly string[] {
  return Array.isArray(value) && value.includes('owasp') ? ['owasp'] : [];
}
