// Closes the servers that tests have started (test/database/engine.ts) at the end of a run. A worker of a parallel run keeps them for its
// next file; when it is ended, the servers see to that themselves (test/database/engines.test.ts holds it).
exports.mochaHooks = {
  async afterAll() {
    this.timeout(30_000);
    if (process.env.MOCHA_WORKER_ID === undefined) await globalThis.closeTestEngines?.();
  },
};
