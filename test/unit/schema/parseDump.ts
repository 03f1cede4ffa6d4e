/** A schema as pg_dump would write it, of as many statements as are asked for, and damage done to it. */
import type { ParsedFile, Statement } from '../../../src/schema/statement.js';

const kinds: readonly ((n: number) => string)[] = [
  n => `--\n-- Name: orders_${n}; Type: TABLE; Schema: public; Owner: -\n--\n
CREATE TABLE public.orders_${n} (
    id bigint NOT NULL,
    customer_id bigint,
    status text DEFAULT 'it''s new; (or not)'::text NOT NULL,
    note character varying(20) DEFAULT 'NOT NULL'::character varying,
    total numeric(10,2) DEFAULT 0.0 NOT NULL,
    tags text[] DEFAULT '{}'::text[],
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT total_check CHECK ((total >= (0)::numeric))
);`,
  n => `ALTER TABLE public.orders_${n} OWNER TO shop;`,
  n => `CREATE SEQUENCE public.orders_${n}_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;`,
  n => `CREATE FUNCTION public.touch_${n}() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NEW.status = 'gone' THEN
    INSERT INTO public.log (what) VALUES ('don''t; stop');
  END IF;
  UPDATE public.log SET what = E'a\\'b' WHERE id = NEW.id;
  RETURN NEW;
END;
$$;`,
  n => `COMMENT ON TABLE public.orders_${n} IS 'Orders of the customer''s
second year; see (1)';`,
  n => `CREATE VIEW public.open_${n} AS
 SELECT o.id,
    o.status
   FROM public.orders_${n} o
  WHERE (o.status <> ALL (ARRAY['a'::text, 'b'::text]));`,
  n =>
    `CREATE INDEX orders_${n}_status ON public.orders_${n} USING btree (lower(status)) WHERE (status = 'open'::text);`,
  n => `ALTER TABLE ONLY public.orders_${n}
    ADD CONSTRAINT orders_${n}_pkey PRIMARY KEY (id);`,
  n => `INSERT INTO public.log (what) VALUES ('x${n}'), ('y''s');`,
  n => `CREATE TYPE public.mood_${n} AS ENUM (
    'sad',
    'ok'
);`,
  n =>
    `CREATE TRIGGER touch_${n} BEFORE UPDATE ON public.orders_${n} FOR EACH ROW EXECUTE FUNCTION public.touch_${n}();`,
  n => `CREATE FUNCTION public.add_${n}(a integer, b integer DEFAULT 2) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $_$
  SELECT $1 + $2;
$_$;`,
  n => `/* don't /* nest */ here */
CREATE POLICY own_${n} ON public.orders_${n} FOR SELECT USING ((customer_id = 1));`,
];

export function dumpOf(statements: number): string {
  return `${Array.from({ length: statements }, (_, n) => kinds[n % kinds.length]!(n)).join('\n\n\n')}\n`;
}

/** How many statements of a file are not understood as before after `change` characters were put in (or left out) at `at`. */
export function lost(before: ParsedFile, after: ParsedFile, at: number, change: number): number {
  const found = new Map(after.statements.map(statement => [statement.start, statement]));
  const isSame = (was: Statement) => {
    const start = was.start >= at ? was.start + change : was.start;
    const now = found.get(start);
    return now && !now.error && before.text.slice(was.start, was.end) === after.text.slice(now.start, now.end);
  };
  return before.statements.filter(statement => !isSame(statement)).length;
}
