// Mocha's spec reporter for failures only, and the totals as JSON for test/run.mjs (TEST_TOTALS names the file).
const { writeFileSync } = require('node:fs');
const { Dot } = require('mocha').reporters;

module.exports = class extends Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      if (process.env.TEST_TOTALS)
        writeFileSync(process.env.TEST_TOTALS, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
};
