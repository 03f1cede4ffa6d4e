/** What a handler is told of a request, and the signal that tells it when the caller goes away. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestIdOf } from './answer.js';
import type { Auth, Context } from './http.js';

/** The context of a request as the framework has it. */
export class RequestContext implements Context {
  readonly requestId: string;
  readonly operationId: string;
  auth: Auth = {};
  readonly request: unknown;
  readonly reply: unknown;
  readonly #response: ServerResponse;
  #signal: AbortSignal | undefined;

  constructor(
    operationId: string,
    from: {
      readonly message: IncomingMessage;
      readonly response: ServerResponse;
      readonly request: unknown;
      readonly reply: unknown;
    },
  ) {
    this.requestId = requestIdOf(from.message);
    this.operationId = operationId;
    this.request = from.request;
    this.reply = from.reply;
    this.#response = from.response;
  }

  /** Made when it is asked for: few handlers do, and it costs as much as validating a body. */
  get signal(): AbortSignal {
    this.#signal ??= whenAborted(this.#response);
    return this.#signal;
  }
}

/** Aborted when the response is closed before all of it was written, which may have been already. */
function whenAborted(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.destroyed) abort();
  else response.once('close', abort);
  return controller.signal;
}
