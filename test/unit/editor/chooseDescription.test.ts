import assert from 'node:assert/strict';
import { chooseDescription } from '../../../src/editor/routes/chooseDescription.js';

const found = (...paths: string[]) => paths.map(path => ({ path, fsPath: path }));

describe('the description of an application', () => {
  it('is the one nearest to its top, with the usual name', () => {
    const files = found('/w/a/docs/openapi.yaml', '/w/a/pets-api.yaml', '/w/a/openapi.yaml', '/w/b/openapi.yaml');
    const { best, candidates } = chooseDescription('/w/a', ['/w/a', '/w/b'], files, []);
    assert.equal(best, '/w/a/openapi.yaml');
    assert.deepEqual(candidates, ['/w/a/openapi.yaml', '/w/a/pets-api.yaml', '/w/a/docs/openapi.yaml']);
  });

  it('is what was written rather than what was made of it', () => {
    assert.equal(
      chooseDescription('/a', ['/a'], found('/a/openapi.json', '/a/openapi.yaml'), []).best,
      '/a/openapi.yaml',
    );
  });

  it('is the one that lies beside the code which was made from it', () => {
    const files = found('/a/openapi.yaml', '/a/src/api/openapi.yaml');
    assert.equal(chooseDescription('/a', ['/a'], files, ['/a/src/api']).best, '/a/src/api/openapi.yaml');
  });

  it('is none of two that are as good', () => {
    const { best, candidates } = chooseDescription('/a', ['/a'], found('/a/api/one.yaml', '/a/api/two.yaml'), []);
    assert.equal(best, undefined);
    assert.equal(candidates.length, 2);
  });

  it('may stand outside, when there is one application', () => {
    const files = found('/w/docs/openapi.yaml');
    assert.equal(chooseDescription('/w/server', ['/w/server'], files, []).best, '/w/docs/openapi.yaml');
    assert.equal(chooseDescription('/w/server', ['/w/server', '/w/other'], files, []).best, undefined);
  });

  it('is not that of a package inside', () => {
    assert.equal(chooseDescription('/w', ['/w', '/w/b'], found('/w/b/openapi.yaml'), []).best, undefined);
  });
});
