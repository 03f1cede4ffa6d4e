/** One list out of what reading and Spectral found: one finding a problem, set as loud as people want it. */
import type { Finding, Position, Range, Severity } from '../../text/finding.js';
import type { RuleLevels } from './spectralRuleset.js';

export interface Linted {
  readonly finding: Finding;
  /** Where a finding of ours would mean the same. */
  readonly near: readonly Range[];
}

/**
 * `read` findings win over `linted` ones about the same thing, because they say what is done about it; the louder of
 * the two severities counts.
 * Order: the entry file first, then by path; within a file by position.
 */
export function mergeFindings(
  entry: string,
  read: readonly Finding[],
  linted: readonly Linted[],
  levels: RuleLevels,
): readonly Finding[] {
  const kept: Finding[] = [...read];
  for (const { finding, near } of linted) {
    let twin = 0;
    while (twin < read.length && !(kept[twin]!.path === finding.path && saysTheSame(kept[twin]!, finding, near)))
      twin++;
    if (twin === read.length) kept.push(finding);
    else kept[twin] = { ...kept[twin]!, severity: louder(kept[twin]!.severity, finding.severity) };
  }
  const seen = new Set<string>();
  return kept
    .flatMap(finding => atLevel(finding, levels))
    .filter(({ rule, path, range, message }) => {
      const id = JSON.stringify([rule, path, range, message]);
      return !seen.has(id) && seen.add(id);
    })
    .sort(
      (a, b) =>
        Number(b.path === entry) - Number(a.path === entry) ||
        compareText(a.path, b.path) ||
        comparePosition(a.range.start, b.range.start) ||
        comparePosition(a.range.end, b.range.end) ||
        compareText(a.rule, b.rule) ||
        compareText(a.message, b.message),
    );
}

function atLevel(finding: Finding, levels: RuleLevels): Finding[] {
  const level = Object.hasOwn(levels, finding.rule) ? levels[finding.rule] : undefined;
  if (level === 'off') return [];
  return [level === undefined ? finding : { ...finding, severity: level }];
}

/** Our rules, and those of Spectral's that say the same at the same place. */
const sameTopic: Readonly<Record<string, readonly string[]>> = {
  'ambiguous-paths': ['path-params'],
  'duplicate-parameter': ['operation-parameters'],
  'missing-path-parameter': ['path-params'],
  'unused-path-parameter': ['path-params'],
  'invalid-path': ['path-params', 'path-declarations-must-exist', 'path-not-include-query'],
  'missing-schema': ['array-items'],
  'ignored-ref-sibling': ['no-$ref-siblings'],
  'missing-reference': ['oas2-operation-security-defined', 'oas3-operation-security-defined'],
};

function saysTheSame(ours: Finding, theirs: Finding, near: readonly Range[]): boolean {
  if (!near.some(range => overlap(ours.range, range))) return false;
  if (ours.rule === theirs.rule) return true;
  // A structure that the reader refused is what the specification's schema refuses too.
  if (/^oas\d-schema$/.test(theirs.rule))
    return (
      ours.severity === 'error' ||
      /^(?:invalid-|missing-|unsupported-(?:exclusive-limit|type|method|webhooks)$)/.test(ours.rule)
    );
  return Object.hasOwn(sameTopic, ours.rule) && sameTopic[ours.rule]!.includes(theirs.rule);
}

const loudest: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

function louder(a: Severity, b: Severity): Severity {
  return loudest.indexOf(a) <= loudest.indexOf(b) ? a : b;
}

function overlap(a: Range, b: Range): boolean {
  return comparePosition(a.start, b.end) <= 0 && comparePosition(b.start, a.end) <= 0;
}

function comparePosition(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** By code units, so that the order is the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
