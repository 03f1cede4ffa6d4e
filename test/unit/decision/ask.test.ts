// The questions, one after the other, with somebody who answers.
import assert from 'node:assert/strict';
import { askAnswers } from '../../../src/cli/decide/ask.js';
import { type Answers, sampleAnswers } from '../../../src/decision/answers.js';

/** Answers by the beginning of a prompt; Enter elsewhere. */
async function conversation(given: Answers, replies: Readonly<Record<string, string | readonly string[]>>) {
  const said: string[] = [];
  const asked: string[] = [];
  const left = new Map(
    Object.entries(replies).map(([prompt, reply]) => [prompt, typeof reply === 'string' ? [reply] : [...reply]]),
  );
  const answers = await askAnswers(given, {
    say: line => void said.push(line),
    ask: async prompt => {
      asked.push(prompt.trim());
      assert.ok(asked.length < 60, `asked for ever: ${prompt}`);
      const reply = [...left].find(([start]) => prompt.trim().startsWith(start))?.[1];
      return reply?.shift() ?? '';
    },
  });
  return { answers, said: said.join('\n'), asked };
}

const sample = {
  'Reads for each write': '20',
  'Requests per second': '50',
  Tenancy: 'shared',
  'Most sensitive': 'pii',
  Pattern: 'modular monolith',
  Engineers: '8',
  Language: 'TypeScript',
};

describe('asking', () => {
  it('leads through the seven questions, each with all that belongs to it', async () => {
    const { answers, said, asked } = await conversation({}, sample);
    assert.deepEqual(answers, sampleAnswers);
    for (const number of [1, 2, 3, 4, 5, 6, 7]) assert.match(said, new RegExp(`^${number}/7 `, 'm'));
    assert.equal(said.match(/Recommended: /g)!.length, 7);
    assert.equal(said.match(/Stop at: /g)!.length, 7);
    assert.equal(
      asked.some(prompt => prompt.includes('What one tenant pays')),
      false,
    );
  });

  it('asks again for what cannot be, and for what is needed', async () => {
    const { answers, said } = await conversation(
      {},
      { ...sample, 'Reads for each write': ['', '-3', '20:1'], Engineers: ['0', '8'] },
    );
    assert.deepEqual(answers, sampleAnswers);
    assert.match(said, /This is a number such as 20/);
    assert.match(said, /a whole number of engineers/);
  });

  it('asks only for what is open', async () => {
    const { asked, said } = await conversation({ ...sampleAnswers, style: 'synchronous', adminPanel: false }, {});
    assert.deepEqual(
      asked.map(prompt => prompt.split(/[ :]/)[0]),
      ['Data', 'Time', 'Service'],
    );
    assert.doesNotMatch(said, /^[1-5]\/7 /m);
  });

  it('asks further where an answer demands it', async () => {
    const { answers } = await conversation(
      {},
      {
        ...sample,
        Tenancy: 'single',
        'What one tenant pays': '150000',
        How: 'async-lane',
        'What the asynchronous lane': 'mail',
        'Data of production': '5',
        'Time until': '30',
        'Another surface': ['analytics=24h/4h', 'reports=nonsense', ''],
        Service: '99.9% < 500ms',
        'Who acts': 'Ann',
      },
    );
    assert.deepEqual(answers, {
      ...sampleAnswers,
      tenancy: 'single',
      tenantPrice: 150_000,
      style: 'async-lane',
      asyncLane: 'mail',
      rpoMinutes: 5,
      rtoMinutes: 30,
      surfaces: [{ surface: 'analytics', rpoMinutes: 1440, rtoMinutes: 240 }],
      slo: { percent: 99.9, latencyMs: 500 },
      budgetOwner: 'Ann',
    });
  });

  it('ends at the first condition to stop at', async () => {
    const { asked } = await conversation({}, { ...sample, 'Requests per second': 'it needs to scale' });
    assert.equal(asked.length, 2);
    const phi = await conversation({ sensitivity: 'phi' }, { ...sample, 'Who answers for compliance': 'Ann' });
    assert.equal(phi.answers.complianceOwner, 'Ann', 'a flag does not stop before its question has been asked');
    assert.equal(phi.answers.language, 'typescript');
  });

  it('leaves with whoever stops it', async () => {
    const stopped = Object.assign(new Error('stopped'), { name: 'AbortError' });
    await assert.rejects(askAnswers({}, { say: () => undefined, ask: () => Promise.reject(stopped) }), stopped);
  });
});
