/** `{{$env.NAME}}`: read once before the run, so that workers and reports know nothing of the environment. */
import type { Flow } from '../plan.js';
import { hasTemplate, parseTemplate, variablesOf } from './template.js';

/** Names of all variables that the requests of a flow use, `$env.NAME` and `$secret.name` among them. @throws Problem */
export function variablesIn(flow: Pick<Flow, 'requests' | 'setup' | 'teardown'>): Set<string> {
  const names = new Set<string>();
  for (const { name, variants } of [...flow.setup, ...flow.requests, ...flow.teardown]) {
    for (const { path, headers, body } of variants) {
      for (const text of [path, ...headers.map(([, value]) => value), body]) {
        if (typeof text !== 'string' || !hasTemplate(text)) continue;
        for (const each of variablesOf(parseTemplate(text, `the request ${name}`))) names.add(each);
      }
    }
  }
  return names;
}

/** The flow with values for the `$env.` variables that it uses, and for no others. What is not set stays unknown. */
export function withEnvironment(flow: Flow, environment: Readonly<Record<string, string | undefined>>): Flow {
  const values: Record<string, string> = { ...flow.variables };
  for (const name of variablesIn(flow)) {
    const value = name.startsWith('$env.') ? environment[name.slice(5)] : undefined;
    if (value !== undefined) values[name] = value;
  }
  return { ...flow, variables: values };
}
