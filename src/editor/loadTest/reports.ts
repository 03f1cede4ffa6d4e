/** In the runner's thread: reports judged, kept and handed out. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { reportCsv } from '../../loadtest/output/csv.js';
import { reportHtml } from '../../loadtest/output/html.js';
import { reportMarkdown } from '../../loadtest/output/markdown.js';
import { readReport } from '../../loadtest/output/readReport.js';
import { reportJson } from '../../loadtest/output/reportJson.js';
import type { Report } from '../../loadtest/report.js';
import { answersPerSecond, attempts } from '../../loadtest/verdict/figures.js';
import { judge } from '../../loadtest/verdict/judge.js';
import { readSlo, sloPath, thresholdsFor } from '../../loadtest/verdict/slo.js';
import type { Verdicts } from '../../loadtest/verdict/verdict.js';
import { readDiskFile } from '../../openapi/diskFiles.js';
import type { ExportFormat, RunResult } from '../../panel/panelMessages.js';
import { panelReport } from '../../panel/panelReport.js';
import { Problem } from '../../text/problem.js';
import { inEditor } from './editorAdvice.js';
import { type Subject, subjectTitle } from './request.js';
import type { RunFiles, RunOutcome, RunSummary } from './runnerMessages.js';

/** Judged by the project's thresholds, and against its baseline where there is one. */
export async function outcomeOf(report: Report, files: RunFiles): Promise<RunOutcome> {
  const verdicts = await verdictsOf(report, files);
  return { result: resultOf(report, verdicts, files.subject), summary: summaryOf(report, verdicts) };
}

async function verdictsOf(report: Report, { root, subject }: RunFiles): Promise<Verdicts> {
  const path = nodePath.join(root, sloPath);
  const text = await readDiskFile(path);
  const { id } = subject.operation ?? {};
  const names = [...(id === undefined ? [] : [id]), subjectTitle(subject)];
  const thresholds = text === undefined || subject.kind === 'fuzz' ? [] : thresholdsFor(readSlo(path, text), names);
  const kept = report.targets.length === 1 ? baselinePath(root, subject) : undefined;
  const baseline = kept === undefined ? undefined : await readDiskFile(kept);
  return judge(report, {
    thresholds: () => thresholds,
    ...(subject.kind === 'fuzz' && { statuses: ['4XX'] }),
    ...(kept !== undefined && baseline !== undefined && { baseline: readReport(kept, baseline) }),
  });
}

function resultOf(report: Report, verdicts: Verdicts, subject: Subject): RunResult {
  const [target] = report.targets;
  // Where nothing succeeded there is nothing to live up to.
  const canSaveBaseline = report.targets.length === 1 && subject.kind !== 'fuzz' && target!.succeeded > 0;
  const recommendations = inEditor(verdicts.recommendations);
  return { report: panelReport(report), ...verdicts, recommendations, canSaveBaseline };
}

function summaryOf(report: Report, { checks }: Verdicts): RunSummary {
  const target = report.targets[0]!;
  const all = attempts(target);
  return {
    startedAt: report.startedAt,
    endedBy: report.endedBy,
    answered: report.targets.reduce((sum, { answered }) => sum + answered, 0),
    p50: target.latency.p50,
    p99: target.latency.p99,
    perSecond: answersPerSecond(target),
    success: all > 0 ? target.succeeded / all : 0,
    thresholds: checks.length === 0 ? 'none' : checks.some(({ outcome }) => outcome === 'failed') ? 'failed' : 'passed',
  };
}

/** Whole or not at all. */
export async function keepReport(report: Report, { report: file }: RunFiles): Promise<void> {
  await mkdir(nodePath.dirname(file), { recursive: true });
  const empty: Verdicts = { checks: [], comparisons: [], recommendations: [] };
  await writeFile(`${file}.new`, JSON.stringify(reportJson(report, empty, { full: true })));
  await rename(`${file}.new`, file);
}

/** @throws Problem when it is not there any more, or is no report. */
export async function openReport({ report: file }: RunFiles): Promise<Report> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Problem('The report of this run is not there any more.');
  return readReport(file, text);
}

export async function exportReport(files: RunFiles, format: ExportFormat): Promise<string> {
  const report = await openReport(files);
  const verdicts = await verdictsOf(report, files);
  switch (format) {
    case 'json':
      return `${JSON.stringify(reportJson(report, verdicts, { full: true }), undefined, 2)}\n`;
    case 'csv':
      return reportCsv(report);
    case 'html':
      return reportHtml(report, verdicts);
    case 'markdown':
      return reportMarkdown(report, verdicts);
  }
}

/** As `--compare` of the command line reads it. */
export async function baselineOf(files: RunFiles): Promise<{ path: string; text: string }> {
  const report = await openReport(files);
  const verdicts = await verdictsOf(report, files);
  const text = `${JSON.stringify(reportJson(report, verdicts, { full: true }))}\n`;
  return { path: baselinePath(files.root, files.subject), text };
}

/** `.senior-backend/baselines/get-users-id-3f2a91.json`: the hash tells `/a-b` from `/a/b`. */
function baselinePath(root: string, { operation }: Subject): string {
  const name = operation ? `${operation.method} ${operation.path}` : 'api';
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  const hash = createHash('sha256').update(name, 'utf8').digest('hex').slice(0, 6);
  return nodePath.join(root, '.senior-backend', 'baselines', `${operation ? `${slug}-${hash}` : slug}.json`);
}
