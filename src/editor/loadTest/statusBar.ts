import * as vscode from 'vscode';
import { milliseconds, rate } from '../../loadtest/output/format.js';
import type { Snapshot } from '../../loadtest/report.js';
import { plainMessage } from '../plainMessage.js';

/** More often nobody reads it. */
const everyMilliseconds = 1000;

/** There while something runs: what, how it fares, and a click that stops it. */
export class LoadTestStatus implements vscode.Disposable {
  #item: vscode.StatusBarItem | undefined;
  #shownAt = 0;

  /** @param titles of what is running. */
  update(titles: readonly string[], snapshot?: Snapshot): void {
    if (titles.length > 0 !== (this.#item !== undefined)) {
      // Only then the palette has the command that stops.
      void vscode.commands.executeCommand('setContext', 'seniorBackend.loadTestRunning', titles.length > 0);
    }
    if (titles.length === 0) {
      this.#item?.dispose();
      this.#item = undefined;
      return;
    }
    const now = performance.now();
    if (this.#item && snapshot && now - this.#shownAt < everyMilliseconds) return;
    this.#shownAt = now;
    if (!this.#item) {
      this.#item = vscode.window.createStatusBarItem('loadTest', vscode.StatusBarAlignment.Left, 10);
      this.#item.name = 'Load Test';
      this.#item.command = 'seniorBackend.loadTestStop';
      this.#item.show();
    }
    const what = titles.length === 1 ? titles[0]! : `${titles.length} load tests`;
    const total = titles.length === 1 ? snapshot?.targets[0]?.total : undefined;
    const figures = total && total.requests > 0 ? `  p99 ${milliseconds(total.p99)} · ${rate(total.perSecond)}` : '';
    this.#item.text = `$(stop-circle) ${plainMessage(what)}${figures}`;
    this.#item.tooltip = `Stop ${titles.join(', ')}`;
    this.#item.accessibilityInformation = { label: `Load test of ${what} is running. Stop it` };
  }

  dispose(): void {
    this.#item?.dispose();
  }
}
