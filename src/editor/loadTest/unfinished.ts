/** Runs that are under way, remembered so that a window that was reloaded over them can say so. */
import type * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { RunFailure, RunInfo } from '../../panel/panelMessages.js';
import { isRequest, type LoadTestRequest } from './request.js';

const key = 'loadTest.unfinished';

export interface Unfinished {
  readonly info: RunInfo;
  readonly request: LoadTestRequest;
}

const Stored = z.object({
  info: z.object({
    id: z.uuid(),
    title: z.string(),
    load: z.string(),
    model: z.enum(['closed', 'open']),
    targets: z.array(z.object({ name: z.string(), origin: z.string() })).check(z.minLength(1)),
    startedAt: z.iso.datetime(),
  }),
  request: z.custom<LoadTestRequest>(isRequest),
});

/** What a run is told that the window was reloaded over. */
export const interruption: RunFailure = {
  message: 'The window was closed or reloaded, which stopped this run',
  advice: 'There is no report of it: run it again for one.',
  interrupted: true,
};

/** @param stored outside bytes: what is no run is skipped. */
export function readUnfinished(stored: unknown): readonly Unfinished[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap(each => {
    const read = z.safeParse(Stored, each);
    return read.success ? [read.data] : [];
  });
}

/** Those of a window that is gone; they are told once. */
export function takeUnfinished(state: vscode.Memento): readonly Unfinished[] {
  const stored = state.get<unknown>(key);
  if (stored !== undefined) void state.update(key, undefined);
  return readUnfinished(stored);
}

/** All that are under way now. */
export async function noteUnfinished(state: vscode.Memento, runs: readonly Unfinished[]): Promise<void> {
  const stored = runs.map(({ info, request }) => ({ info, request }));
  await state.update(key, stored.length > 0 ? stored : undefined);
}
