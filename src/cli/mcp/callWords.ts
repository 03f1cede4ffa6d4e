/** A call as its own process sees it. The words come by message: other users of a machine see the arguments of a process. */
import * as z from 'zod/mini';

/** In place of a command, for a process that the server started. */
export const callWord = 'mcp-call';

const Message = z.object({ words: z.array(z.string()) });

/** What was typed; or, in a process that the server started, the words that it sends. */
export async function callWords(typed: readonly string[]): Promise<readonly string[]> {
  if (typed[0] !== callWord || !process.channel) return typed;
  const { words } = await new Promise<z.output<typeof Message>>((resolve, reject) => {
    process.once('disconnect', () => process.exit(130));
    process.once('message', message => {
      const read = Message.safeParse(message);
      if (read.success) resolve(read.data);
      else reject(read.error);
    });
  });
  // The next message, and the end of the server, are Ctrl-C: Windows has no signals that a process could answer.
  process.on('message', interrupt).on('disconnect', interrupt);
  process.channel.unref();
  return words;
}

function interrupt(): void {
  if (process.listenerCount('SIGINT') === 0) process.exit(130);
  process.emit('SIGINT', 'SIGINT');
}
