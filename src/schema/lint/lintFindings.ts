/** Violations, which speak in offsets, become Findings: ranges, levels, suppression, order. */
import type { Fix, Range, Severity, TextEdit } from '../../text/finding.js';
import { startOfFile } from '../../text/finding.js';
import { rangeIn } from '../navigation/positions.js';
import { displayName } from '../print.js';
import type { FileRole, Levels, PlaceEdit, PlaceFix, SchemaFinding, Violation } from '../rule.js';
import type { ParsedFile } from '../statement.js';
import { type FoundViolation, levelOf, type RuleFailure } from './lintGuard.js';
import { isDisabled, suppressFix } from './lintSuppress.js';
import { syntaxRules } from './lintSyntax.js';

export interface ToFindings {
  readonly found: readonly FoundViolation[];
  readonly failures: readonly RuleFailure[];
  /** By absolute path, in the order in which findings are to come. */
  readonly files: ReadonlyMap<string, FileRole>;
  readonly levels: Levels;
}

/** Findings that nobody turned off, in the order of files and places, each once. What stands in no file of the group is left out. */
export function findingsOf({ found, failures, files, levels }: ToFindings): SchemaFinding[] {
  const byFile = new Map<string, FoundViolation[]>([...files.keys()].map(path => [path, []]));
  for (const one of found) byFile.get(one.violation.place.path)?.push(one);
  const findings: SchemaFinding[] = incompleteFindings(failures, files, levels);
  for (const [path, violations] of byFile) {
    if (violations.length === 0) continue;
    const { file } = files.get(path)!;
    for (const one of inOrder(violations)) {
      const finding = findingOf(one, file, files, levels);
      if (finding) findings.push(finding);
    }
  }
  return findings;
}

function findingOf(
  { rule, violation }: FoundViolation,
  file: ParsedFile,
  files: ReadonlyMap<string, FileRole>,
  levels: Levels,
): SchemaFinding | undefined {
  const severity = levelOf(rule, levels);
  if (severity === 'off') return undefined;
  const { place, table, column, objects } = violation;
  const range = rangeIn(file, place.start, place.end);
  if (isDisabled(file, rule.id, range.start.line)) return undefined;
  let mended: Mending | undefined;
  const mend = () => {
    mended ??= mendingOf(violation, files);
    return mended;
  };
  let fixes: readonly Fix[] | undefined;
  const finding: SchemaFinding = {
    rule: rule.id,
    severity,
    message: violation.message,
    path: file.path,
    range,
    get fixes() {
      fixes ??= [...mend().fixes, suppressFix(file, rule.id, range.start.line)];
      return fixes;
    },
    category: rule.category,
    ...(table && { table: displayName(table) }),
    ...(column !== undefined && { column }),
    ...(objects && { objects }),
  };
  if (violation.mend || violation.suggestion !== undefined) {
    Object.defineProperty(finding, 'suggestion', { enumerable: true, get: () => mend().suggestion });
  }
  return finding;
}

interface Mending {
  readonly suggestion: string | undefined;
  readonly fixes: readonly Fix[];
}

/** A rule that knows no way out of what it found, or throws on the way, has found it all the same. */
function mendingOf(violation: Violation, files: ReadonlyMap<string, FileRole>): Mending {
  const { suggestion, fixes = [] } = mended(violation);
  return { suggestion, fixes: fixes.map(fix => textFix(fix, files)).filter(fix => fix !== undefined) };
}

function mended(violation: Violation): Pick<Violation, 'suggestion' | 'fixes'> {
  try {
    return violation.mend?.() ?? violation;
  } catch {
    return {};
  }
}

/** By place, then by rule; what is said twice in the same words is said once. */
function inOrder(violations: readonly FoundViolation[]): FoundViolation[] {
  const sorted = [...violations].sort((a, b) => {
    const [left, right] = [a.violation, b.violation];
    return (
      left.place.start - right.place.start ||
      left.place.end - right.place.end ||
      compare(a.rule.id, b.rule.id) ||
      compare(left.message, right.message)
    );
  });
  return sorted.filter((one, at) => at === 0 || !isSame(one, sorted[at - 1]!));
}

function isSame(a: FoundViolation, b: FoundViolation): boolean {
  const [left, right] = [a.violation, b.violation];
  return (
    a.rule.id === b.rule.id &&
    left.message === right.message &&
    left.place.start === right.place.start &&
    left.place.end === right.place.end
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Undefined when an edit speaks of a file that nobody has read. */
function textFix({ title, edits }: PlaceFix, files: ReadonlyMap<string, FileRole>): Fix | undefined {
  const textEdits = edits.map(edit => textEdit(edit, files));
  return textEdits.every(edit => edit !== undefined) ? { title, edits: textEdits as TextEdit[] } : undefined;
}

function textEdit(
  { path, start, end, text, newFile }: PlaceEdit,
  files: ReadonlyMap<string, FileRole>,
): TextEdit | undefined {
  if (newFile) return { path, range: startOfFile, text, newFile };
  const role = files.get(path);
  return role && { path, range: rangeIn(role.file, start, end), text };
}

function incompleteFindings(
  failures: readonly RuleFailure[],
  files: ReadonlyMap<string, FileRole>,
  levels: Levels,
): SchemaFinding[] {
  const rule = syntaxRules.lintIncomplete;
  const severity = levelOf(rule, levels);
  const [path] = files.keys();
  if (path === undefined || severity === 'off') return [];
  return failures.map(failure => incomplete(path, startOfFile, severity, failure));
}

function incomplete(path: string, range: Range, severity: Severity, { rule, reason }: RuleFailure): SchemaFinding {
  const message = `The rule ${rule} failed on this schema and was left out (${reason}). This is a mistake of Senior Backend, not of the schema.`;
  return { rule: syntaxRules.lintIncomplete.id, severity, message, path, range, fixes: [], category: 'syntax' };
}
