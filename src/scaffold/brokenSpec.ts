import type { Finding } from '../text/finding.js';
import { Problem } from '../text/problem.js';
import type { Scaffolding } from './scaffold.js';

const syntaxRules = new Set(['invalid-yaml', 'invalid-json']);

/**
 * Of a spec with a syntax error only a part was read. That serves for a first run, but what the rest described must not
 * be taken for removed.
 * @throws Problem at the first syntax error, when routes would be removed or handlers left without their operation
 */
export function assertNothingLost(findings: readonly Finding[], { changes, orphans }: Scaffolding): void {
  const broken = findings.find(({ rule, severity }) => severity === 'error' && syntaxRules.has(rule));
  if (!broken) return;
  const removed = changes.flatMap(({ path, text }) => (text === undefined ? [path] : []));
  const lost = [...removed, ...orphans.map(({ file, name }) => `${name} in ${file}`)];
  if (lost.length === 0) return;
  const named = lost.length > 3 ? `${lost.slice(0, 3).join(', ')} and ${lost.length - 3} more` : lost.join(', ');
  throw new Problem(
    `${broken.message} Only a part of the spec could be read, and this run would take ${named} for removed. Nothing was written: correct the spec and run again.`,
    { path: broken.path, position: broken.range.start },
  );
}
