import assert from 'node:assert/strict';
import type { HostMessage, PanelState } from '../../../src/panel/panelMessages.js';
import { adopt, close, emptyState, hasEnded, receive, select, selectedRun } from '../../../src/panel/panelState.js';
import { infoOf, recordRun } from '../../support/panelRuns.js';
import { states, steady } from '../../support/panelStates.js';

const known = (messages: readonly HostMessage[], state: PanelState = emptyState) => messages.reduce(receive, state);
const start = (id: string): HostMessage => ({ kind: 'start', run: infoOf(id, [steady]), history: [] });
const failure = (id: string): HostMessage => ({ kind: 'failure', id, failure: { message: 'a worker died' } });
const { snapshots } = recordRun([steady], 2);
const snapshotOf = (id: string, index: number): HostMessage => ({ kind: 'snapshot', id, snapshot: snapshots[index]! });

describe('what the load-test page knows', () => {
  it('is a run from its start over its snapshots to its result', () => {
    const phases: string[] = [];
    let state = emptyState;
    for (const message of [
      start('1'),
      snapshotOf('1', 0),
      { kind: 'stopping', id: '1' } as const,
      snapshotOf('1', 1),
    ]) {
      state = receive(state, message);
      phases.push(state.runs[0]!.phase);
    }
    assert.deepEqual(phases, ['starting', 'running', 'stopping', 'stopping']);
    assert.equal(selectedRun(known(states.done!))?.phase, 'done');
  });

  it('is the same for what comes late or about runs that are not known', () => {
    const ended = known([start('1'), failure('1')]);
    assert.deepEqual(known([snapshotOf('1', 0), { kind: 'stopping', id: '1' }], ended), ended);
    assert.deepEqual(known([snapshotOf('x', 0), failure('x')], ended), ended);
  });

  it('is the editor’s, with the figures of a run that a reload ended and the run that was looked at', () => {
    const before = known([start('1'), snapshotOf('1', 12), snapshotOf('1', 13), start('2')]);
    const sent = known([start('1'), failure('1'), start('2'), failure('2')]);
    const [first, second] = adopt({ ...before, selected: '1' }, sent).runs;
    assert.equal(adopt({ ...before, selected: '1' }, sent).selected, '1');
    assert.deepEqual(first, { ...before.runs[0], phase: 'failed', failure: { message: 'a worker died' } });
    assert.deepEqual(second, sent.runs[1]);
    assert.deepEqual(adopt(emptyState, sent), sent);
    const older = known([start('1'), failure('1')]);
    assert.equal(adopt(older, sent).selected, '2');
    assert.equal(adopt(before, known(states.done!)).runs[0]!.latest, undefined);
  });

  it('keeps the last curve until there is another', () => {
    const before = selectedRun(known([start('1'), snapshotOf('1', 10), snapshotOf('1', 11)]))!;
    assert.equal(snapshots[11]!.targets[0]!.tail, undefined);
    assert.equal(before.latest!.targets[0]!.tail, snapshots[10]!.targets[0]!.tail);
  });

  it('starts a run again in its place', () => {
    const state = known([start('1'), start('2'), failure('1'), start('1')]);
    assert.deepEqual(
      state.runs.map(({ info, phase }) => [info.id, phase]),
      [
        ['1', 'starting'],
        ['2', 'starting'],
      ],
    );
    assert.equal(state.selected, '1');
  });

  it('lets the oldest run that has ended go, never one that lasts', () => {
    const many = Array.from({ length: 12 }, (_, i) => start(`${i}`));
    assert.equal(known([...many, start('more')]).runs.length, 13);
    const state = known([...many, failure('5'), failure('7'), start('more')]);
    assert.deepEqual(
      state.runs.filter(hasEnded).map(({ info }) => info.id),
      ['7'],
    );
  });

  it('closes what has ended and selects its neighbour', () => {
    const state = known([start('1'), start('2'), start('3'), failure('2')]);
    assert.equal(close(state, '3'), state);
    assert.equal(close(select(state, '2'), '2').selected, '3');
    assert.equal(close(known([failure('3')], state), '3').selected, '2');
    assert.deepEqual(close(known([start('1'), failure('1')]), '1'), { runs: [] });
  });

  it('is plain data that JSON carries', () => {
    for (const messages of Object.values(states)) {
      const state = known(messages);
      assert.deepEqual(JSON.parse(JSON.stringify(state)), JSON.parse(JSON.stringify(structuredClone(state))));
      assert.deepEqual(known([{ kind: 'state', state }]), state);
    }
  });
});
