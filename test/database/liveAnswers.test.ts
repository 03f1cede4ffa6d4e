// What the editor's thread makes of a database that lives: kept, shown, advised, cancelled.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { cancelJob } from '../../src/editor/database/jobs.js';
import { readFigures } from '../../src/editor/database/live/figures.js';
import { liveAnswers } from '../../src/editor/database/live/liveAnswers.js';
import { Problem } from '../../src/text/problem.js';
import { fillSql, hostileNames, workloadSql } from '../support/liveShop.mjs';
import { cacheFolder } from './engine.js';
import { type LiveServer, startLiveServer } from './liveServer.js';

const head = { name: 'shop', stage: 'development' as const, description: 'shop' };

describe('the editor and a database that lives', function () {
  this.timeout(60_000);
  let server: LiveServer;
  let folder: string;
  let name: string;
  let execute: (sql: string) => Promise<unknown>;
  const place = () => ({ folder: nodePath.join(folder, 'databases'), id: 'one', about: 'shop' });
  const analyze = (more: { job?: string; user?: string; exactRows?: boolean } = {}) =>
    liveAnswers.analyzeDatabase({
      ...{ job: more.job ?? 'job', connectionString: server.url(name, more.user), place: place() },
      options: { exactRows: more.exactRows ?? false },
    });

  before(async () => {
    server = await startLiveServer();
    folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-test-live-'));
    const made = await server.database();
    name = made.name;
    execute = sql => made.session.execute(sql);
    await execute(`create extension pg_stat_statements; ${fillSql}`);
    for (const sql of workloadSql) await made.session.query(sql);
  });

  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps a report that is read again as it was, and figures', async () => {
    const summary = await analyze();
    assert.equal(summary.tables, 3 + hostileNames.length);
    assert.deepEqual((await readdir(place().folder)).sort(), ['one.figures.json', 'one.json']);
    const page = await liveAnswers.reportPage({ place: place(), head });
    assert.ok(page);
    assert.match(page.html, /Look at this first/);
    assert.ok(page.tables.some(({ schema }) => schema === 'audit'));
    const texts = await Promise.all(
      (['html', 'markdown', 'json'] as const).map(format => liveAnswers.reportText({ place: place(), format })),
    );
    assert.match(texts[0]!, /^<!doctype html>/);
    assert.match(texts[1]!, /^# Database live/);
    assert.equal(JSON.parse(texts[2]!).tables_count, summary.tables);
    for (const text of [page.html, texts[0]!]) assert.ok(!text.includes('<img'));
    const figures = readFigures(await readFile(nodePath.join(place().folder, 'one.figures.json'), 'utf8'));
    assert.equal(figures?.tables.size, summary.tables);
  });

  it('adds advice to the report that is kept', async () => {
    const engine = { kind: 'native' as const, packageFolders: [__dirname], cacheFolder };
    const summary = await liveAnswers.adviseIndexes({
      ...{ job: 'advice', connectionString: server.url(name), engine, place: place() },
    });
    assert.equal(summary.method, 'copy');
    assert.ok(summary.suggestions > 0, JSON.stringify(summary));
    const page = await liveAnswers.reportPage({ place: place(), head });
    assert.ok(page);
    assert.match(page.html, /Suggested indexes/);
    assert.ok(
      page.sqls.some(sql => /^CREATE INDEX CONCURRENTLY \S+ ON \S*orders /.test(sql)),
      page.sqls.join('\n'),
    );
  });

  it('stops on the server when it is told to, and keeps what it had', async () => {
    const before = await liveAnswers.reportText({ place: place(), format: 'json' });
    const blocker = await server.connect(name);
    await blocker.execute('begin; lock table orders, users, audit.orders in access exclusive mode');
    const running = analyze({ job: 'to stop', exactRows: true });
    const ended = assert.rejects(
      running,
      (error: unknown) => error instanceof Problem && error.message === 'Cancelled.',
    );
    const watcher = await server.connect(name);
    const waiting = () =>
      watcher.query(
        "select 1 from pg_stat_activity where application_name like 'senior-backend%' and wait_event_type = 'Lock'",
      );
    while ((await waiting()).length === 0) await new Promise(resolve => setTimeout(resolve, 20));
    cancelJob('to stop');
    await ended;
    assert.deepEqual(await waiting(), []);
    await blocker.execute('rollback');
    assert.equal(await liveAnswers.reportText({ place: place(), format: 'json' }), before);
  });

  it('says what a server refuses, without a word of the connection', async () => {
    await execute('create role barred nologin');
    await assert.rejects(analyze({ user: 'barred' }), Problem);
    const elsewhere = { folder: nodePath.join(folder, 'nowhere'), id: 'none', about: 'shop' };
    assert.equal(await liveAnswers.reportPage({ place: elsewhere, head }), undefined);
    assert.equal(await liveAnswers.reportPage({ place: { ...place(), about: 'another' }, head }), undefined);
    await assert.rejects(liveAnswers.reportText({ place: elsewhere, format: 'json' }), /analyze it again/);
  });
});
