/** In the thread: a report as the page of a webview, with links for what can be done. */
import { reportHtml } from '../../../database/live/output/html.js';
import type { DatabaseReport } from '../../../database/live/report.js';
import type { ReportHead, ReportPage } from './liveCalls.js';
import { type PageAction, pageLink } from './pageLink.js';

export function reportPage(report: DatabaseReport, id: string, head: ReportHead): ReportPage {
  const sqls: string[] = [];
  const tables: { schema: string; name: string }[] = [];
  const places = new Map<string, number>();
  const link = (action: PageAction, title: string, hint: string, at?: number) => pageLink(id, action, title, hint, at);
  const isExact = report.tables.some(({ rowsAreExact }) => rowsAreExact);
  const html = reportHtml(report, {
    title: head.name,
    badge: head.stage,
    sub: head.description,
    actions: [
      link('analyze', 'Analyze Again', 'Look at the database once more'),
      link('indexes', 'Suggest Indexes', 'Try out which indexes would make the workload cheaper'),
      ...(isExact ? [] : [link('exactRows', 'Count Rows Exactly', 'Analyze again, and read every table to count it')]),
      link('save', 'Save As…', 'Save the report as HTML, Markdown or JSON'),
      link('forget', 'Forget Figures', 'Remove this report and its figures from the editor'),
    ],
    links: {
      sql(sql) {
        const at = sqls.push(sql) - 1;
        // What is no statement stands in the place of something in one: the columns of a `*`.
        const isStatement = sql.trimEnd().endsWith(';');
        return [
          link('copy', 'Copy', 'Copy to the clipboard', at),
          ...(isStatement ? [link('open', 'Open as Migration', 'Open as a new SQL document', at)] : []),
        ];
      },
      table(name) {
        const key = JSON.stringify([name.schema, name.name]);
        const at = places.get(key) ?? tables.push({ schema: name.schema, name: name.name }) - 1;
        places.set(key, at);
        return link('table', 'Go to Definition', 'Open the CREATE TABLE of the workspace', at);
      },
    },
  });
  return { html, sqls, tables };
}
