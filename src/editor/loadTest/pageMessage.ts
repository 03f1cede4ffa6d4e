import * as z from 'zod/mini';
import { exportFormats, type PageMessage } from '../../panel/panelMessages.js';

const id = z.string().check(z.maxLength(100));
const aboutRun = z.object({
  kind: z.enum(['stop', 'runAgain', 'saveBaseline', 'copyCommand', 'openHistory', 'close']),
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

const Restored = z.object({ runs: z.array(z.object({ info: z.object({ id }) })).check(z.maxLength(100)) });

/** Ids of the runs that a page showed before the editor was closed. */
export function readRestoredRuns(value: unknown): readonly string[] {
  const read = z.safeParse(Restored, value);
  return read.success ? read.data.runs.map(({ info }) => info.id) : [];
}
