/** What a ruleset file can name without bringing it along: formats, functions, and the rulesets in this bundle. */
import * as formats from '@stoplight/spectral-formats';
import * as functions from '@stoplight/spectral-functions';
import owasp from '@stoplight/spectral-owasp-ruleset';
import type { Definition } from './definition.js';
import { looksEverywhere } from './localRules.js';

/** Names in rulesets as Spectral spells them: `oas3`, `oas3.1`, `oas3_1`, `json-schema-2020-12`. */
const formatNames: ReadonlyMap<string, unknown> = new Map(
  Object.entries(formats)
    .filter(([name]) => name !== 'extractDraftVersion' && name !== 'detectDialect')
    .map(([name, format]) => [plainName(name), format] as const),
);

export function formatNamed(name: string): unknown {
  return formatNames.get(plainName(name));
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/draft|[^a-z0-9]/g, '');
}

const functionNames: ReadonlyMap<string, unknown> = new Map(Object.entries(functions));

export function functionNamed(name: string): unknown {
  return functionNames.get(name);
}

export const coreFunctionNames: readonly string[] = [...functionNames.keys()].filter(name => name !== 'default');

/**
 * The OWASP rules. Some of them are mended: they ask `.match` of whatever is called "name" or "in", and end the run where
 * that is no text, and `no-credentials-in-url` looks for a "name" inside of the name, so that it never finds any.
 * Those about schemas look at each where it is written, not at every place that refers to it: with references expanded
 * GitHub's description has so many that they do not fit into memory. A response that is missing is not said to be without content, too.
 */
export function owaspRuleset(): Definition {
  const { rules, ...rest } = (owasp as unknown as { default?: Definition }).default ?? (owasp as unknown as Definition);
  const mended: Record<string, unknown> = Object.fromEntries(
    Object.entries(rules ?? {}).map(([name, rule]) => [
      name,
      looksEverywhere(rule) ? { ...(rule as object), resolved: false } : rule,
    ]),
  );
  const ids = mended['owasp:api1:2023-no-numeric-ids'];
  if (ids) {
    const given =
      '$.paths..parameters[?(@ && @.name && @.name.match && (@.name === "id" || @.name.match(/(_id|Id|-id)$/)))].schema';
    mended['owasp:api1:2023-no-numeric-ids'] = { ...ids, given };
  }
  const credentials = mended['owasp:api2:2023-no-credentials-in-url'] as { then: readonly object[] } | undefined;
  if (credentials) {
    const then = credentials.then.map(one => ({ ...one, field: undefined }));
    const given = '$..parameters[?(@ && @.in && @.in.match && @.in.match(/query|path/))].name';
    mended['owasp:api2:2023-no-credentials-in-url'] = { ...credentials, given, then };
  }
  const limits = mended['owasp:api4:2023-rate-limit'];
  if (limits) {
    const given = '$.paths[*]..responses[?(@property && @property.match && @property.match(/^(2|4)/))]';
    mended['owasp:api4:2023-rate-limit'] = { ...limits, given };
  }
  for (const [name, rule] of Object.entries(mended)) {
    const [missing, empty, ...more] = [(rule as { then: readonly Then[] | Then }).then].flat();
    if (!missing || more.length > 0 || empty?.field !== `${missing.field}.content`) continue;
    const then = [missing, { field: missing.field, function: withContent }];
    mended[name] = { ...(rule as object), then };
  }
  return { ...rest, rules: mended };
}

interface Then {
  readonly field?: string;
  readonly function: unknown;
}

function withContent(response: unknown, _: unknown, { path }: { readonly path: readonly (string | number)[] }) {
  const lacks = typeof response === 'object' && response !== null && !('content' in response);
  return lacks ? [{ message: 'It has no content.', path: [...path, 'content'] }] : [];
}
