/** What stands above the figures: the runs as tabs, what is run, how far it is, what can be done with it. */
import { button, element, fill, type IconName, icon } from './dom.js';
import { exportMenu } from './exportMenu.js';
import type { PageMessage, PanelState, RunState } from './panelMessages.js';
import { hasEnded } from './panelState.js';
import { type Status, statusOf, type Tone } from './view.js';

export interface Actions {
  readonly send: (message: PageMessage) => void;
  readonly select: (id: string) => void;
  readonly close: (id: string) => void;
}

const toneIcons: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  error: 'cross',
  warning: 'warning',
  busy: 'pulse',
  plain: 'dash',
};

/** One tab for each run, when there are several. Arrow keys, Home and End move; Delete or a middle click closes what has ended. */
export function fillTabs(place: HTMLElement, state: PanelState, selected: RunState, actions: Actions): void {
  const tabs = state.runs.map(run => {
    const { tone, word, detail } = statusOf(run);
    const { id, title, load, saved } = run.info;
    return { id, title, tone, note: saved ? `saved, ${load}` : hasEnded(run) ? `${word} ${detail}` : word };
  });
  place.hidden = tabs.length < 2;
  fill(place, { tabs, selected: selected.info.id }, () =>
    tabs.map(({ id, title, tone, note }, index) => {
      const isSelected = id === selected.info.id;
      const tab = button(
        {
          key: `tab-${id}`,
          role: 'tab',
          id: `tab-${index}`,
          'aria-selected': String(isSelected),
          'aria-controls': 'run',
          tabindex: isSelected ? 0 : -1,
          title: `${title}: ${note}`,
        },
        () => actions.select(id),
        element('span', { class: `badge tone-${tone}` }, icon(toneIcons[tone])),
        element('span', { class: 'words' }, element('b', {}, title), element('small', {}, note)),
      );
      tab.addEventListener('keydown', event => {
        const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (to !== undefined) {
          event.preventDefault();
          actions.select(tabs[(to + tabs.length) % tabs.length]!.id);
        } else if (event.key === 'Delete') actions.close(id);
      });
      tab.addEventListener('auxclick', event => {
        if (event.button === 1) actions.close(id);
      });
      return tab;
    }),
  );
  place.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

export function fillHeader(place: HTMLElement, state: PanelState, run: RunState, actions: Actions): void {
  const { tone, word, detail } = statusOf(run);
  const { title, load, targets, startedAt, saved, id } = run.info;
  const several = state.runs.length > 1;
  const canSaveBaseline = run.result?.canSaveBaseline ?? false;
  // Without what changes each second: buttons that are made anew cannot be clicked.
  const stage = hasEnded(run) || run.phase === 'stopping' ? run.phase : 'live';
  const model = { id, title, load, targets, startedAt, saved, stage, canSaveBaseline, several };
  fill(place, model, () => [
    element(
      'div',
      { class: 'title' },
      heading(title),
      element(
        'p',
        { class: 'about' },
        element('span', {}, [...new Set(targets.map(({ origin }) => origin))].join(' and ')),
        element('span', { class: 'whole' }, load),
        element(
          'time',
          { class: 'whole', datetime: startedAt },
          `${saved ? 'saved run of ' : ''}${localTime(startedAt)}`,
        ),
      ),
    ),
    element('p', { class: 'status' }),
    element('div', { class: 'actions' }, ...buttonsOf(run, several, canSaveBaseline, actions)),
  ]);
  const status = place.querySelector<HTMLElement>('.status')!;
  status.className = `status tone-${tone}`;
  fill(status, { tone, word, detail }, () => [
    icon(toneIcons[tone]),
    element('b', {}, word),
    ' ',
    element('span', {}, detail),
  ]);
}

/** `value` is only set when it is known: without it the bar runs to and fro. */
export function fillProgress(bar: HTMLProgressElement, run: RunState, { progress }: Status): void {
  bar.hidden = hasEnded(run);
  if (progress === undefined) bar.removeAttribute('value');
  else bar.value = progress;
}

/** In the reader's own manner. */
export function localTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** `GET /users`: the method apart, as API people read it. */
function heading(title: string): HTMLElement {
  const [, method, rest] = /^([A-Z]{3,7}) (\S.*)$/.exec(title) ?? [];
  if (!method) return element('h1', {}, title);
  // A long path goes on after a slash, not within a name.
  const pieces = rest!.split(/(?<=[/}])(?=.)/).flatMap(piece => [piece, element('wbr')]);
  return element('h1', {}, element('span', { class: 'method' }, method), ' ', ...pieces);
}

function buttonsOf(run: RunState, several: boolean, canSaveBaseline: boolean, { send, close }: Actions): HTMLElement[] {
  const { id } = run.info;
  if (!hasEnded(run)) {
    const stopping = run.phase === 'stopping';
    const stop = button(
      { key: 'stop', class: 'primary', 'aria-disabled': stopping ? 'true' : undefined },
      () => stopping || send({ kind: 'stop', id }),
      icon('stop'),
      stopping ? 'Stopping…' : 'Stop',
    );
    return [stop];
  }
  const again = button(
    { key: 'again', class: 'primary' },
    () => send({ kind: 'runAgain', id }),
    icon('again'),
    'Run Again',
  );
  const buttons: HTMLElement[] = [again];
  if (run.result) {
    if (canSaveBaseline) {
      buttons.push(button({ key: 'baseline' }, () => send({ kind: 'saveBaseline', id }), 'Save as Baseline'));
    }
    buttons.push(button({ key: 'copy' }, () => send({ kind: 'copyCommand', id }), 'Copy as Command'));
    buttons.push(exportMenu(format => send({ kind: 'export', id, format })));
  }
  if (several) {
    const label = `Close ${run.info.title}`;
    buttons.push(
      button({ key: 'close', class: 'bare', 'aria-label': label, title: label }, () => close(id), icon('cross')),
    );
  }
  return buttons;
}
