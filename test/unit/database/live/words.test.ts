import assert from 'node:assert/strict';
import { momentText } from '../../../../src/database/live/words.js';

it('moments are told to the minute, in the time zone that they are in', () => {
  assert.equal(momentText('2026-11-22T01:49:38.123Z'), '2026-11-22 01:49 UTC');
});
