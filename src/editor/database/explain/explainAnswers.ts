/** In the thread: how `explainCalls.ts` is answered. */
import { connect } from '../../../database/connection/connect.js';
import { readConnection } from '../../../database/connection/readConnection.js';
import { explainWithJson } from '../../../database/explain/explainQuery.js';
import { planHtml } from '../../../database/explain/output/planHtml.js';
import { planMarkdown } from '../../../database/explain/planMarkdown.js';
import { DatabaseError } from '../../../database/session.js';
import { Problem } from '../../../text/problem.js';
import { withStop } from '../../../text/sentence.js';
import type { Answers } from '../../answerCalls.js';
import { inJob } from '../jobs.js';
import type { ExplainCalls } from './explainCalls.js';
import { copySqlLink, pageActions } from './pageLinks.js';
import { fillBlanks, readNeeds } from './queryNeeds.js';
import { statementAround, withoutExplain } from './sqlQuery.js';

export const explainAnswers: Answers<ExplainCalls> = {
  async findQuery(place) {
    const { text, start, end, language } = place;
    if (language !== 'sql') {
      const { queryInScript } = await import('./scriptQuery.js');
      return withoutExplain(queryInScript(place, language.script));
    }
    return withoutExplain(start === end ? statementAround(text, start) : { text: text.slice(start, end), start, end });
  },
  readQuery: ({ text, filled }) => readNeeds(text, filled),
  explainQuery: ({ job, connectionString, text, filled, values, analyze, timeout, database, before }) =>
    inJob(job, async signal => {
      const session = await connect(await readConnection(connectionString), { signal });
      try {
        const options = { analyze, timeout, signal, ...(values && { values }) };
        const { report, json } = await explainWithJson(session, fillBlanks(text, filled), options);
        const page = { report, database, actions: pageActions, copySql: copySqlLink, takenAt: clock() };
        return {
          report,
          html: planHtml({ ...page, ...(values && { values }), ...(before && { before }) }),
          markdown: planMarkdown(report),
          json: `${JSON.stringify(json, undefined, 2)}\n`,
        };
      } catch (error) {
        if (error instanceof DatabaseError) throw new Problem(`The server says: ${withStop(error.message)}`);
        throw error;
      } finally {
        await session.close();
      }
    }),
};

function clock(): string {
  return new Date().toLocaleTimeString('en-GB');
}
