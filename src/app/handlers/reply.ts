/** What a handler answers, in the order in which it says it. */
import { usedWhole } from '../interpret/functions.js';
import type { Machine } from '../interpret/machine.js';
import { alternatives, type Site, textOf, type Value } from '../interpret/value.js';
import type { GivenResponse } from './usage.js';

export class Reply {
  constructor(readonly machine: Machine) {}

  readonly given: GivenResponse[] = [];
  #status: Value | undefined;
  #contentType: string | undefined;
  #headers = new Map<string, Value>();

  /** The status that has been set and not been used. */
  get status(): Value | undefined {
    return this.#status;
  }

  setStatus(status: Value | undefined): void {
    this.#status = status;
  }

  setType(type: string | undefined): void {
    this.#contentType = type;
  }

  setHeader(name: string | undefined, value: Value | undefined): void {
    if (name === undefined) return;
    const lower = name.toLowerCase();
    if (lower === 'content-type') this.setType(textOf(value));
    else this.#headers.set(name, value ?? { kind: 'nothing' });
  }

  /** Ends the response; one for each status that it may have. */
  send(body: Value | undefined, site: Site, contentType = this.#contentType, status = this.#status): void {
    if (body) usedWhole(body, site);
    const statuses = status ? alternatives(status).map(numberOf) : [200];
    for (const one of new Set(statuses)) {
      this.machine.observe({ kind: 'answer', refuses: one !== undefined && one >= 400 });
      this.given.push({ status: one, body, contentType, headers: new Map(this.#headers), site });
    }
    this.forget();
  }

  /** What was set for one response is not for the next. */
  forget(): void {
    this.#status = undefined;
    this.#contentType = undefined;
    this.#headers = new Map();
  }
}

export function numberOf(value: Value | undefined): number | undefined {
  if (value?.kind !== 'literal') return undefined;
  const number = typeof value.value === 'string' ? Number(value.value) : value.value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}
