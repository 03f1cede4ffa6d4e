/** What a run does. Plain data: it crosses threads, is exported as a k6 script and is kept in reports (with secrets masked). */

export interface Plan {
  /** One: a plain run. Several: compared, their slices interleaved so that a drift of the machine hits all of them. */
  readonly targets: readonly Target[];
  readonly load: Load;
  readonly limits: Limits;
  /** Makes values that vary the same in every run with it. */
  readonly seed: number;
}

export interface Target {
  /** As people know it: `GET /users/{id}`, an address, a scenario's name. */
  readonly name: string;
  /** `http://127.0.0.1:3000`: scheme, host and port, nothing else. */
  readonly origin: string;
  readonly connection: ConnectionOptions;
  /** What one virtual user does, over and over. */
  readonly flow: Flow;
}

export interface ConnectionOptions {
  /** `1.1` unless asked. */
  readonly http: '1.1' | '2';
  /** HTTP/1.1 through undici instead of our own path: to compare, at twice the CPU. */
  readonly client?: 'undici';
  /** Requests on a connection before the first is answered: 1 unless asked. HTTP/1.1 only. */
  readonly pipelining: number;
  /** A unix socket or named pipe instead of the origin's host and port. */
  readonly socketPath?: string;
  readonly tls: TlsOptions;
}

/** PEM text, not paths. */
export interface TlsOptions {
  /** `false`: `--no-verify-ssl`. */
  readonly verify: boolean;
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** Sent as SNI and checked instead of the origin's host. */
  readonly serverName?: string;
}

/**
 * `one of`: every iteration sends one request, drawn by weight. `sequence`: every iteration sends all of them in order as one
 * virtual user (log in, use, clean up); it ends early when one of them fails its check and `stopOnFailure` says so.
 */
export interface Flow {
  readonly kind: 'oneOf' | 'sequence';
  readonly requests: readonly RequestPlan[];
  /** Run once by one user before and after the load; what they capture is known to all users. Not in the figures. */
  readonly setup: readonly RequestPlan[];
  readonly teardown: readonly RequestPlan[];
  /** Each virtual user keeps the cookies that it is given. */
  readonly cookies: boolean;
  /** How many redirects are followed; 0: a 302 is a 302. Its latency is that of the whole chain. */
  readonly redirects: number;
  /** Rows for `{{name}}`: `inOrder` each iteration takes the next one, `perUser` each user keeps one, `random` draws by the seed. */
  readonly data?: {
    readonly rows: readonly Readonly<Record<string, string>>[];
    readonly use: 'inOrder' | 'perUser' | 'random';
  };
  /** Known to every iteration: from the environment or from SecretStorage. Values never reach a report. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface RequestPlan {
  /** Figures are kept by it: `POST /login`. */
  readonly name: string;
  readonly weight: number;
  readonly method: string;
  /** Iterations take these in turn: one as typed, or many as varied from a description. At least one. */
  readonly variants: readonly Variant[];
  readonly captures: readonly Capture[];
  /** Answers that count as success: `200`, `4XX`. Empty: 1XX to 3XX. */
  readonly expect: readonly string[];
  readonly stopOnFailure: boolean;
}

/** Texts may hold `{{variable}}`; `{{$uuid}}`, `{{$index}}`, `{{$user}}`, `{{$now}}`, `{{$randomInt 1 100}}` are made anew for each request. */
export interface Variant {
  /** Path and query, encoded: `/users/1?limit=2`. */
  readonly path: string;
  /** In the order and the case typed. Host, Content-Length and Connection are added when they are not there. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

/** Takes a value from the answer for the iterations and requests after it. */
export interface Capture {
  readonly variable: string;
  readonly from:
    | { readonly kind: 'json'; readonly pointer: string }
    /** `lastSegment`: of an address only what stands behind its last slash, decoded: `7` of `/users/7`. */
    | { readonly kind: 'header'; readonly name: string; readonly lastSegment?: boolean }
    | { readonly kind: 'status' };
}

/**
 * `closed`: so many users, each sends its next request when the last one is answered (and thought over).
 * `open`: requests are due at a rate, whether or not the server keeps up; latency counts from when a request was due.
 */
export type Load =
  | {
      readonly model: 'closed';
      /** Users over time; the first stage starts from 0 when its `seconds` are above 0. One stage of 0 seconds: all at once. */
      readonly stages: readonly Stage[];
      readonly thinkMilliseconds: number;
    }
  | {
      readonly model: 'open';
      /** Requests (iterations, for a sequence) a second over time. */
      readonly stages: readonly Stage[];
      /** Connections that may be open at once. A request that is due and finds none free waits, and the wait counts. */
      readonly maxConnections: number;
    };

/** From the value before it to `target` in a straight line within `seconds`, then held for `holdSeconds`. */
export interface Stage {
  readonly target: number;
  readonly seconds: number;
  readonly holdSeconds: number;
}

export interface Limits {
  /** Of the measured part, all stages included; it ends on time with requests in flight counted as such. Absent: `requests` decides. */
  readonly seconds?: number;
  /** Ends after so many requests were sent. */
  readonly requests?: number;
  /** Before the measured part, at its first load; not in the figures. */
  readonly warmupSeconds: number;
  /** Bounds connecting, headers and the whole body of one request. */
  readonly timeoutMilliseconds: number;
  /** Worker threads. */
  readonly threads: number;
  /** Bytes of a body that are read before the answer counts as failed: endless bodies end. */
  readonly maxBodyBytes: number;
}
