import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { hasFineWaits, Metronome } from '../../../src/loadtest/engine/metronome.js';

describe('metronome', () => {
  before(function () {
    if (!hasFineWaits) this.skip();
  });

  let metronome: Metronome | undefined;
  let woken: (at: number) => void = () => undefined;
  const word = () => new Promise<number>(resolve => (woken = resolve));

  beforeEach(() => {
    metronome = new Metronome(() => woken(performance.now()));
  });

  afterEach(() => metronome?.end());

  it('wakes for one moment after the other, never before it', async () => {
    for (let i = 0; i < 50; i++) {
      const at = performance.now() + (i % 5) / 2;
      const next = word();
      metronome!.set(at);
      assert.ok((await next) >= at - 0.05);
    }
  });

  it('wakes for a later moment that was set in place of another', async () => {
    for (let i = 0; i < 50; i++) {
      const first = performance.now() + 1;
      metronome!.set(first);
      for (let last = first + 1, at = 0; at < last - 0.05; ) {
        // The word of the first one may be on its way already: then the last is set again, as who sends does.
        const next = word();
        metronome!.set(last);
        at = await next;
      }
    }
  });

  it('wakes for an earlier moment that was set in place of another', async () => {
    for (let i = 0; i < 50; i++) {
      const next = word();
      metronome!.set(performance.now() + 3_600_000);
      metronome!.set(performance.now() + 2);
      // Earlier than what it may sleep until by now, later than what it was told first.
      metronome!.set(performance.now() + 3_600_000);
      metronome!.set(performance.now() + 1);
      await next;
    }
  });
});
