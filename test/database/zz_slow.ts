import { readFileSync } from 'node:fs';
import { testEngine, closeTestEngines } from './engine.js';
import { loadScript } from '../../src/database/loadScript.js';
import { fillTables } from '../../src/database/prove/sampleRows/fillTables.js';
(async () => {
  const engine = await testEngine(process.argv[2] as 'native');
  const file = process.argv[3]!;
    const db = await engine.scratch();
      try { await loadScript(db.session, { path: file, text: readFileSync(file, 'utf8') }); } catch (e) { console.log(String(e).slice(0,200)); }
  const calls: [number, string][] = []; let slow=0;
  const s = db.session;
  const wrap = (k: 'query'|'execute') => async (sql: string, ...r: unknown[]) => { const t = performance.now(); try { return await (s[k] as any)(sql, ...r); } finally { calls.push([performance.now()-t, sql]); } };
  const start = performance.now();
  const c0 = process.cpuUsage();
  await fillTables({ ...s, version: s.version, query: wrap('query'), execute: wrap('execute') } as any, { isPlain: false });
  console.log('total', performance.now()-start, 'cpu', process.cpuUsage(c0).user/1000, 'calls', calls.length, 'in calls', calls.reduce((a,[b])=>a+b,0));
  for (const [ms, sql] of calls.sort((a,b)=>b[0]-a[0]).slice(0,8)) console.log(ms.toFixed(1), sql.length, sql.slice(0,150).replaceAll(/\s+/g,' '));
  await db.drop(); await closeTestEngines();
})();
