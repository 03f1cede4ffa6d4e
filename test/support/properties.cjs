// Property tests draw the same examples in every run, so that a red run means a changed line. New examples are looked for with
// PROPERTY_SEED=random (or a number), and PROPERTY_RUNS=5000 for the properties that name no count of their own.
const fc = require('fast-check');

const { PROPERTY_SEED: seed = '20261120', PROPERTY_RUNS: runs } = process.env;
fc.configureGlobal({
  ...(seed === 'random' ? {} : { seed: Number(seed) }),
  ...(runs ? { numRuns: Number(runs) } : {}),
});
