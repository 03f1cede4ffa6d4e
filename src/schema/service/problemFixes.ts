/** Fixes of problems that an editor shows: looked up when somebody wants them. */
import type { SchemaFinding } from '../rule.js';
import type { ProblemAt, ProblemFixes } from './schemaMessages.js';

/** @param findings of one file. @returns an answer for each problem; undefined: there is no such finding any more. */
export function problemFixes(
  findings: readonly SchemaFinding[],
  problems: readonly ProblemAt[],
): readonly (ProblemFixes | undefined)[] {
  return problems.map(problem => {
    const finding = findings.find(one => isAt(one, problem));
    if (!finding) return undefined;
    const mendable = findings.filter(({ rule, fixes }) => rule === finding.rule && fixes.length > 1).length;
    return { fixes: finding.fixes, mendable };
  });
}

function isAt({ rule, message, range }: SchemaFinding, problem: ProblemAt): boolean {
  const { line, character } = range.start;
  return (
    rule === problem.rule &&
    message === problem.message &&
    line === problem.start.line &&
    character === problem.start.character
  );
}
