import { readFileSync } from 'node:fs';
import { testEngine, closeTestEngines } from './engine.js';
import { loadScript } from '../../src/database/loadScript.js';
import { fillTables } from '../../src/database/prove/sampleRows/fillTables.js';
import { readRows } from '../../src/database/prove/survival/readRows.js';
const [kind, ...files] = process.argv.slice(2);
(async () => {
  const engine = await testEngine(kind as 'native');
  for (const file of files) {
    const db = await engine.scratch();
    try {
      try { await loadScript(db.session, { path: file, text: readFileSync(file, 'utf8') }); } catch (e) { console.log(file, 'load', String(e).slice(0,200)); }
      await db.session.execute('ROLLBACK');
      const has = await readRows(db.session);
      const start = performance.now();
      const { without } = await fillTables(db.session, { isPlain: false });
      const ms = performance.now() - start;
      const rows = await readRows(db.session);
      const n = [...rows.values()];
      console.log(file.split('/').pop(), 'tables', n.length, 'seeded', [...has.values()].filter(t=>t.count>0).length, 'with', n.filter(t => t.count > 0).length, 'rows', n.reduce((s, t) => s + t.count, 0), ms.toFixed(0), 'ms');
      for (const w of without) console.log('   ', w.table, w.reason);
      if (process.env.SHOW) for (const t of n) console.log(t.name, t.columns.map(c=>c.name).join(), '\n     ', t.rows?.slice(0,6).map(r => JSON.stringify(r)).join('\n      '));
    } finally { await db.drop(); }
  }
  await closeTestEngines();
})();
