import { adviseIndexes } from '../../src/database/advise/adviseIndexes.js';
import { testEngine } from './engine.js';
describe('x', function(){ this.timeout(100000); it('y', async()=>{
 const e = await testEngine('native'); const a = await e.scratch();
 await a.session.execute(`create table events (id bigint primary key, kind text not null, at timestamptz not null, payload text);
   insert into events select g, 'k' || g % 20, '2025-01-01'::timestamptz + g * interval '1 second', 'x' from generate_series(1, 100000) g;`); await a.session.execute('vacuum analyze events');
 const r = await adviseIndexes(a.session, e, {queries:[{sql:'select * from events where kind = $1 and at > $2', calls: 100000, meanTime: 1, rowsPerCall: 0, source:{kind:'statistics',id:'1'}}], seconds: 100, notes:[]});
 console.log(JSON.stringify(r,undefined,1));
 await a.drop();
});});
