import { RoomThread } from '../roomThread.js';
import type { Session } from '../session.js';
import type { AppCalls } from './appCalls.js';

/** A thread that reads applications. */
export function appThread({ context }: Session): RoomThread<AppCalls, never> {
  return new RoomThread({
    entry: context.asAbsolutePath('dist/appThread.mjs'),
    name: 'Reading the routes',
    heapMegabytes: 2048,
    whenTooLarge: 'Choose the folder of one application, or use the command line.',
    onTold: () => undefined,
  });
}
