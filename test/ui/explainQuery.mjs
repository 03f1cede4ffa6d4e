// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of other programs.
// The stories of connections and of the plan of a query, on a PostgreSQL server of their own.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../support/postgres.mjs';
import { themes } from './themes.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const schema = `
  create table customers (id bigint primary key, email text not null, country text);
  create table orders (id bigint primary key, customer_id bigint not null, status text, total numeric, created timestamptz);
  insert into customers select g, 'user' || g || '@example.com', 'country' || g % 50 from generate_series(1, 5000) g;
  insert into orders select g, 1 + (g::bigint * 7919) % 5000, case when g % 500 = 0 then 'open' else 'done' end, g % 1000,
    '2026-01-01'::timestamptz + g * interval '1 minute' from generate_series(1, 60000) g;
  create index orders_status_idx on orders (status);`;

const report = `-- The best customers of a country.
select c.email, count(*) as orders, sum(o.total) as revenue
from orders o
join customers c on c.id = o.customer_id
where c.country = 'country7' and o.total > 10
group by c.email
order by revenue desc
limit 20;

update orders set status = 'done' where customer_id = $1;
`;

const shop = `import { sql } from './db.js';

export function openOrders(customer: { id: number }) {
  return sql\`
    select id, total from orders
    where customer_id = \${customer.id} and total > 10\`;
}
`;

export async function explainStories(ui) {
  await ui.story('connections', () => withServer(server => connections(ui, server)));
  for (const [name, theme] of themes) {
    await ui.story(`explain-${name}`, () => withServer(server => explain(ui, server, name, theme)));
  }
}

/** Goes on in a workbench whose folder is not trusted, with an SQL file open. */
export async function refusedWithoutTrust({ workbench, shot }) {
  await workbench.openFile('schema.sql');
  await workbench.command('Senior Backend: Explain Query');
  await workbench.toasts.filter({ hasText: 'none of its queries is sent to a database' }).waitFor();
  await workbench.command('Senior Backend: Analyze Database');
  await workbench.toasts.filter({ hasText: 'no database is connected to' }).waitFor();
  await workbench.closeToasts();
  await workbench.command('Senior Backend: Add Connection');
  await workbench.toasts.filter({ hasText: 'no database is connected to' }).waitFor();
  await shot('untrusted-database');
}

async function withServer(tell) {
  const server = await startPostgres(repository);
  try {
    await server.execute(schema);
    await server.query('vacuum analyze customers');
    await server.query('vacuum analyze orders');
    await tell(server);
  } finally {
    await server.stop();
  }
}

const box = ui => ui.page.locator('.quick-input-widget .quick-input-box input');
const said = (ui, text) => ui.page.locator('.quick-input-widget .quick-input-message').filter({ hasText: text });
const title = (ui, text) => ui.page.locator('.quick-input-title').filter({ hasText: text });

/** From the command to the last question. */
async function add(ui, url, name, stage) {
  const { workbench, page } = ui;
  await workbench.command('Senior Backend: Add Connection');
  await box(ui).fill(url);
  await said(ui, 'as ann').waitFor();
  await page.keyboard.press('Enter');
  await said(ui, 'What do you call it').waitFor();
  await box(ui).fill(name);
  await page.keyboard.press('Enter');
  await workbench.pick(stage);
}

async function connections(ui, server) {
  const { it, shot } = ui;
  const silent = createServer(() => undefined);
  await new Promise(resolve => silent.listen(0, '127.0.0.1', resolve));
  const silentUrl = `postgresql://ann:s3cret-w0rd@127.0.0.1:${silent.address().port}/shop?sslmode=disable`;
  const text = async () => (await ui.page.locator('body').innerText()) + (await ui.page.content());
  try {
    await it('a URL of .env is offered, and another one can be typed', async () => {
      await ui.openWorkbench('connections', folder => {
        const lines = [
          `DATABASE_URL="${server.url}"`,
          'REPORTS_URL=postgresql://reports@db.example.com/reports?sslmode=wrong',
          'OTHER=mysql://x@y/z',
        ];
        writeFileSync(path.join(folder, '.env'), `${lines.join('\n')}\n`);
      });
      const { workbench } = ui;
      await workbench.command('Senior Backend: Add Connection');
      await workbench.picks
        .filter({ hasText: 'DATABASE_URL of .env' })
        .filter({ hasText: 'shop on 127.0.0.1' })
        .waitFor();
      await workbench.picks.filter({ hasText: 'REPORTS_URL of .env' }).filter({ hasText: 'sslmode' }).waitFor();
      assert.equal(await workbench.picks.count(), 3);
      await shot('connection-offered');
      assert.doesNotMatch(await text(), /s3cret-w0rd/);
      await workbench.pick('Another one');
    });

    await it('what is typed is masked, and its meaning said', async () => {
      await box(ui).fill('postgres//ann:s3cret-w0rd@x');
      await said(ui, 'A connection is written as').waitFor();
      await shot('connection-wrong');
      await box(ui).fill('postgresql://ann:s3cret-w0rd@127.0.0.1:1/shop');
      await said(ui, 'shop on 127.0.0.1:1 as ann').waitFor();
      assert.equal(await box(ui).getAttribute('type'), 'password');
      await shot('connection-typed');
      assert.doesNotMatch(await ui.page.locator('body').innerText(), /s3cret-w0rd/);
    });

    await it('a server that is not there is said so, and the URL can be corrected', async () => {
      await ui.page.keyboard.press('Enter');
      await said(ui, 'No server listens on port 1').waitFor();
      await shot('connection-refused');
    });

    await it('a server that does not answer can be given up', async () => {
      await box(ui).fill(silentUrl);
      await said(ui, 'as ann').waitFor();
      await ui.page.keyboard.press('Enter');
      const toast = ui.workbench.toasts.filter({ hasText: 'Connecting to shop on' });
      await toast.waitFor();
      await shot('connection-waiting');
      await toast.getByRole('button', { name: 'Cancel' }).click();
      await said(ui, 'You stopped waiting').waitFor();
      await shot('connection-cancelled');
    });

    await it('one that answers gets a name and a stage', async () => {
      const { workbench, page } = ui;
      await box(ui).fill(server.url);
      await said(ui, 'as ann').waitFor();
      await page.keyboard.press('Enter');
      await said(ui, 'PostgreSQL 18').waitFor();
      await shot('connection-name');
      await page.keyboard.press('Enter');
      await workbench.picks.filter({ hasText: 'Production' }).waitFor();
      await shot('connection-stage');
      await workbench.pick('Production');
      await title(ui, 'Add Connection').waitFor({ state: 'hidden' });
    });

    await it('it is removed again, and its password is nowhere', async () => {
      const { workbench } = ui;
      await workbench.command('Senior Backend: Remove Connection');
      await workbench.picks.filter({ hasText: 'production · shop on 127.0.0.1' }).waitFor();
      await shot('connection-remove');
      await workbench.pick('shop on 127.0.0.1');
      await workbench.command('Senior Backend: Remove Connection');
      await workbench.toasts.filter({ hasText: 'There are no connections' }).waitFor();
      await workbench.command('Senior Backend: Show Log');
      await shot('connection-log');
      assert.doesNotMatch(await text(), /s3cret-w0rd/);
    });
  } finally {
    silent.closeAllConnections?.();
    silent.close();
  }
}

async function explain(ui, server, name, theme) {
  const { it, shot, until } = ui;
  const panel = () => ui.page.frameLocator('iframe.webview').frameLocator('#active-frame');
  const how = label => ui.workbench.picks.filter({ hasText: label }).first();

  await it(`a query is explained beside it in ${theme}`, async () => {
    ui.setSettings({ 'workbench.colorTheme': theme });
    await ui.openWorkbench(`explain-${name}`, folder => {
      writeFileSync(path.join(folder, 'report.sql'), report);
      writeFileSync(path.join(folder, 'shop.ts'), shop);
      writeFileSync(path.join(folder, 'slow.sql'), 'select pg_sleep(20)');
    });
    const { workbench, page } = ui;
    await workbench.openFile('report.sql');
    await page.keyboard.press('Control+B');
    await add(ui, server.url, 'shop', 'Development');
    await workbench.focusEditor();
    await workbench.goToLine(4);
    await workbench.command('Senior Backend: Explain Query');
    await how('Analyze…').waitFor();
    await shot(`${name}-explain-question`);
    await page.keyboard.press('Enter');
    await panel().getByRole('heading', { name: 'Query Plan' }).waitFor();
    await shot(`${name}-explain`);
  });

  await it('and analyzed, with real times', async () => {
    await panel().getByRole('link', { name: 'Analyze…' }).click();
    await panel().getByText('run and rolled back').waitFor();
    await shot(`${name}-explain-analyzed`, name === 'dark');
    await panel()
      .getByRole('heading', { name: 'Plan', exact: true })
      .evaluate(heading => heading.scrollIntoView());
    await shot(`${name}-explain-tree`);
  });

  // The rest looks the same in each theme.
  if (name !== 'dark') return;
  await it('a template literal of TypeScript has its interpolations as parameters', async () => {
    const { workbench, page } = ui;
    await workbench.focusEditor();
    await workbench.openFile('shop.ts');
    await workbench.goToLine(5);
    await workbench.command('Senior Backend: Explain Query');
    await how('Explain with Values…').click();
    await said(ui, 'For ${customer.id}').waitFor();
    await box(ui).fill('77');
    await shot(`${name}-explain-value`);
    await page.keyboard.press('Enter');
    await panel().getByText('${customer.id}').first().waitFor();
    await shot(`${name}-explain-values`);
    // Links within the page need no script either.
    await panel().getByRole('link', { name: 'what to do: 1' }).first().click();
    const copy = panel()
      .getByRole('link', { name: /Copy the statement/ })
      .first();
    await copy.click();
    await until(
      async () => /^CREATE INDEX CONCURRENTLY/.test(await page.evaluate(() => navigator.clipboard.readText())),
      'the statement on the clipboard',
    );
  });

  await it('cancelled, it ends on the server, and the plan before stays', async () => {
    const { workbench } = ui;
    await workbench.focusEditor();
    await workbench.openFile('slow.sql');
    await workbench.command('Senior Backend: Explain Query');
    await how('Analyze…').click();
    const toast = workbench.toasts.filter({ hasText: 'Analyzing a query on shop' });
    await toast.waitFor();
    const running = () =>
      server.query(`select 1 from pg_stat_activity where query like '%pg_sleep(20)%' and pid <> pg_backend_pid()`);
    await until(async () => (await running()).length > 0, 'the query on the server');
    await toast.getByRole('button', { name: 'Cancel' }).click();
    await until(async () => (await running()).length === 0, 'its end on the server');
    await toast.waitFor({ state: 'hidden' });
    assert.equal(await workbench.toasts.count(), 0);
    await panel().getByText('${customer.id}').first().waitFor();
  });

  await it('explained again it is compared with what it was', async () => {
    await server.query('create index orders_customer_id_idx on orders (customer_id)');
    await panel().getByRole('link', { name: 'Explain Again' }).click();
    await panel()
      .getByText(/before: .* times as much/)
      .first()
      .waitFor();
    await shot(`${name}-explain-again`);
    await server.query('drop index orders_customer_id_idx');
  });
}
