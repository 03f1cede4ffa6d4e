/** So many at once; the others wait their turn. */
export interface Queue {
  /** @throws the signal's reason when it is aborted before its turn, and what `run` throws. */
  run<Answer>(run: () => Promise<Answer>, signal: AbortSignal): Promise<Answer>;
}

export function createQueue(most: number): Queue {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(run, signal) {
      signal.throwIfAborted();
      if (running >= most) {
        await new Promise<void>((resolve, reject) => {
          const turn = () => {
            signal.removeEventListener('abort', leave);
            resolve();
          };
          const leave = () => {
            waiting.splice(waiting.indexOf(turn), 1);
            reject(signal.reason);
          };
          signal.addEventListener('abort', leave, { once: true });
          waiting.push(turn);
        });
      } else running++;
      try {
        signal.throwIfAborted();
        return await run();
      } finally {
        // The place is handed over, or given back.
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
  };
}
