/** What the two models know of the run that they drive, and the run of them. */
import type { PoolTick } from '../messages.js';
import type { Lane, Window } from './lane.js';
import type { TargetRun } from './targetRun.js';

export interface RunContext {
  readonly targets: readonly TargetRun[];
  /** This worker is `index` of `count`. */
  readonly index: number;
  readonly count: number;
  readonly isOver: boolean;
  /** From milliseconds of `performance.now` to seconds since the measured part began, and back. */
  secondsAt(now: number): number;
  millisecondsAt(seconds: number): number;
  isInTurn(target: TargetRun, seconds: number): boolean;
  /** Seconds that a user holds back before it begins. */
  holdBack(target: TargetRun, seconds: number, meanMilliseconds: number): number;
  window(target: TargetRun, seconds: number): Window | undefined;
  /** A target has no request left to send. */
  spent(): void;
}

export interface LoadDriver {
  /** About a hundred times a second, and at every change of turn. */
  pulse(now: number): void;
  lanesOf(target: TargetRun): readonly Lane[];
  /** Requests that are due and were not sent. */
  unsentOf(target: TargetRun, now: number): number;
  poolOf(target: TargetRun): PoolTick;
  /** Milliseconds since the last call in which this thread only watched the clock. */
  takeSpin(): number;
  end(now: number): void;
}

export const emptyPool: PoolTick = { waited: 0, unhurried: 0, unhurriedMilliseconds: 0 };
