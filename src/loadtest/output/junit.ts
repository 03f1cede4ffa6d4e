/** JUnit XML, as CI servers read it: one test case for each threshold, expectation and baseline comparison. */
import type { Report } from '../report.js';
import type { Verdicts } from '../verdict/verdict.js';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly failure?: string;
  readonly output?: string;
}

export function reportJunit(report: Report, { checks, comparisons }: Verdicts): string {
  const cases: Case[] = [
    ...checks.map(({ target, text, actual, outcome, warnings }) => ({
      suite: target,
      name: text,
      ...(outcome === 'failed' ? { failure: `${text}: ${actual}` } : {}),
      output: [actual, ...(warnings ?? [])].join('\n'),
    })),
    ...comparisons
      .filter(({ against }) => against === 'baseline')
      .map(({ base, other, verdict, outcome, caveats }) => ({
        suite: other,
        name: `no worse than the ${base}`,
        ...(outcome === 'worse' ? { failure: verdict } : {}),
        output: [verdict, ...caveats].join('\n'),
      })),
  ];
  const time = report.seconds.toFixed(3);
  const suites = [...new Set(cases.map(({ suite }) => suite))].map(suite => {
    const own = cases.filter(of => of.suite === suite);
    const failed = own.filter(({ failure }) => failure !== undefined).length;
    const head = `  <testsuite name="${xml(suite)}" tests="${own.length}" failures="${failed}" errors="0" skipped="0" time="${time}" timestamp="${xml(report.startedAt)}">`;
    return [head, ...own.map(caseXml), '  </testsuite>'].join('\n');
  });
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const head = `<testsuites name="load test" tests="${cases.length}" failures="${failures}" errors="0" time="${time}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>', ''].join('\n');
}

function caseXml({ suite, name, failure, output }: Case): string {
  const inner = [
    ...(failure === undefined ? [] : [`      <failure message="${xml(failure)}" type="threshold"/>`]),
    ...(output === undefined ? [] : [`      <system-out>${xml(output)}</system-out>`]),
  ];
  return [`    <testcase classname="${xml(suite)}" name="${xml(name)}" time="0">`, ...inner, '    </testcase>'].join(
    '\n',
  );
}

/** XML 1.0 §2.2: what is no character there, halves of surrogate pairs among it, becomes U+FFFD. */
function xml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\r\n]/g, character => `&#${character.charCodeAt(0)};`);
}
