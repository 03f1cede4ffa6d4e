export interface TestPostgres {
  readonly port: number;
  readonly url: string;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  execute(sql: string): Promise<unknown>;
  stop(): Promise<void>;
}
export function startPostgres(repository: string, live?: boolean): Promise<TestPostgres>;
