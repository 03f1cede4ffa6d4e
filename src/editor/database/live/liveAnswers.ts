import { connect } from '../../../database/connection/connect.js';
import { readConnection } from '../../../database/connection/readConnection.js';
import { analyzeDatabase } from '../../../database/live/analyzeDatabase.js';
import { reportHtml } from '../../../database/live/output/html.js';
import { reportJson } from '../../../database/live/output/json.js';
import { reportMarkdown } from '../../../database/live/output/markdown.js';
import { countFindings, shownTables } from '../../../database/live/output/sections.js';
import type { DatabaseReport } from '../../../database/live/report.js';
import { DatabaseError, type Session } from '../../../database/session.js';
import { Problem } from '../../../text/problem.js';
import { type Answers, tell } from '../../answerCalls.js';
import type { DatabaseTold } from '../databaseCalls.js';
import { inJob } from '../jobs.js';
import { adviseOnServer } from './adviseOnServer.js';
import { figuresOf } from './keptFigures.js';
import type { LiveCalls, LiveSummary, ReportFormat, ReportPlace } from './liveCalls.js';
import { reportPage } from './reportPage.js';
import { readSavedReport, saveReport, writeKept } from './savedReport.js';

export const liveAnswers: Answers<LiveCalls> = {
  analyzeDatabase: ({ job, connectionString, options, place }) =>
    inJob(job, async signal => {
      const report = await inSession(connectionString, signal, session =>
        analyzeDatabase(session, options, {
          signal,
          onProgress: what => tell<DatabaseTold>({ job, progress: `looking at ${what}` }),
        }),
      );
      await saveReport(place, report);
      await writeKept(place, '.figures.json', figuresOf(report, place.about));
      return summaryOf(report);
    }),
  adviseIndexes: ({ job, connectionString, engine, place }) =>
    inJob(job, async signal => {
      const onProgress = (progress: string) => tell<DatabaseTold>({ job, progress });
      const { advice, summary } = await inSession(connectionString, signal, session =>
        adviseOnServer(session, engine, { signal, onProgress }),
      );
      await saveReport(place, { ...(await kept(place)), advice });
      return summary;
    }),
  async reportPage({ place, head }) {
    const report = await readSavedReport(place);
    return report && reportPage(report, place.id, head);
  },
  async reportText({ place, format }) {
    return textIn[format](await kept(place));
  },
};

const textIn: Readonly<Record<ReportFormat, (report: DatabaseReport) => string>> = {
  html: report => reportHtml(report),
  markdown: reportMarkdown,
  json: report => `${JSON.stringify(reportJson(report), undefined, 2)}\n`,
};

async function kept(place: ReportPlace): Promise<DatabaseReport> {
  const report = await readSavedReport(place);
  if (!report) throw new Problem('There is no report of this database any more: analyze it again.');
  return report;
}

function summaryOf(report: DatabaseReport): LiveSummary {
  return {
    database: report.server.database,
    takenAt: report.server.takenAt,
    tables: shownTables(report).length,
    ...countFindings(report.findings),
    unseen: report.unseen.map(({ what }) => what),
  };
}

/** @throws Problem for all that a server refuses; the signal's reason. */
async function inSession<Result>(
  connectionString: string,
  signal: AbortSignal,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  try {
    const session = await connect(await readConnection(connectionString), { signal });
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DatabaseError)) throw error;
    throw new Problem(`The server ended the analysis: ${error.server.message}. Nothing was changed; try again.`);
  }
}
