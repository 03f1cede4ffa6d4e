import * as z from 'zod/mini';
import { exportFormats, type PageMessage } from '../../panel/panelMessages.js';

const id = z.string().check(z.maxLength(100));
const aboutRun = z.object({
  kind: z.enum([
    'stop',
    'runAgain',
    'saveBaseline',
    'copyCommand',
    'setToken',
    'forgetToken',
    'openSettings',
    'openHistory',
    'close',
  ]),
  id,
});
const Message = z.union([
  z.object({ kind: z.enum(['ready', 'showLog']) }),
  aboutRun,
  z.object({ kind: z.literal('export'), id, format: z.enum(exportFormats) }),
]);

/** What a page sent, be it ours or not. @returns undefined for what is no message. */
export function readPageMessage(value: unknown): PageMessage | undefined {
  const read = z.safeParse(Message, value);
  return read.success ? read.data : undefined;
}

const Restored = z.object({
  runs: z.array(z.object({ info: z.object({ id }) })).check(z.maxLength(100)),
  selected: z.optional(id),
});

/** What a page showed before the editor was closed: ids of runs. */
export interface RestoredPage {
  readonly runs: readonly string[];
  readonly selected?: string;
}

export function readRestoredPage(value: unknown): RestoredPage {
  const read = z.safeParse(Restored, value);
  if (!read.success) return { runs: [] };
  const { runs, selected } = read.data;
  return { runs: runs.map(({ info }) => info.id), ...(selected !== undefined && { selected }) };
}
