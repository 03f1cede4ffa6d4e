/** One line on a terminal that says what is being done, and is gone afterwards. */

export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Nothing where nobody looks: standard error is a file or a pipe. */
export function progressLine(err: Terminal, environment: NodeJS.ProcessEnv): ProgressLine {
  const isSeen = err.isTTY === true && environment['TERM'] !== 'dumb';
  let isShown = false;
  const clear = () => {
    if (isShown) err.write('\r\u001b[K');
    isShown = false;
  };
  return {
    clear,
    show(text) {
      if (!isSeen) return;
      clear();
      // A line that wraps could not be taken back.
      err.write(text.slice(0, (err.columns ?? 80) - 1));
      isShown = true;
    },
  };
}
