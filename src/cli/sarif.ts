/** Findings as SARIF 2.1.0, which code hosts show on pull requests. https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
import nodePath from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, Severity } from '../text/finding.js';

/** SARIF has no hint; `note` is the quietest level that is shown. */
const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/** Paths below `folder` become relative to it, so that the report holds on another machine. */
export function sarifLog(findings: readonly Finding[], version: string, folder: string): object {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'senior-backend',
            version,
            informationUri: 'https://github.com/senior-backend/senior-backend',
            rules: rules.map(id => ({ id })),
          },
        },
        // Columns are counted in UTF-16 units (§3.14.17).
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(folder).href.replace(/\/$/, '')}/` } },
        results: findings.map(finding => ({
          ruleId: finding.rule,
          ruleIndex: rules.indexOf(finding.rule),
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [
            { physicalLocation: { artifactLocation: artifact(finding.path, folder), region: region(finding) } },
          ],
        })),
      },
    ],
  };
}

function artifact(path: string, folder: string): object {
  if (/^https?:/i.test(path)) return { uri: path };
  const relative = nodePath.relative(folder, path);
  if (relative.startsWith('..') || nodePath.isAbsolute(relative)) return { uri: pathToFileURL(path).href };
  return { uri: relative.split(nodePath.sep).map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' };
}

/** Lines and columns from one; the end column is the one after the last (§3.30.8). */
function region({ range: { start, end } }: Finding): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
