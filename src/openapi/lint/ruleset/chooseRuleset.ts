/** Which rules of Spectral's hold for a description: the project's ruleset, or the usual one. */
import nodePath from 'node:path';
import oas from '@stoplight/spectral-rulesets/dist/oas/index.js';
import { oas2_0, oas3_0, oas3_1, oas3_2 } from '@stoplight/spectral-rulesets/dist/oas/schemas/validators.js';
import type { ReadFile } from '../../../text/files.js';
import type { Api } from '../../api.js';
import { readingRules } from '../../ruleIds.js';
import { apiRules } from '../apiRules.js';
import { oasRuleset } from '../spectralRuleset.js';
import type { Validator } from '../structure.js';
import { owaspRuleset } from './builtIn.js';
import type { Definition, ProjectRuleset } from './definition.js';
import { findRuleset } from './findRuleset.js';
import { readRuleset } from './readRuleset.js';

/** The specification's own JSON Schemas, compiled. */
const structures = { '2.0': oas2_0, '3.0': oas3_0, '3.1': oas3_1, '3.2': oas3_2 };

export interface RulesetOptions {
  readonly readFile: ReadFile;
  readonly root: string;
  readonly fetchText?: (url: string) => Promise<string>;
  /** `owasp`, or absolute paths of ruleset files, which count instead of the project's own. */
  readonly rulesets?: readonly string[];
  /** How far up a `.spectral.yaml` is looked for; absolute. The root when it is not said. */
  readonly rulesetRoot?: string;
  /** Code of the project may run: rulesets in JavaScript, and what they name. */
  readonly trusted?: boolean;
}

export type Chosen = ProjectRuleset & {
  readonly definition: Definition;
  /** The rulesets that came with Spectral, as far as they can be in `definition`. */
  readonly builtIn: readonly Definition[];
};

export async function chooseRuleset({ at, dialect }: Api, options: RulesetOptions): Promise<Chosen> {
  const base = oasRuleset(oas, structures[dialect] as unknown as Validator, dialect);
  const owasp = owaspRuleset();
  const named = options.rulesets ?? [];
  const files = named.filter(name => name !== 'owasp');
  const root = nodePath.resolve(options.rulesetRoot ?? options.root);
  const found = files.length > 0 ? undefined : await findRuleset(at.path, root, options.readFile);
  const projects: ProjectRuleset[] = [];
  for (const path of [...files, ...(found === undefined ? [] : [found])]) {
    projects.push(
      await readRuleset(path, {
        readFile: options.readFile,
        builtIn: name => builtIn(name, base, owasp),
        trusted: options.trusted ?? false,
        spec: at.path,
        ownRules: new Set([...apiRules.map(({ id }) => id), ...readingRules]),
        // A file that was named on purpose may lie anywhere.
        root: files.length > 0 ? nodePath.parse(path).root : root,
        ...(options.fetchText && { fetchText: options.fetchText }),
      }),
    );
  }
  const usable = projects.flatMap(({ definition }) => definition ?? []);
  const rulesets = [...(usable.length > 0 ? usable : [base]), ...(named.includes('owasp') ? [owasp] : [])];
  return {
    definition: { extends: rulesets, rules: {} },
    builtIn: [base, owasp],
    levels: Object.assign({}, ...projects.map(({ levels }) => levels)),
    pointerLevels: projects.flatMap(({ pointerLevels }) => pointerLevels),
    findings: projects.flatMap(({ findings }) => findings),
    files: projects.flatMap(one => one.files),
  };
}

function builtIn(name: string, base: Definition, owasp: Definition): Definition | undefined {
  if (name === 'spectral:oas') return base;
  // The package that everybody extends, from npm or the web, is in this bundle.
  if (name === 'spectral:owasp' || /(?:^|\/)@stoplight\/spectral-owasp-ruleset(?:$|[@/])/.test(name)) return owasp;
  // Rules about other kinds of documents say nothing here.
  return name === 'spectral:asyncapi' || name === 'spectral:arazzo' ? { rules: {} } : undefined;
}
