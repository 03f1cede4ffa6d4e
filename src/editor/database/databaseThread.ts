/** Entry of the thread that speaks to databases; embedded ones run in a process of their own below it. */
import { connect } from '../../database/connection/connect.js';
import { readConnection } from '../../database/connection/readConnection.js';
import { describeConnection } from '../../database/connection/settings.js';
import { answerCalls } from '../answerCalls.js';
import { compareAnswers } from './compare/compareAnswers.js';
import type { DatabaseCalls } from './databaseCalls.js';
import { explainAnswers } from './explain/explainAnswers.js';
import { cancelJob, inJob } from './jobs.js';
import { liveAnswers } from './live/liveAnswers.js';
import { migrationAnswers } from './migration/migrationAnswers.js';
import { scaffoldAnswers } from './scaffold/scaffoldAnswers.js';

answerCalls<DatabaseCalls>({
  ...compareAnswers,
  ...migrationAnswers,
  ...liveAnswers,
  ...explainAnswers,
  ...scaffoldAnswers,
  async describeConnection({ connectionString }) {
    const settings = await readConnection(connectionString);
    return { description: describeConnection(settings), warnings: settings.warnings };
  },
  tryConnection: ({ job, connectionString }) =>
    inJob(job, async signal => {
      const settings = await readConnection(connectionString);
      const session = await connect(settings, { signal });
      await session.close();
      // Since PostgreSQL 10: two numbers.
      const version = `${Math.floor(session.version / 10_000)}.${session.version % 10_000}`;
      return { database: settings.database, version };
    }),
  async cancel({ job }) {
    cancelJob(job);
    return true;
  },
});
