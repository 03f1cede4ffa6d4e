import { ChartCard } from './chartCard.js';
import { fillAnswers, fillLatencies, HistorySection } from './details.js';
import { button, element, icon } from './dom.js';
import { type Actions, fillHeader, fillProgress, fillTabs } from './header.js';
import type { HostMessage, PageMessage, PanelState, RunState } from './panelMessages.js';
import { adopt, close, emptyState, hasEnded, receive, select, selectedRun } from './panelState.js';
import { fillBanners, fillComparisons, fillFigures, fillVerdicts } from './sections.js';
import { onThemeChange } from './theme.js';
import { spoken, statusOf } from './view.js';
import { type LatencyMetric, latencyChart, latencyMetrics, tailChart, throughputChart } from './viewCharts.js';

/** Given to a webview by VS Code, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  getState(): SavedState | undefined;
  setState(state: SavedState): void;
};

/** A page of another version may have saved it. */
interface SavedState extends PanelState {
  readonly form: number;
}

/** To be raised with each change of what is saved. */
const form = 1;
const spokenEvery = 5000;
const savedEvery = 1000;
const noticeFor = 4000;

const vscode = acquireVsCodeApi();
const saved = vscode.getState();
let state: PanelState = saved?.form === form ? saved : emptyState;
let metric: LatencyMetric = 'p99';
let drawing = false;
let saving: ReturnType<typeof setTimeout> | undefined;
let spokenAt = 0;
let said = '';

const tabs = element('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Runs' });
const header = element('header', { class: 'head' });
const progress = element('progress', { max: 1, 'aria-label': 'Progress of the run' });
const banners = element('div', { class: 'banners' });
const figures = element('div', {});
const verdicts = element('div', { class: 'columns' });
const comparisons = element('div', { class: 'stack' });
const latency = new ChartCard('Latency', { group: 'time' });
const throughput = new ChartCard('Throughput', { group: 'time' });
const tail = new ChartCard('Latency by percentile');
const answers = element('section', { class: 'card answers', 'aria-label': 'Answers and errors' });
const charts = element('div', { class: 'charts' }, latency.root, throughput.root, tail.root, answers);
const latencies = element('div', {});
const history = new HistorySection();
const parts = [header, progress, banners, figures, comparisons, verdicts, charts, latencies, history.root];
const page = element('div', { class: 'run', id: 'run', hidden: true }, ...parts);
const empty = emptyPage();
const live = element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
const notice = element('div', { class: 'notice', role: 'status', hidden: true });
document.body.append(element('main', {}, tabs, page, empty), live, notice);

const actions: Actions = {
  send: message => vscode.postMessage(message),
  select: id => {
    change(select(state, id));
    // The arrow keys move the focus with the selection, once the tabs are drawn.
    requestAnimationFrame(() => tabs.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  },
  close: id => {
    const next = close(state, id);
    if (next === state) return;
    change(next);
    vscode.postMessage({ kind: 'close', id });
  },
};

window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  if (data.kind === 'notice') showNotice(data.text);
  else if (data.kind === 'state') change(adopt(state, data.state));
  else change(receive(state, data));
});
onThemeChange(() => {
  for (const chart of [latency, throughput, tail, history]) chart.redraw();
});
document.addEventListener('visibilitychange', save);
draw();
vscode.postMessage({ kind: 'ready' });

/** However many messages come, the page is drawn once a frame, and not while it is hidden. */
function change(next: PanelState): void {
  state = next;
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function draw(): void {
  const run = selectedRun(state);
  page.hidden = !run;
  empty.hidden = run !== undefined;
  tabs.hidden = !run;
  if (run) drawRun(run);
  if (!run || hasEnded(run)) save();
  else saving ??= setTimeout(save, savedEvery);
}

function drawRun(run: RunState): void {
  fillTabs(tabs, state, run, actions);
  if (tabs.hidden) page.removeAttribute('role');
  else page.setAttribute('role', 'tabpanel');
  fillHeader(header, state, run, actions);
  fillProgress(progress, run, statusOf(run));
  fillBanners(banners, run, actions);
  // Nothing was sent: empty frames would say no more.
  const isBlank = run.phase === 'failed' && !run.latest;
  figures.hidden = charts.hidden = isBlank;
  fillFigures(figures, run);
  fillVerdicts(verdicts, run);
  fillComparisons(comparisons, run);
  latency.extra([run.info.targets.length > 1, metric], () => (run.info.targets.length > 1 ? metricChoice() : []));
  latency.show(latencyChart(run, metric));
  throughput.show(throughputChart(run));
  tail.show(tailChart(run));
  fillAnswers(answers, run);
  fillLatencies(latencies, run);
  history.show(run, actions);
  say(run);
}

function metricChoice(): HTMLElement[] {
  const buttons = latencyMetrics.map(name =>
    button({ key: `metric-${name}`, 'aria-pressed': String(name === metric) }, () => choose(name), name),
  );
  return [element('div', { class: 'choice', role: 'group', 'aria-label': 'Percentile' }, ...buttons)];
}

function choose(name: LatencyMetric): void {
  metric = name;
  change(state);
}

/** At most every five seconds, and at the end. */
function say(run: RunState): void {
  const now = performance.now();
  const ended = `${run.info.id} ${hasEnded(run)}`;
  if (ended === said && (hasEnded(run) || now - spokenAt < spokenEvery)) return;
  said = ended;
  spokenAt = now;
  live.textContent = spoken(run);
}

/** A page that is hidden is thrown away and made anew: what is saved is there at once, the editor then sends what was missed. */
function save(): void {
  clearTimeout(saving);
  saving = undefined;
  vscode.setState({ ...state, form });
}

function showNotice(text: string): void {
  notice.textContent = text;
  notice.hidden = false;
  setTimeout(() => {
    if (notice.textContent === text) notice.hidden = true;
  }, noticeFor);
}

function emptyPage(): HTMLElement {
  const ways: readonly (readonly [string, string])[] = [
    ['In an API description', 'Click “Load test this path” above an operation of openapi.yaml or openapi.json.'],
    ['In generated routes', 'The same lens stands above each route that was scaffolded.'],
    ['In the command palette', 'Senior Backend: Load Test This Path, Load Test API, Compare Load Tests.'],
  ];
  return element(
    'section',
    { class: 'start' },
    icon('pulse'),
    element('h1', {}, 'No run yet'),
    element('p', {}, 'Latency percentiles, throughput and errors appear here while a load test runs.'),
    element('dl', {}, ...ways.flatMap(([where, how]) => [element('dt', {}, where), element('dd', {}, how)])),
  );
}
