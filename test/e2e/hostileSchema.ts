/** Tables with triggers that refuse, rules, keys that JSON has no words for, and columns called as what an API has itself. */
export const hostileSchema = `
  create extension citext; create extension hstore; create extension ltree;
  create table events (id integer generated always as identity primary key, name text not null unique, "limit" integer, "sort" text, "cursor" text,
    "offset" integer, data jsonb, has_more boolean, "constructor" text, "toString" text, kind citext, bag hstore, way ltree, at timestamptz, price numeric, tags text[],
    span int4range, day date, blob bytea, share real);
  create index on events (kind); create index on events (at); create index on events ("constructor"); create index on events (price);
  create unique index "toString" on events ("toString") where "toString" is not null;
  create table shares (v double precision not null, id integer not null, primary key (v, id));
  insert into shares values ('-Infinity', 1), (0, 2), ('Infinity', 3), ('NaN', 4), ('NaN', 5);
  create table moments (at timestamptz primary key); insert into moments values ('-infinity'), ('0044-03-15 BC'), ('2026-01-01'), ('10000-01-01'), ('infinity');
  create table ruled (id integer primary key, v integer);
  create function refuse() returns trigger language plpgsql as $$ begin
    if new.v = 1 then raise exception 'secret of another row'; end if;
    if new.v = 2 then raise exception using errcode = 'ZZ001', message = 'secret'; end if;
    if new.v = 3 then raise exception using errcode = '23505', constraint = 'constructor', table = 'ruled', schema = 'public'; end if;
    if new.v = 4 then return null; end if;
    return new; end $$;
  create trigger refuse before insert or update on ruled for each row execute function refuse();
  create table parents (id integer primary key); insert into parents values (1);
  create table parents_named (id integer primary key, name text not null);
  create table ways (id integer primary key, slug text, way ltree);
  create function way() returns trigger language plpgsql as $$ begin new.way = text2ltree(new.slug); return new; end $$;
  create trigger way before insert on ways for each row execute function way();
  create table children (id integer primary key, parent integer references parents deferrable initially deferred, n integer unique deferrable initially deferred);
  create index on children (parent);
  create table rooms (id integer primary key, during int4range, exclude using gist (during with &&));
  create table parts (id integer, region text, primary key (id, region)) partition by list (region);
  create table parts_a partition of parts for values in ('a'); create table parts_b partition of parts for values in ('b');
  create view cheap as select id, price, name from events where price < 10 with check option;
  create table redirected (id integer primary key, v text);
  create rule none as on insert to redirected do instead nothing;
  create table slow (id integer primary key);
  create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(20); return new; end $$;
  create trigger wait before insert on slow for each row execute function wait();
  create table rest (id integer primary key, v text);
  create view twice as select id as number, id, name, name as label from parents_named; 
  create table tags (name text primary key); create table labels (parent integer references parents, tag text references tags, primary key (parent, tag)); create index on labels (tag);
  create view both_sides as select p.id, c.n, c.parent from parents p left join children c on c.parent = p.id;
`;
