// A schema of 1.4 MB and 2,605 statements, always the same: tables, keys, indexes, comments, functions, triggers and policies, as
// a dump of a large application has them.
const words =
  'account order invoice payment customer product shipment refund ticket message device session report project team'.split(
    ' ',
  );
const types = [
  'bigint',
  'integer',
  'text',
  'character varying(120)',
  'timestamp with time zone',
  'numeric(12,2)',
  'boolean',
  'jsonb',
  'uuid',
  'text[]',
];

export function largeSchema() {
  const statements = [
    'SET statement_timeout = 0',
    "SET client_encoding = 'UTF8'",
    "SELECT pg_catalog.set_config('search_path', '', false)",
    'CREATE SCHEMA app',
    'CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public',
  ];
  let seed = 42;
  const random = n => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % n;
  };
  for (let t = 0; t < 256; t++) {
    const table = `app.${words[t % words.length]}_${t}`;
    const columns = ['    id bigint NOT NULL'];
    for (let c = 0; c < 16 + random(20); c++) {
      const type = types[random(types.length)];
      columns.push(
        `    ${words[random(words.length)]}_${c} ${type}${random(2) ? ' NOT NULL' : ''}${type === 'text' && random(3) === 0 ? " DEFAULT 'in progress; (x), ''y'''::text" : ''}`,
      );
    }
    columns.push('    parent_id bigint', '    created_at timestamp with time zone DEFAULT now() NOT NULL');
    statements.push(
      `--\n-- Name: ${table}; Type: TABLE; Schema: app; Owner: -\n--\n\nCREATE TABLE ${table} (\n${columns.join(',\n')},\n    CONSTRAINT positive_${t} CHECK ((id > 0))\n)`,
    );
    statements.push(`CREATE SEQUENCE app.seq_${t} START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1`);
    statements.push(`ALTER SEQUENCE app.seq_${t} OWNED BY ${table}.id`);
    statements.push(`ALTER TABLE ONLY ${table} ALTER COLUMN id SET DEFAULT nextval('app.seq_${t}'::regclass)`);
    statements.push(`ALTER TABLE ONLY ${table} ADD CONSTRAINT pk_${t} PRIMARY KEY (id)`);
    if (t > 0)
      statements.push(
        `ALTER TABLE ONLY ${table} ADD CONSTRAINT fk_${t} FOREIGN KEY (parent_id) REFERENCES app.${words[(t - 1) % words.length]}_${t - 1}(id) ON DELETE CASCADE`,
      );
    if (t % 2) statements.push(`CREATE INDEX idx_${t}_parent ON ${table} USING btree (parent_id)`);
    statements.push(
      `CREATE INDEX idx_${t}_created ON ${table} USING btree (created_at DESC) WHERE (parent_id IS NOT NULL)`,
    );
    statements.push(
      `COMMENT ON TABLE ${table} IS 'What the application knows of ${words[t % words.length]}s — ü, 表, 🙂.'`,
    );
    statements.push(`COMMENT ON COLUMN ${table}.created_at IS 'When the row was made; set by the database.'`);
    if (t % 5 === 0) {
      statements.push(
        `CREATE FUNCTION app.touch_${t}() RETURNS trigger LANGUAGE plpgsql AS $_$\nBEGIN\n${`  -- keeps history; see the manual\n  IF NEW.id IS NULL THEN RAISE EXCEPTION 'no id: %', NEW; END IF;\n`.repeat(60)}  RETURN NEW;\nEND\n$_$`,
      );
      statements.push(`CREATE TRIGGER touch BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION app.touch_${t}()`);
      statements.push(
        `CREATE VIEW app.view_${t} AS\n SELECT t.id,\n    t.created_at\n   FROM ${table} t\n  WHERE (t.parent_id IS NOT NULL)`,
      );
    }
  }
  let n = 0;
  while (statements.length < 2604)
    statements.push(`GRANT SELECT ON TABLE app.${words[n % words.length]}_${n++} TO reader`);
  // The rest of the megabytes are rows, as dumps with reference data have them.
  const rows = [];
  let size = statements.reduce((sum, s) => sum + s.length + 3, 0);
  while (size < 1_400_000) {
    const row = `(${rows.length}, 'A row; with ''quotes'', (brackets) and -- dashes', now(), '{"a": [1, 2, 3]}')`;
    rows.push(row);
    size += row.length + 2;
  }
  statements.push(`INSERT INTO app.account_0 (id, account_1, created_at, parent_id) VALUES\n${rows.join(',\n')}`);
  return `${statements.join(';\n\n')};\n`;
}
