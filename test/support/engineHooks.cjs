// Closes the servers that tests have started (test/database/engine.ts): at the end, and in parallel runs after each file.
exports.mochaHooks = {
  async afterAll() {
    this.timeout(30_000);
    await globalThis.closeTestEngines?.();
  },
};
