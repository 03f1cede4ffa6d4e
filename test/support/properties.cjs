// Property tests draw the same examples in every run, so that a red run means a changed line. New examples are looked for with
// PROPERTY_SEED=random (or a number), and PROPERTY_RUNS=5000 for the properties that name no count of their own (100 examples; 50 in CI).
const fc = require('fast-check');

const { PROPERTY_SEED: seed = '20261120', CI, PROPERTY_RUNS: runs = CI && '50' } = process.env;
fc.configureGlobal({
  ...(seed === 'random' ? {} : { seed: Number(seed) }),
  ...(runs ? { numRuns: Number(runs) } : {}),
});
