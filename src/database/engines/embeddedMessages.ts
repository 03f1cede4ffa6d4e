/** All that crosses between us and the process that PGlite runs in. */

import type { SizedFile } from './relationFiles.js';

/** The first message: what to start from. */
export interface StartMessage {
  readonly kind: 'start';
  /** A data directory as a tar file, compressed; made when it is not there. */
  readonly dataFile: string;
  /** Folder of the files that PGlite brings along. */
  readonly assetFolder: string;
}

/** Bytes of PostgreSQL's wire protocol: whole messages, up to one that the server answers. */
export interface BytesMessage {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** Answered by `grown`, in its turn among the bytes. */
export interface GrowMessage {
  readonly kind: 'grow';
  readonly files: readonly SizedFile[];
}

export type ToChild = StartMessage | BytesMessage | GrowMessage;

export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'grown' }
  | BytesMessage
  /** It cannot go on, and ends. */
  | { readonly kind: 'failed'; readonly message: string };
