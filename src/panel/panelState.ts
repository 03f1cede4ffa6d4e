import type { Snapshot } from '../loadtest/report.js';
import type { HistoryEntry, HostMessage, PanelState, RunInfo, RunState } from './panelMessages.js';
import { addSnapshot, emptyTimeline } from './timeline.js';

/** Runs in a panel; the oldest that has ended leaves when there is another one. */
const mostRuns = 12;
/** A sending thread that is busier adds its own waiting to what it measures. */
export const busy = 0.9;
/** Milliseconds that an event loop may stand still before it shows in what it measures. */
const slow = 50;

export const emptyState: PanelState = { runs: [] };

/** What is known after a message. Messages about a run that is not known, and what comes after a run's end, change nothing. */
export function receive(state: PanelState, message: HostMessage): PanelState {
  switch (message.kind) {
    case 'state':
      return message.state;
    case 'start':
      return start(state, message.run, message.history);
    case 'snapshot':
      return change(state, message.id, run => (hasEnded(run) ? run : advance(run, message.snapshot)));
    case 'stopping':
      return change(state, message.id, run => (hasEnded(run) ? run : { ...run, phase: 'stopping' }));
    case 'result':
      return change(state, message.id, ({ info, history }) => ({
        info,
        phase: 'done',
        // The report has better ones.
        timelines: [],
        result: message.result,
        history,
      }));
    case 'failure':
      return change(state, message.id, run => ({ ...run, phase: 'failed', failure: message.failure }));
    case 'history':
      return change(state, message.id, run => ({ ...run, history: message.entries }));
    case 'notice':
      return state;
  }
}

/**
 * What the editor sends to a page that was made anew, with what the page alone knows: which run was looked at, and the figures of
 * runs that a reload of the window ended.
 */
export function adopt(known: PanelState, sent: PanelState): PanelState {
  const runs = sent.runs.map(run => {
    const before =
      run.phase === 'failed' && !run.latest ? known.runs.find(({ info }) => info.id === run.info.id) : undefined;
    if (!before?.latest) return run;
    const { latest, timelines, strained } = before;
    return { ...run, latest, timelines, ...(strained && { strained }) };
  });
  const state = { ...sent, runs };
  // A run that the page has not seen yet is news.
  const isNews = sent.selected !== undefined && !known.runs.some(({ info }) => info.id === sent.selected);
  return isNews || known.selected === undefined ? state : select(state, known.selected);
}

export function select(state: PanelState, id: string): PanelState {
  return state.runs.some(run => run.info.id === id) ? { ...state, selected: id } : state;
}

/** Without the run; its neighbour is selected when it was. Runs that have not ended stay. */
export function close(state: PanelState, id: string): PanelState {
  const index = state.runs.findIndex(run => run.info.id === id);
  const run = state.runs[index];
  if (!run || !hasEnded(run)) return state;
  return without(state, index);
}

export function selectedRun({ runs, selected }: PanelState): RunState | undefined {
  return runs.find(run => run.info.id === selected) ?? runs.at(-1);
}

export function hasEnded({ phase }: RunState): boolean {
  return phase === 'done' || phase === 'failed';
}

function start(state: PanelState, info: RunInfo, history: readonly HistoryEntry[]): PanelState {
  const run: RunState = { info, phase: 'starting', timelines: info.targets.map(() => emptyTimeline), history };
  const place = state.runs.findIndex(old => old.info.id === info.id);
  const runs = place < 0 ? [...state.runs, run] : state.runs.with(place, run);
  const oldest = runs.findIndex(hasEnded);
  const started = { runs, selected: info.id };
  return runs.length > mostRuns && oldest >= 0 ? without(started, oldest) : started;
}

function advance(run: RunState, snapshot: Snapshot): RunState {
  const { cpu, lag } = snapshot.client;
  return {
    ...run,
    ...(cpu > busy || lag > slow ? { strained: { at: snapshot.at, cpu, lag } } : {}),
    phase: run.phase === 'stopping' || snapshot.phase === 'stopping' ? 'stopping' : 'running',
    latest: withTails(snapshot, run.latest),
    timelines: run.timelines.map((timeline, index) => addSnapshot(timeline, snapshot, index)),
  };
}

/** Curves come less often than figures: the last one counts until there is another. */
function withTails(snapshot: Snapshot, before: Snapshot | undefined): Snapshot {
  const targets = snapshot.targets.map((target, index) => {
    const tail = target.tail ?? before?.targets[index]?.tail;
    return tail ? { ...target, tail } : target;
  });
  return { ...snapshot, targets };
}

function change(state: PanelState, id: string, to: (run: RunState) => RunState): PanelState {
  return { ...state, runs: state.runs.map(run => (run.info.id === id ? to(run) : run)) };
}

function without({ runs, selected }: PanelState, index: number): PanelState {
  const left = runs.toSpliced(index, 1);
  const gone = runs[index]?.info.id === selected;
  const next = gone ? (left[index] ?? left.at(-1))?.info.id : selected;
  return next === undefined ? { runs: left } : { runs: left, selected: next };
}
