/** Rules beyond Zod's methods, each written once and asked in two ways: by Zod for all that is wrong, by accepts.ts for yes or no. */
import type { core, ZodType } from 'zod';
import { isAccepted, know, testOf } from './accepts.js';
import { type Schema, z } from './zod.js';

export type { Schema };
/** Any schema. Typed as little as can be, because tsc would compare each generated one with more. */
export type Part = object;
export type Path = readonly PropertyKey[];

/** Where a rule says what is wrong. */
export interface Verdict {
  /** A sentence about the value, or the part of it at `path`. */
  complain(message: string, value: unknown, path?: Path): void;
  issue(issue: core.$ZodRawIssue): void;
  /** Hands a value, or a part of it at `path`, to another schema. */
  delegate(schema: Part, value: unknown, path?: Path): void;
  accepts(schema: Part, value: unknown): boolean;
}

export type Rule = (value: unknown, verdict: Verdict) => void;

/** Says something of values that are there: an absent property is the concern of the object around it. */
export const rule = (test: Rule): Schema => z.unknown().check(presentCheck(test));

export const presentCheck = (test: Rule): core.CheckFn<unknown> =>
  ruleCheck((value, verdict) => {
    if (value !== undefined) test(value, verdict);
  });

export function ruleCheck(test: Rule): core.CheckFn<unknown> {
  const check: core.CheckFn<unknown> = context => test(context.value, explaining(context));
  return know(check, (value, depth) => {
    const judge = judging(depth);
    test(value, judge);
    return judge.isRight;
  });
}

/** A check of values of one type that is said in one sentence. */
export function check<T>(isRight: (value: T) => boolean, message: string): core.CheckFn<T> {
  const run: core.CheckFn<T> = ({ value, issues }) => {
    if (!isRight(value)) issues.push({ code: 'custom', message, input: value });
  };
  return know(run, isRight as (value: unknown) => boolean);
}

/** No answer shows more: a body of a megabyte may have a hundred thousand things wrong with it. */
const mostIssues = 100;

const isFull = ({ issues }: core.ParsePayload) => issues.length >= mostIssues;

function explaining(context: core.ParsePayload<unknown>): Verdict {
  const issue = (one: core.$ZodRawIssue) => {
    if (!isFull(context)) context.issues.push(one);
  };
  return {
    complain: (message, input, path = []) => issue({ code: 'custom', message, input, path: [...path] }),
    issue,
    delegate: (schema, value, path) => delegate(schema, value, context, path),
    accepts,
  };
}

function judging(depth: number): Verdict & { readonly isRight: boolean } {
  const refuse = () => {
    judge.isRight = false;
  };
  const judge = {
    isRight: true,
    complain: refuse,
    issue: refuse,
    delegate: (schema: Part, value: unknown) => {
      if (judge.isRight) judge.isRight = testOf(schema)(value, depth);
    },
    accepts: (schema: Part, value: unknown) => testOf(schema)(value, depth),
  };
  return judge;
}

export const accepts = (schema: Part, value: unknown): boolean =>
  isAccepted(schema, value) ?? (schema as ZodType).safeParse(value).success;

function delegate(schema: Part, value: unknown, context: core.ParsePayload<unknown>, path: Path = []): void {
  if (isFull(context)) return;
  const result = (schema as ZodType).safeParse(value);
  if (result.success) return;
  const known = saidOf(context.issues);
  for (const issue of result.error.issues) {
    if (isFull(context)) return;
    const where = [...path, ...issue.path];
    const said = saying(issue.message, where);
    if (known.has(said)) continue;
    known.add(said);
    context.issues.push({ ...issue, input: value, path: where } as core.$ZodRawIssue);
  }
}

const saying = (message: string | undefined, path: Path = []) => `${path.length} ${path.map(String).join()} ${message}`;

const sayings = new WeakMap<object, { count: number; readonly known: Set<string> }>();

/** What is said already. Looking through all issues for each new one would let one bad array take minutes. */
function saidOf(issues: core.ParsePayload['issues']): Set<string> {
  const said = sayings.get(issues) ?? { count: 0, known: new Set<string>() };
  sayings.set(issues, said);
  for (; said.count < issues.length; said.count++) {
    const { message, path } = issues[said.count]!;
    said.known.add(saying(message, path));
  }
  return said.known;
}
