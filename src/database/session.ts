/** Where SQL runs: a server of the user's, or one that we start. Everything in this room speaks to PostgreSQL through these. */
import type { EngineFacts } from '../schema/migration/proof.js';

/** One connection. Not for use by two callers at once. */
export interface Session {
  /** `server_version_num`: 180004. */
  readonly version: number;
  /**
   * One statement with parameters.
   * @throws DatabaseError when the server refuses it.
   */
  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** As query, with what the server counted: `INSERT 0 5` has 5 rows. */
  run(sql: string): Promise<{ readonly rows: readonly object[]; readonly count: number | undefined }>;
  /** One or more statements without parameters, in the simple protocol: the server splits them and runs them in one transaction. */
  execute(sql: string): Promise<void>;
  /**
   * Has the server end what runs now; the query rejects with code 57014. Silent when nothing runs. Of an embedded engine the session
   * is over then: every later query rejects with 08006.
   */
  cancel(): Promise<void>;
  /** NOTICE, WARNING, … as they come. */
  onNotice(listener: (notice: ServerMessage) => void): void;
  close(): Promise<void>;
}

/** What a server says of a statement. Never holds a password. */
export interface ServerMessage {
  readonly severity: string;
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  /** 1-based, in characters (code points) of the statement. */
  readonly position?: number;
  /** Where it was raised: functions, lines of bodies. */
  readonly where?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
}

/** A server's refusal, or a connection that is lost (code 08006). */
export class DatabaseError extends Error {
  readonly server: ServerMessage;

  constructor(server: ServerMessage) {
    super(server.message);
    this.name = 'DatabaseError';
    this.server = server;
  }
}

/** Code of a statement that we never send: no SQLSTATE of PostgreSQL is like it. The message is a sentence without its stop. */
export const notAllowed = 'SB001';

/** A PostgreSQL in which databases are made and thrown away. */
export interface Engine {
  readonly facts: EngineFacts;
  /** Whether several sessions can be in one database at a time. */
  readonly isConcurrent: boolean;
  /** An empty database, as `CREATE DATABASE` from template0 makes it. An engine that is not concurrent throws while another one is there. */
  scratch(): Promise<ScratchDatabase>;
  /** Stops the server and removes what it left on the disk. */
  close(): Promise<void>;
}

export interface ScratchDatabase {
  /** The session that is always there. */
  readonly session: Session;
  /** One more; only where the engine is concurrent. */
  connect(): Promise<Session>;
  /**
   * Files of relations become as large as this, without anything in the new pages and without room on a disk or in memory: the planner
   * asks them for their size. Made for EXPLAIN; nothing may read or fill those tables afterwards. What is written must be in the files
   * already (CHECKPOINT).
   */
  growFiles(relations: readonly SizedRelation[]): Promise<void>;
  /** Drops it, with roles that were made for it. */
  drop(): Promise<void>;
}

export interface SizedRelation {
  readonly oid: number;
  /** Of 8 KiB. */
  readonly pages: number;
}
