/** Requests that wait for the schema worker. */
import { isNews, type SchemaRequest } from './schemaMessages.js';

/**
 * In order, but what has changed is said before a `lint` or `problems` that still waits is worked out: findings of a text that is gone are of no use.
 * Nothing overtakes a question about a place: it was asked of the text as it was.
 */
export class RequestQueue {
  #waiting: SchemaRequest[] = [];

  add(request: SchemaRequest): void {
    this.#waiting.push(request);
  }

  next(): SchemaRequest | undefined {
    const at = this.#waiting.findIndex(({ call }) => call !== 'lint' && call !== 'problems');
    const overtakes = at > 0 && isNews(this.#waiting[at]!.call);
    return this.#waiting.splice(overtakes ? at : 0, 1)[0];
  }
}
