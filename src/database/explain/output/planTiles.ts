import { escapeMarkup } from '../../../text/markup.js';
import { shownNumber, shownTime } from '../finding.js';
import { sizesText } from './nodeFacts.js';
import type { PlanPage } from './planHtml.js';

/** The figures of the whole plan, beside those of the one before where there are comparable ones. */
export function planTiles({ report, before }: PlanPage): string {
  const { plan, analyzed } = report;
  const { root, executionTime, planningTime } = plan;
  const cost = shownNumber(Number(root.cost.toFixed(root.cost < 100 ? 1 : 0)));
  const wasTime = before?.time;
  const tiles: string[] = [];
  const planning = planningTime === undefined ? [] : [`planned in ${shownTime(planningTime).replace(' ', '\u00a0')}`];
  if (analyzed && executionTime !== undefined) {
    const was = wasTime === undefined ? [] : [compared(wasTime, executionTime, shownTime(wasTime))];
    tiles.push(tile('Time', shownTime(executionTime), [...was, ...planning]));
  }
  const wasCost = before ? [compared(before.cost, root.cost, shownNumber(Math.round(before.cost)))] : [];
  tiles.push(tile('Cost', cost, [...wasCost, ...(analyzed ? [] : ['nothing was run'])]));
  const { actual } = root;
  const rows = actual ? actual.rows * actual.loops : root.rows;
  tiles.push(tile('Rows', shownNumber(Math.round(rows)), [actual ? `${shownNumber(root.rows)} expected` : 'expected']));
  if (actual) {
    const pages = shownNumber(actual.hitPages + actual.readPages + actual.temporaryPages);
    tiles.push(tile('Pages', pages, [sizesText(actual)]));
  }
  return `<dl class="tiles">${tiles.join('')}</dl>`;
}

function tile(label: string, value: string, more: readonly string[]): string {
  const below = more.map(line => (line === '' ? '' : `<dd class="soft">${escapeMarkup(line)}</dd>`)).join('');
  return `<div class="card tile"><dt>${label}</dt><dd class="value">${escapeMarkup(value)}</dd>${below}</div>`;
}

/** `before: 210 ms, 17 times as much`; `as before` within a tenth. */
function compared(before: number, now: number, shown: string): string {
  const [most, least] = [Math.max(before, now), Math.max(Math.min(before, now), Number.EPSILON)];
  const factor = most / least;
  if (factor < 1.1) return 'as before';
  const times = factor < 10 ? factor.toFixed(1) : shownNumber(Math.round(factor));
  return `before: ${shown}, ${times} times as ${before > now ? 'much' : 'little'}`;
}
