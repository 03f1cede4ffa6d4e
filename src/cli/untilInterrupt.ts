const names = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs something that ends cleanly when its signal is aborted, which Ctrl-C does; the second Ctrl-C ends the process at once.
 * @throws what it throws: an AbortError when it was interrupted.
 */
export async function untilInterrupt<Answer>(run: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  for (const name of names) process.on(name, onSignal);
  try {
    return await run(stop.signal);
  } finally {
    for (const name of names) process.off(name, onSignal);
  }
}
