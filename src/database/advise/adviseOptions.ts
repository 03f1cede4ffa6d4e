import type { CostBench } from './costBench.js';

export interface AdviseOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AdviseProgress) => void;
  /** Unless said: HypoPG where the database has it, otherwise a copy. */
  readonly method?: CostBench['method'];
}

export interface AdviseProgress {
  readonly stage: 'reading queries' | 'preparing' | 'comparing costs';
  readonly done: number;
  readonly total: number;
}
