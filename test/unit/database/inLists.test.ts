import assert from 'node:assert/strict';
import { withInLists } from '../../../src/database/introspect/inLists.js';

describe('withInLists', () => {
  for (const [text, expected] of [
    [
      `CHECK (((status)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[])))`,
      `CHECK ((status IN ('a'::character varying, 'it''s'::character varying)))`,
    ],
    [
      `WHERE ((t."Kind")::text <> ALL ((ARRAY['a'::character varying])::text[]))`,
      `WHERE (t."Kind" NOT IN ('a'::character varying))`,
    ],
  ] as const) {
    it(`writes ${text.slice(0, 40)}… as a list`, () => assert.equal(withInLists(text), expected));
  }

  for (const text of [
    `CHECK (((status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))`,
    `CHECK ((note <> '(s)::text = ANY ((ARRAY[''a''::character varying])::text[])'::text))`,
    String.raw`CHECK ((note <> E'\'(s)::text = ANY ((ARRAY[]))'::text))`,
    `CHECK ((n > 0))`,
  ]) {
    it(`leaves ${text.slice(0, 50)}… alone`, () => assert.equal(withInLists(text), text));
  }
});
