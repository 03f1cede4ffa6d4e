-- Databases that become others: views, routines, triggers, policies, types and the rest. Each way is gone there and back.
-- `from what x becomes`: the database that the case x ends with.

-- case: every-kind

-- becomes
create schema app;
create schema "Odd s";
create table app.t (id int primary key, a text, b text default 'x', n numeric);
create table app.child () inherits (app.t);
create table "Odd s"."T.x" (id int, "Col A" text);
comment on table app.t is 'tab';
-- views
create view app.v as select id, a from app.t;
create view app.v2 with (security_barrier) as select * from app.v where a is not null with local check option;
comment on view app.v is 'it''s';
comment on column app.v.a is 'col of v \ back';
alter view app.v alter column a set default 'dflt';
grant select on app.v to public;
do $$ begin create role reporting; create role "Kb 2"; exception when duplicate_object then null; end $$;
grant select (a), update (id, a) on app.v to reporting;
grant select on app.v2 to reporting with grant option;
create materialized view app.m with (fillfactor=70) as select n, count(*) c from app.t group by n with no data;
create unique index m_n on app.m (n);
alter materialized view app.m alter column n set statistics 77;
comment on materialized view app.m is 'mv';
comment on column app.m.c is 'count';
-- routines
create function app.f(a int, b text default 'q', out x int, out y text) returns record language plpgsql stable cost 5 as $$ begin x := a; y := b; end $$;
create function app.g(variadic int[]) returns int language sql immutable strict parallel safe return 1;
create function app.h(int) returns setof app.t language sql rows 7 as 'select * from app.t' set work_mem = '1MB';
create function app.tb(p text) returns table (k int, v text) language sql as $f$ select 1, 'a' $f$;
create procedure app.p(inout a int, b text default null) language plpgsql as $$ begin a := 1; end $$;
create function app."F x"("Arg 1" app.t) returns text language sql begin atomic select ("Arg 1").a; end;
comment on function app.f(int,text) is 'fn';
comment on procedure app.p is 'proc';
revoke execute on function app.g from public;
grant execute on procedure app.p to reporting;
-- aggregates
create function app.sf(int, int) returns int language sql immutable strict as 'select $1+$2';
create function app.ff(int) returns text language sql immutable as 'select $1::text';
create aggregate app.agg(int) (sfunc = app.sf, stype = int, finalfunc = app.ff, initcond = '5', combinefunc = app.sf, parallel = safe, msfunc = app.sf, minvfunc = app.sf, mstype = int, mfinalfunc = app.ff, sspace=100, minitcond='0');
create function app.sf0(int) returns int language sql immutable as 'select $1+1';
create aggregate app.agg0(*) (sfunc = app.sf0, stype = int, initcond = 0);
comment on aggregate app.agg0(*) is 'zero';
create aggregate app.pct(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
comment on aggregate app.pct(float8 order by anyelement) is 'os';
create aggregate app.rnk(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
grant execute on function app.agg0() to reporting;
revoke execute on function app.rnk from public;
create aggregate app.mymax(int) (sfunc = int4larger, stype = int, sortop = >);
-- rules and triggers
create rule r1 as on delete to app.t do instead nothing;
create rule "R 2" as on insert to app.v do instead insert into app.t (id, a) values (new.id, new.a) returning id, a;
alter table app.t disable rule r1;
comment on rule r1 on app.t is 'rule';
create function app.trg() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger tr1 before insert or update of a on app.t for each row when (new.a <> 'x') execute function app.trg('arg', 'it''s');
create trigger tr2 after update on app.t referencing old table as o new table as nn for each statement execute function app.trg();
create constraint trigger tr3 after insert on app.t deferrable initially deferred for each row execute function app.trg();
create trigger tr4 instead of update on app.v2 for each row execute function app.trg();
alter table app.t disable trigger tr1;
alter table app.t enable always trigger tr2;
alter table app.t enable replica trigger tr3;
comment on trigger tr1 on app.t is 'trig';
create table app.pt (id int, k int) partition by list (k);
create table app.pt1 partition of app.pt for values in (1);
create table app.pt2 partition of app.pt for values in (2);
create trigger ptr after insert on app.pt for each row execute function app.trg();
alter table app.pt1 disable trigger ptr;
create function app.etf() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger et on ddl_command_start when tag in ('CREATE SEQUENCE', 'DROP SEQUENCE') execute function app.etf();
alter event trigger et disable;
comment on event trigger et is 'event';
-- policies
alter table app.t enable row level security;
create policy p1 on app.t using (a = 'x');
create policy p2 on app.t as restrictive for update to reporting, "Kb 2" using (true) with check (id > 0);
comment on policy p1 on app.t is 'pol';
-- collation, types
create collation app.c1 (locale = 'C');
create collation app.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
comment on collation app.ci is 'coll';
create type app.shell;
create type app.bt;
create function app.bt_in(cstring) returns app.bt language internal immutable strict as 'int4in';
create function app.bt_out(app.bt) returns cstring language internal immutable strict as 'int4out';
create type app.bt (input = app.bt_in, output = app.bt_out, like = int4, default = '7', category = 'X');
comment on type app.bt is 'base';
comment on function app.bt_in(cstring) is 'inp';
create table app.usebt (x app.bt, y app.bt[]);
create function app.bt_int(app.bt) returns int language internal immutable strict as 'int4um';
create cast (app.bt as int) with function app.bt_int(app.bt) as assignment;
create cast (int as app.bt) without function;
create cast (app.bt as text) with inout as implicit;
comment on cast (app.bt as int) is 'cast';
-- operators
create function app.bteq(app.bt, app.bt) returns bool language internal immutable strict as 'int4eq';
create function app.btne(app.bt, app.bt) returns bool language internal immutable strict as 'int4ne';
create function app.btlt(app.bt, app.bt) returns bool language internal immutable strict as 'int4lt';
create function app.btgt(app.bt, app.bt) returns bool language internal immutable strict as 'int4gt';
create function app.btle(app.bt, app.bt) returns bool language internal immutable strict as 'int4le';
create function app.btge(app.bt, app.bt) returns bool language internal immutable strict as 'int4ge';
create function app.btcmp(app.bt, app.bt) returns int language internal immutable strict as 'btint4cmp';
create function app.bthash(app.bt) returns int language internal immutable strict as 'hashint4';
create operator app.= (function = app.bteq, leftarg = app.bt, rightarg = app.bt, commutator = operator(app.=), negator = operator(app.<>), restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator app.<> (function = app.btne, leftarg = app.bt, rightarg = app.bt, commutator = operator(app.<>), negator = operator(app.=));
create operator app.< (function = app.btlt, leftarg = app.bt, rightarg = app.bt, commutator = operator(app.>));
create operator app.> (function = app.btgt, leftarg = app.bt, rightarg = app.bt, commutator = operator(app.<));
create operator app.<= (function = app.btle, leftarg = app.bt, rightarg = app.bt);
create operator app.>= (function = app.btge, leftarg = app.bt, rightarg = app.bt);
create operator app.@@@ (function = app.bt_int, rightarg = app.bt);
comment on operator app.= (app.bt, app.bt) is 'eq';
comment on operator app.@@@ (none, app.bt) is 'prefix';
create operator class app.bt_ops default for type app.bt using btree as operator 1 app.<, operator 2 app.<=, operator 3 app.=, operator 4 app.>=, operator 5 app.>, function 1 app.btcmp(app.bt, app.bt);
create operator family app.fam using hash;
alter operator family app.fam using hash add operator 1 app.= (app.bt, app.bt), function 1 (app.bt, app.bt) app.bthash(app.bt);
comment on operator family app.fam using hash is 'fam';
comment on operator class app.bt_ops using btree is 'class';
create index usebt_x on app.usebt (x);
create access method heap2 type table handler heap_tableam_handler;
comment on access method heap2 is 'am';
create conversion app.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
comment on conversion app.conv is 'conv';
create function app.fromsql(internal) returns internal language internal as 'textin';
create transform for int language plpgsql (from sql with function prsd_lextype(internal));
-- text search
create text search parser app.prs (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
create text search template app.tmpl (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary app.d1 (template = snowball, language = 'english', stopwords = 'english');
create text search dictionary app.d2 (template = app.tmpl);
create text search configuration app.cfg (parser = app.prs);
alter text search configuration app.cfg add mapping for asciiword, word with app.d1, app.d2;
alter text search configuration app.cfg add mapping for hword with simple;
comment on text search configuration app.cfg is 'cfg';
comment on text search dictionary app.d1 is 'd';
comment on text search parser app.prs is 'prs';
comment on text search template app.tmpl is 'tmp';
-- publications
create publication pub for table app.t (id, a) where (id > 5), only "Odd s"."T.x" with (publish = 'insert', publish_via_partition_root = true);
create publication pub_all for all tables;
create publication pub_s for tables in schema app, "Odd s";
create publication pub_none;
comment on publication pub is 'pub';
-- foreign
create foreign data wrapper w options (debug 'true');
create foreign data wrapper w2 validator postgresql_fdw_validator;
create server s1 type 'tt' version '1' foreign data wrapper w options (host 'h', port '1');
grant usage on foreign server s1 to reporting;
grant usage on foreign data wrapper w to reporting;
create user mapping for public server s1 options (user 'u', password 'p''w');
create server s2 foreign data wrapper w2 options (host 'q', port '2');
create user mapping for "Kb 2" server s2 options (user 'x');
create foreign table app.ft (id int options (column_name 'x') not null default 5, a text collate "C", constraint ck check (id > 0)) server s1 options (table_name 't');
comment on foreign table app.ft is 'ft';
comment on column app.ft.a is 'fta';
create trigger ftr before insert on app.ft for each row execute function app.trg();
comment on server s1 is 'srv';
comment on foreign data wrapper w is 'wrap';
-- default privileges
alter default privileges grant select on tables to reporting;
alter default privileges in schema app grant all on functions to "Kb 2";
alter default privileges for role reporting revoke execute on functions from public;
alter default privileges for role reporting grant usage on schemas to "Kb 2" with grant option;

-- case: every-kind-altered
-- from what every-kind becomes
-- becomes
create schema app;
create schema "Odd s";
create table app.t (id int primary key, a text, b text default 'x', n numeric);
create table app.child () inherits (app.t);
create table "Odd s"."T.x" (id int, "Col A" text);
comment on table app.t is 'tab';
-- views
create view app.v as select id, a from app.t;
create view app.v2 with (security_barrier) as select * from app.v where a is not null with local check option;
comment on view app.v is 'it''s';
comment on column app.v.a is 'col of v \ back';
alter view app.v alter column a set default 'dflt';
grant select on app.v to public;
do $$ begin create role reporting; create role "Kb 2"; exception when duplicate_object then null; end $$;
grant select (a), update (id, a) on app.v to reporting;
grant select on app.v2 to reporting with grant option;
create materialized view app.m with (fillfactor=70) as select n, count(*) c from app.t group by n with no data;
create unique index m_n on app.m (n);
alter materialized view app.m alter column n set statistics 77;
comment on materialized view app.m is 'mv';
comment on column app.m.c is 'count';
-- routines
create function app.f(a int, b text default 'q', out x int, out y text) returns record language plpgsql stable cost 5 as $$ begin x := a; y := b; end $$;
create function app.g(variadic int[]) returns int language sql immutable strict parallel safe return 1;
create function app.h(int) returns setof app.t language sql rows 7 as 'select * from app.t' set work_mem = '1MB';
create function app.tb(p text) returns table (k int, v text) language sql as $f$ select 1, 'a' $f$;
create procedure app.p(inout a int, b text default null) language plpgsql as $$ begin a := 1; end $$;
create function app."F x"("Arg 1" app.t) returns text language sql begin atomic select ("Arg 1").a; end;
comment on function app.f(int,text) is 'fn';
comment on procedure app.p is 'proc';
revoke execute on function app.g from public;
grant execute on procedure app.p to reporting;
-- aggregates
create function app.sf(int, int) returns int language sql immutable strict as 'select $1+$2';
create function app.ff(int) returns text language sql immutable as 'select $1::text';
create aggregate app.agg(int) (sfunc = app.sf, stype = int, finalfunc = app.ff, initcond = '5', combinefunc = app.sf, parallel = safe, msfunc = app.sf, minvfunc = app.sf, mstype = int, mfinalfunc = app.ff, sspace=100, minitcond='0');
create function app.sf0(int) returns int language sql immutable as 'select $1+1';
create aggregate app.agg0(*) (sfunc = app.sf0, stype = int, initcond = 0);
comment on aggregate app.agg0(*) is 'zero';
create aggregate app.pct(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
comment on aggregate app.pct(float8 order by anyelement) is 'os';
create aggregate app.rnk(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
grant execute on function app.agg0() to reporting;
revoke execute on function app.rnk from public;
create aggregate app.mymax(int) (sfunc = int4larger, stype = int, sortop = >);
-- rules and triggers
create rule r1 as on delete to app.t do instead nothing;
create rule "R 2" as on insert to app.v do instead insert into app.t (id, a) values (new.id, new.a) returning id, a;
alter table app.t disable rule r1;
comment on rule r1 on app.t is 'rule';
create function app.trg() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger tr1 before insert or update of a on app.t for each row when (new.a <> 'x') execute function app.trg('arg', 'it''s');
create trigger tr2 after update on app.t referencing old table as o new table as nn for each statement execute function app.trg();
create constraint trigger tr3 after insert on app.t deferrable initially deferred for each row execute function app.trg();
create trigger tr4 instead of update on app.v2 for each row execute function app.trg();
alter table app.t disable trigger tr1;
alter table app.t enable always trigger tr2;
alter table app.t enable replica trigger tr3;
comment on trigger tr1 on app.t is 'trig';
create table app.pt (id int, k int) partition by list (k);
create table app.pt1 partition of app.pt for values in (1);
create table app.pt2 partition of app.pt for values in (2);
create trigger ptr after insert on app.pt for each row execute function app.trg();
alter table app.pt1 disable trigger ptr;
create function app.etf() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger et on ddl_command_start when tag in ('CREATE SEQUENCE', 'DROP SEQUENCE') execute function app.etf();
alter event trigger et disable;
comment on event trigger et is 'event';
-- policies
alter table app.t enable row level security;
create policy p1 on app.t using (a = 'x');
create policy p2 on app.t as restrictive for update to reporting, "Kb 2" using (true) with check (id > 0);
comment on policy p1 on app.t is 'pol';
-- collation, types
create collation app.c1 (locale = 'C');
create collation app.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
comment on collation app.ci is 'coll';
create type app.shell;
create type app.bt;
create function app.bt_in(cstring) returns app.bt language internal immutable strict as 'int4in';
create function app.bt_out(app.bt) returns cstring language internal immutable strict as 'int4out';
create type app.bt (input = app.bt_in, output = app.bt_out, like = int4, default = '7', category = 'X');
comment on type app.bt is 'base';
comment on function app.bt_in(cstring) is 'inp';
create table app.usebt (x app.bt, y app.bt[]);
create function app.bt_int(app.bt) returns int language internal immutable strict as 'int4um';
create cast (app.bt as int) with function app.bt_int(app.bt) as assignment;
create cast (int as app.bt) without function;
create cast (app.bt as text) with inout as implicit;
comment on cast (app.bt as int) is 'cast';
-- operators
create function app.bteq(app.bt, app.bt) returns bool language internal immutable strict as 'int4eq';
create function app.btne(app.bt, app.bt) returns bool language internal immutable strict as 'int4ne';
create function app.btlt(app.bt, app.bt) returns bool language internal immutable strict as 'int4lt';
create function app.btgt(app.bt, app.bt) returns bool language internal immutable strict as 'int4gt';
create function app.btle(app.bt, app.bt) returns bool language internal immutable strict as 'int4le';
create function app.btge(app.bt, app.bt) returns bool language internal immutable strict as 'int4ge';
create function app.btcmp(app.bt, app.bt) returns int language internal immutable strict as 'btint4cmp';
create function app.bthash(app.bt) returns int language internal immutable strict as 'hashint4';
create operator app.= (function = app.bteq, leftarg = app.bt, rightarg = app.bt, commutator = operator(app.=), negator = operator(app.<>), restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator app.<> (function = app.btne, leftarg = app.bt, rightarg = app.bt, commutator = operator(app.<>), negator = operator(app.=));
create operator app.< (function = app.btlt, leftarg = app.bt, rightarg = app.bt, commutator = operator(app.>));
create operator app.> (function = app.btgt, leftarg = app.bt, rightarg = app.bt, commutator = operator(app.<));
create operator app.<= (function = app.btle, leftarg = app.bt, rightarg = app.bt);
create operator app.>= (function = app.btge, leftarg = app.bt, rightarg = app.bt);
create operator app.@@@ (function = app.bt_int, rightarg = app.bt);
comment on operator app.= (app.bt, app.bt) is 'eq';
comment on operator app.@@@ (none, app.bt) is 'prefix';
create operator class app.bt_ops default for type app.bt using btree as operator 1 app.<, operator 2 app.<=, operator 3 app.=, operator 4 app.>=, operator 5 app.>, function 1 app.btcmp(app.bt, app.bt);
create operator family app.fam using hash;
alter operator family app.fam using hash add operator 1 app.= (app.bt, app.bt), function 1 (app.bt, app.bt) app.bthash(app.bt);
comment on operator family app.fam using hash is 'fam';
comment on operator class app.bt_ops using btree is 'class';
create index usebt_x on app.usebt (x);
create access method heap2 type table handler heap_tableam_handler;
comment on access method heap2 is 'am';
create conversion app.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
comment on conversion app.conv is 'conv';
create function app.fromsql(internal) returns internal language internal as 'textin';
create transform for int language plpgsql (from sql with function prsd_lextype(internal));
-- text search
create text search parser app.prs (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
create text search template app.tmpl (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary app.d1 (template = snowball, language = 'english', stopwords = 'english');
create text search dictionary app.d2 (template = app.tmpl);
create text search configuration app.cfg (parser = app.prs);
alter text search configuration app.cfg add mapping for asciiword, word with app.d1, app.d2;
alter text search configuration app.cfg add mapping for hword with simple;
comment on text search configuration app.cfg is 'cfg';
comment on text search dictionary app.d1 is 'd';
comment on text search parser app.prs is 'prs';
comment on text search template app.tmpl is 'tmp';
-- publications
create publication pub for table app.t (id, a) where (id > 5), only "Odd s"."T.x" with (publish = 'insert', publish_via_partition_root = true);
create publication pub_all for all tables;
create publication pub_s for tables in schema app, "Odd s";
create publication pub_none;
comment on publication pub is 'pub';
-- foreign
create foreign data wrapper w options (debug 'true');
create foreign data wrapper w2 validator postgresql_fdw_validator;
create server s1 type 'tt' version '1' foreign data wrapper w options (host 'h', port '1');
grant usage on foreign server s1 to reporting;
grant usage on foreign data wrapper w to reporting;
create user mapping for public server s1 options (user 'u', password 'p''w');
create server s2 foreign data wrapper w2 options (host 'q', port '2');
create user mapping for "Kb 2" server s2 options (user 'x');
create foreign table app.ft (id int options (column_name 'x') not null default 5, a text collate "C", constraint ck check (id > 0)) server s1 options (table_name 't');
comment on foreign table app.ft is 'ft';
comment on column app.ft.a is 'fta';
create trigger ftr before insert on app.ft for each row execute function app.trg();
comment on server s1 is 'srv';
comment on foreign data wrapper w is 'wrap';
-- default privileges
alter default privileges grant select on tables to reporting;
alter default privileges in schema app grant all on functions to "Kb 2";
alter default privileges for role reporting revoke execute on functions from public;
alter default privileges for role reporting grant usage on schemas to "Kb 2" with grant option;
alter default privileges revoke select on tables from reporting;
alter default privileges grant insert on tables to reporting with grant option;
alter default privileges for role reporting grant execute on functions to public;
create or replace view app.v as select id, a, b from app.t;
alter view app.v alter column a drop default;
comment on column app.v.a is null;
revoke all (a) on app.v from reporting;
grant select (b) on app.v to "Kb 2";
alter view app.v2 reset (check_option);
alter view app.v2 set (security_barrier = false);
alter materialized view app.m reset (fillfactor);
comment on column app.m.c is 'count2';
create or replace function app.f(a int, b text default 'q', out x int, out y text) returns record language plpgsql volatile as $$ begin x := a + 1; y := b; end $$;
drop function app.tb(text);
create function app.tb(p text) returns table (k int) language sql as $f$ select 1 $f$;
create or replace function app.sf0(a int) returns int language sql immutable as 'select $1+2';
grant execute on function app.g to reporting;
drop aggregate app.mymax(int);
create aggregate app.mymax(int) (sfunc = int4larger, stype = int, initcond = '1');
alter table app.t enable rule r1;
create or replace rule "R 2" as on insert to app.v do instead insert into app.t (id, a, b) values (new.id, new.a, 'b') returning id, a, b;
alter table app.t enable trigger tr1;
drop trigger tr2 on app.t;
create trigger tr2 after insert on app.t referencing new table as nn for each statement execute function app.trg();
alter table app.pt1 enable trigger ptr;
alter table app.pt2 enable always trigger ptr;
alter event trigger et enable always;
alter policy p1 on app.t to reporting using (a = 'y');
drop policy p2 on app.t;
create policy p2 on app.t as restrictive for update to reporting using (true);
drop collation app.ci;
create collation app.ci (provider = icu, locale = 'de', deterministic = false);
alter text search dictionary app.d1 (stopwords); 
alter text search configuration app.cfg alter mapping for word with simple;
alter text search configuration app.cfg drop mapping for hword;
alter text search configuration app.cfg add mapping for email with app.d2;
alter publication pub set table only app.t (id) where (id > 7), only app.child;
alter publication pub set (publish = 'insert, delete', publish_via_partition_root = false);
alter publication pub_s drop tables in schema "Odd s";
alter publication pub_none add table "Odd s"."T.x";
drop publication pub_all;
create publication pub_all for table app.usebt;
alter foreign data wrapper w options (set debug 'false', add x 'y''');
alter foreign data wrapper w2 no validator;
alter server s1 version '2' options (drop port, set host 'hh');
alter user mapping for public server s1 options (drop password, add q 'r');
alter foreign table app.ft options (drop table_name, add t2 'x');
alter foreign table app.ft add column c int options (k 'v'), alter column id options (set column_name 'y'), alter column id drop default;
alter operator family app.fam using hash drop function 1 (app.bt, app.bt);
drop cast (int as app.bt);
create or replace procedure app.p(inout a int, b text default 'x') language plpgsql as $$ begin a := 2; end $$;

-- case: agg-view
create table t(x int);
create aggregate s(int) (sfunc=int4larger, stype=int);
create view v as select s(x) from t;
-- becomes
create table t(x int);
create aggregate s(int) (sfunc=int4smaller, stype=int);
create view v as select s(x) from t;

-- case: args
create function f(a int, b int default 1, c int default 2) returns int language sql as $$select 1$$;
create function g(int, out x int, out y int) language sql as $$select 1,2$$;
-- becomes
create function f(a int, b int, c int default 2) returns int language sql as $$select 1$$;
create function g(p int, out x int, out z int) language sql as $$select 1,2$$;

-- case: basetype
create type bt;
create function bt_in(cstring) returns bt language internal immutable strict as 'int4in';
create function bt_out(bt) returns cstring language internal immutable strict as 'int4out';
create type bt (input=bt_in, output=bt_out, like=int4);
create table t(x bt);
create view v as select x from t;
-- becomes
create type bt;
create function bt_in(cstring) returns bt language internal immutable strict as 'int4in';
create function bt_out(bt) returns cstring language internal immutable strict as 'int4out';
create type bt (input=bt_in, output=bt_out, like=int4, category='Y');
create table t(x bt);
create view v as select x from t;

-- case: collation-used
create collation c (provider=icu, locale='de');
create table t(x text collate c);
create index i on t(x);
create view v as select x from t;
-- becomes
create collation c (provider=icu, locale='fr');
create table t(x text collate c);
create index i on t(x);
create view v as select x from t;

-- case: constraint-trigger
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create table t(id int);
create table u(id int);
create constraint trigger c after insert on t from u deferrable for each row execute function g();
-- becomes
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create table t(id int);
create table u(id int);
create constraint trigger c after insert or update on t from u deferrable initially deferred for each row execute function g();

-- case: cyclic-views
create table t(id int);
create view a as select id from t;
create view b as select id from a;
-- becomes
create table t(id int);
create view b as select id from t;
create view a as select id from b;

-- case: default-function
create function f() returns int language sql as $$select 1$$;
create table t(id int default f());
-- becomes
create function f() returns bigint language sql as $$select 1$$;
create table t(id int default f());

-- case: defpriv
alter default privileges grant select on tables to reporting;
alter default privileges grant execute on functions to reporting;
alter default privileges revoke execute on functions from public;
create table t(id int);
-- becomes
alter default privileges grant select on tables to reporting;
alter default privileges grant execute on functions to reporting;
alter default privileges revoke execute on functions from public;
create table t(id int);
create table u(id int);
revoke all on u from reporting;
create view uv as select 1 as x;
create function f() returns int language sql as $$select 1$$;
create function g() returns int language sql as $$select 1$$;
grant execute on function g() to public;
revoke all on function g() from reporting;
create sequence s;
create type en as enum ('a');

-- case: defpriv-new
create table t(id int);
-- becomes
create table t(id int);
create table u(id serial);
create schema s;
alter default privileges in schema s grant select on tables to reporting;
alter default privileges for role reporting in schema s grant select on tables to public;
create table s.x(id int);
grant insert on s.x to reporting;

-- case: event
create function e() returns event_trigger language plpgsql as $$begin end$$;
create event trigger x on ddl_command_end execute function e();
-- becomes
create function e2() returns event_trigger language plpgsql as $$begin end$$;
create event trigger x on ddl_command_end when tag in ('DROP TABLE','CREATE TABLE') execute function e2();
create event trigger y on sql_drop execute function e2();
alter event trigger y disable;
create table t(id int);

-- case: foreign-inherit
create foreign data wrapper w;
create server s foreign data wrapper w;
create table p(id int, x text);
create foreign table f(id int, x text) server s;
-- becomes
create foreign data wrapper w;
create server s foreign data wrapper w;
create server s2 foreign data wrapper w;
create table p(id int, x text);
create table pp(k int) partition by list(k);
create foreign table f(id int, x text) inherits (p) server s2;
create foreign table fp partition of pp for values in (1) server s2;
create view v as select * from f;
comment on foreign table f is 'z';
create foreign table fi() inherits (p) server s;

-- case: foreign-server-type
create foreign data wrapper w;
create server s foreign data wrapper w;
create user mapping for public server s;
create foreign table f(id int, x text) server s;
create view v as select id from f;
-- becomes
create foreign data wrapper w;
create server s type 'n' foreign data wrapper w;
create user mapping for public server s;
create foreign table f(id int not null, x text default 'a') server s;
create view v as select id from f;

-- case: func-default-table
create function f() returns int language sql as $$select 1$$;
create table t(id int);
create function g(x t default null) returns int language sql as $$select 1$$;
-- becomes
create function f() returns int language sql as $$select 1$$;
create table t(id int, k int default f());
create function g(x t default null, y int default f()) returns int language sql as $$select 1$$;

-- case: function-aggregate
create function f(int) returns int language sql as $$select 1$$;
-- becomes
create aggregate f(int) (sfunc = int4larger, stype = int);

-- case: function-procedure
create function f(int) returns void language plpgsql as $$begin end$$;
-- becomes
create procedure f(int) language plpgsql as $$begin end$$;

-- case: grants-mixed
create table t(a int, b int);
grant select on t to reporting;
grant select (a) on t to reporting;
create view v as select a, b from t;
grant select on v to reporting;
grant select (a) on v to reporting;
-- becomes
create table t(a int, b int);
grant select (a) on t to reporting;
create view v as select a, b from t;
grant select (a) on v to reporting;

-- case: mview-opts
create materialized view m as select 1 as a, 'x'::text b;
create view v as select a from m;
-- becomes
create materialized view m with (autovacuum_enabled=false) as select 1 as a, 'x'::text b with no data;
alter materialized view m alter b set storage external;
create index on m(a);
create view v as select a from m;
alter materialized view m cluster on m_a_idx;

-- case: operator
create function e(int,text) returns bool language sql as $$select true$$;
create operator === (function=e, leftarg=int, rightarg=text);
create view v as select 1 === 'a'::text as z;
-- becomes
create function e(int,text) returns bool language sql as $$select true$$;
create operator === (function=e, leftarg=int, rightarg=text, restrict=eqsel);
create view v as select 1 === 'a'::text as z;

-- case: operator-com
create function l(int,text) returns bool language sql as $$select true$$;
create function r(text,int) returns bool language sql as $$select true$$;
create operator <<< (function=l, leftarg=int, rightarg=text, commutator = >>>);
create operator >>> (function=r, leftarg=text, rightarg=int, commutator = <<<);
-- becomes
create function l(int,text) returns bool language sql as $$select true$$;
create function r(text,int) returns bool language sql as $$select true$$;
create operator <<< (function=l, leftarg=int, rightarg=text, commutator = >>>, restrict=eqsel);
create operator >>> (function=r, leftarg=text, rightarg=int, commutator = <<<);

-- case: part-trigger
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create table p(id int, k int) partition by list(k);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
-- becomes
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create table p(id int, k int) partition by list(k);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
create table p3 partition of p for values in (3);
create trigger tr after insert on p for each row execute function g();
alter table only p disable trigger tr;
create trigger own before insert on p2 for each row execute function g();

-- case: policy-altered-function-replaced
create function f(a int) returns bool language sql as $$select true$$;
create table t(id int default 1);
alter table t enable row level security;
create policy p on t using (f(id));
-- becomes
create function f(b int) returns bool language sql as $$select false$$;
create table t(id int default 1);
alter table t enable row level security;
create policy p on t using (f(id) and id > 0);

-- case: policy-function
create function f(int) returns bool language sql as $$select true$$;
create table t(id int default 1);
alter table t enable row level security;
create policy p on t using (f(id));
alter table t add check (f(id));
-- becomes
create function f(i int, z int default 1) returns bool language sql as $$select false$$;
create table t(id int default 1);
alter table t enable row level security;
create policy p on t using (f(id));
alter table t add check (f(id));

-- case: pub
create table a(id int primary key, x int);
create table b(id int);
create publication p for table a(id, x), b;
create publication q for table a where (id>1);
-- becomes
create table a(id bigint primary key, x int);
create table c(id int);
create publication p for table a(id), c;
create publication q for table a where (id>1);

-- case: pub-replaced
create table a(id int primary key, x int);
create publication p for table a;
create publication q for table a;
-- becomes
create table a(id int primary key, x int) partition by list(id);
create table c(id int);
create publication p for table a, c;
create publication q for table a;

-- case: recursive-view
create table t(id int, p int);
-- becomes
create table t(id int, p int);
create recursive view v(n) as select 1 union all select n+1 from v where n < 5;
create view "V w" as select * from v;
create or replace function "q""f"("a b" text default 'it''s') returns text language sql as $q$ select $1 $q$;

-- case: rowtype-function
create table t(id int, x int);
create function f(t) returns int language sql as $$select ($1).x$$;
create view v as select f(t) from t;
-- becomes
create table t(id int, x int, y text) partition by list (id);
create function f(t) returns int language sql as $$select ($1).x$$;
create view v as select f(t) from t;

-- case: rule-on-table
create table t(id int, x int);
create table l(id int);
create rule r as on update to t where old.x <> new.x do also insert into l values (new.id);
-- becomes
create table t(id int, x bigint);
create table l(id int);
create rule r as on update to t where old.x <> new.x do also insert into l values (new.id);

-- case: sqlbody
create table t(id int);
create function a() returns bigint language sql begin atomic select count(id) from t; end;
create function b() returns bigint language sql begin atomic select a(); end;
-- becomes
create table t(id bigint, z int);
create function a() returns bigint language sql begin atomic select count(id)+1 from t; end;
create function b() returns bigint language sql begin atomic select a(); end;

-- case: sqlbody-replaced
create table t(id int);
create function a(x int) returns bigint language sql begin atomic select count(id) from t; end;
create function b() returns bigint language sql begin atomic select a(1); end;
-- becomes
create table t(id int, z int);
create function a(y int) returns bigint language sql begin atomic select count(id)+1 from t; end;
create function b() returns bigint language sql begin atomic select a(1)+1; end;

-- case: table-view
create table t(id int);
create view v as select 1 as id;
create materialized view m as select 1 as id;
-- becomes
create view t as select 1 as id;
create materialized view v as select 1 as id;
create table m(id int);

-- case: trigger-column
create table t(id int, x int);
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create trigger tr before update of x on t for each row when (new.x > 1) execute function g();
-- becomes
create table t(id int, x bigint);
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create trigger tr before update of x on t for each row when (new.x > 1) execute function g();

-- case: trigger-fn-drop
create table t(id int);
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create trigger tr before insert on t for each row execute function g();
create trigger tr2 before insert on t for each row execute function g();
-- becomes
create table t(id int);
create function h() returns trigger language plpgsql as $$begin return new; end$$;
create trigger tr before insert on t for each row execute function h();

-- case: trigger-on-view-replaced
create table t(id int, x int);
create view v as select id, x from t;
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create trigger tr instead of insert on v for each row execute function g();
alter view v alter column x set default 5;
-- becomes
create table t(id int, x int);
create view v as select x, id from t;
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create trigger tr instead of insert on v for each row execute function g();
alter view v alter column x set default 5;

-- case: tsconfig-index
create text search configuration c (copy=simple);
create table t(x text);
create index i on t using gin (to_tsvector('c', x));
-- becomes
create text search configuration c (copy=english);
create table t(x text);
create index i on t using gin (to_tsvector('c', x));

-- case: view-altered-function-replaced
create function f(int) returns int language sql as $$select 1$$;
create table t(id int, x int);
create view v as select f(id) a from t;
-- becomes
create function f(i int) returns bigint language sql as $$select 1$$;
create table t(id int, x int);
create view v as select f(id) a, x from t;

-- case: view-altered-table-replaced
create table t(id int, x int);
create view v as select id from t;
-- becomes
create table t(id int, x int) partition by list (id);
create view v as select id, x from t;

-- case: view-altered-table-replaced-rule
create table t(id int, x int);
create view v as select id from t;
create rule r as on insert to v do instead insert into t values (new.id);
create view v2 as select * from v;
comment on view v2 is 'x';
grant select on v2 to public;
-- becomes
create table t(id int, x int) partition by list (id);
create view v as select id, x from t;
create rule r as on insert to v do instead insert into t values (new.id, new.x);
create view v2 as select * from v;
comment on view v2 is 'x';
grant select on v2 to public;

-- case: view-chain-type
create table t(id int, x int);
create view v as select id, x from t;
create view w as select x from v;
create materialized view m as select x+1 as y from w;
create unique index m_y on m(y);
comment on index m_y is 'i';
comment on column w.x is 'xx';
-- becomes
create table t(id int, x bigint);
create view v as select id, x from t;
create view w as select x from v;
create materialized view m as select x+1 as y from w;
create unique index m_y on m(y);
comment on index m_y is 'i';
comment on column w.x is 'xx';

-- case: view-collate
create table t(x text);
create view v as select x from t;
-- becomes
create table t(x text);
create view v as select x collate "C" as x from t;

-- case: view-drop-column
create table t(id int, x int, y int);
create view v as select id, x, y from t;
create view w as select y from v;
-- becomes
create table t(id int, y int);
create view v as select id, y from t;
create view w as select y from v;

-- case: view-pk-gone
create table t(id int primary key, x int);
create view v as select id, x from t group by id;
-- becomes
create table t(id int, x int);
create view v as select id, x from t group by id, x;

-- case: view-pk-group
create table t(id int primary key, x int);
create view v as select id, x from t group by id;
-- becomes
create table t(id int primary key, x int, z int);
create view v as select id, x, z, count(*) c from t group by id;

-- case: view-pk-renamed
create table t(id int primary key, x int);
create view v as select id, x from t group by id;
-- becomes
create table t(id int constraint other primary key, x int);
create view v as select id, x from t group by id;

-- case: viewcol-rename
create view v as select 1 as a, 2 as b;
create view w as select a from v;
-- becomes
create view v as select 1 as a2, 2 as b;
create view w as select a2 as a from v;

-- case: agg-moving
create aggregate a(float8) (sfunc=float8_accum, stype=float8[], finalfunc=float8_avg, initcond='{0,0,0}', combinefunc=float8_combine);
-- becomes
create aggregate a(float8) (sfunc=float8_accum, stype=float8[], finalfunc=float8_avg, initcond='{0,0,0}', combinefunc=float8_combine, parallel=safe, finalfunc_modify=read_write, sspace=48);
grant execute on function a(float8) to public;

-- case: cast-domain
create type c as (a int);
create function c2t(c) returns text language sql immutable as $$select 1::text$$;
create cast (c as text) with function c2t(c);
create view v as select row(1)::c::text as x;
-- becomes
create type c as (a int);
create function c2t(c) returns text language sql immutable as $$select 1::text$$;
create cast (c as text) with function c2t(c) as implicit;
create view v as select row(1)::c::text as x;

-- case: comments
create table t(a int);
comment on table t is 'a';
create view v as select a from t;
comment on view v is 'b';
-- becomes
create table t(a int);
comment on table t is '';
create view v as select a from t;
comment on view v is E'l1\nl2 \\ ''q''';

-- case: drop-all
create schema x;
create table x.t(a int primary key);
create view x.v as select a from x.t;
create function x.f() returns trigger language plpgsql as $$begin return new; end$$;
create trigger z after insert on x.t for each row execute function x.f();
create rule r as on delete to x.t do instead nothing;
create policy p on x.t using (true);
create publication pp for table x.t;
create aggregate x.a(int) (sfunc=int4larger, stype=int);
create operator x.### (function=int4pl, leftarg=int, rightarg=int);
-- becomes


-- case: func-attrs
create function f(a int) returns int language sql immutable strict security definer parallel safe leakproof cost 7 set search_path = '' as $$select 1$$;
-- becomes
create function f(a int) returns int language sql set search_path = public, pg_temp set work_mem = '2MB' as $$select 1$$;

-- case: func-enum-arg
create type e as enum ('a','b');
create table t(x e default 'a');
create function f(x e default 'b') returns e language sql as $$select x$$;
create view v as select f(x) from t;
-- becomes
create type e as enum ('b');
create table t(x e default 'b');
create function f(x e default 'b') returns e language sql as $$select x$$;
create view v as select f(x) from t;

-- case: func-overload-comment
create function f(int) returns int language sql as $$select 1$$;
create function f(text) returns int language sql as $$select 1$$;
comment on function f(int) is 'i';
-- becomes
create function f(int) returns int language sql as $$select 1$$;
create function f(text) returns int language sql as $$select 1$$;
comment on function f(text) is 't';
create function f(variadic text[]) returns int language sql as $$select 2$$;
create function f(variadic "any") returns int language internal as 'pg_num_nonnulls';

-- case: func-rettype-dep
create type c as (a int);
create function f() returns c language sql as $$select row(1)::c$$;
create view v as select (f()).a;
-- becomes
create type c as (a bigint, b text);
create function f() returns c language sql as $$select row(1,'')::c$$;
create view v as select (f()).a;

-- case: language
select 1;
-- becomes
create function h() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create trusted language pl2 handler h;
comment on language pl2 is 'l';
create function z() returns int language pl2 as $$begin return 1; end$$;
revoke usage on language pl2 from public;

-- case: matview-in-view-alter
create table t(a int);
create materialized view m as select a from t;
create view v as select a from m;
-- becomes
create table t(a int, b int);
create materialized view m as select a, b from t;
create view v as select a, b from m; refresh materialized view m;

-- case: opclass
create type e as enum ('a');
create function ec(e,e) returns int language sql immutable as $$select 0$$;
-- becomes
create type e as enum ('a');
create function ec(e,e) returns int language sql immutable as $$select 0$$;
create operator class eo for type e using btree as operator 1 pg_catalog.< (anyenum,anyenum), function 1 (e,e) ec(e,e);
create table t(x e);
create index i on t using btree (x eo);

-- case: owner
create table t(a int);
create view v as select 1 as x;
create function f() returns int language sql as $$select 1$$;
create schema s;
grant select on t to reporting;
-- becomes
create table t(a int);
create view v as select 1 as x;
create function f() returns int language sql as $$select 1$$;
create schema s;
alter table t owner to reporting;
alter view v owner to reporting;
alter function f() owner to reporting;
alter schema s owner to reporting;
grant select on t to public;

-- case: procs
create procedure p(a int) language sql as $$ select 1 $$;
create procedure q(inout a int) language plpgsql as $$begin end$$;
-- becomes
create procedure p(a int, b text default 'x') language sql as $$ select 1 $$;
create procedure q(inout b int) language plpgsql as $$begin end$$;
create procedure q(a int, b int) language plpgsql as $$begin end$$;
comment on procedure q(int) is 'z';
create procedure outp(a int, out b int) language plpgsql as $$begin end$$;
comment on procedure outp(int, out int) is 'z';

-- case: pub-owner
create publication p;
-- becomes
create publication p;
alter publication p owner to reporting;
comment on publication p is 'c';

-- case: pub-schema
create schema a;
create schema b;
create publication p for tables in schema a;
create publication a1 for all tables with (publish='insert');
-- becomes
create schema b;
create table b."T 1"(id int, "x y" int);
create publication p for tables in schema b, table b."T 1";
create publication a1 for all tables with (publish='insert,truncate');
create publication e with (publish='');

-- case: revoke-owner
create table t(a int);
create function f() returns int language sql as $$select 1$$;
-- becomes
create table t(a int);
create function f() returns int language sql as $$select 1$$;
revoke all on t from current_user;
revoke all on function f() from public;
grant all on t to reporting with grant option;
create type ct as (a int);
revoke usage on type ct from public;
grant usage on type ct to reporting;
create domain d as int;
grant usage on domain d to reporting;
create sequence s;
grant usage on sequence s to reporting;

-- case: rls
create table t(a int);
-- becomes
create table t(a int);
alter table t enable row level security;
alter table t force row level security;
create policy "p 1" on t for insert with check (a > (select count(*) from t));
create policy q on t for select using (a = 1);
create policy r on t for delete to current_user using (true);

-- case: sec-invoker
create table t(a int);
create view v as select a from t;
-- becomes
create table t(a int);
create view v with (security_invoker=true) as select a from t;
create view w with (security_invoker) as select 1 as o;

-- case: server-fdw
create extension file_fdw;
create server s foreign data wrapper file_fdw;
create foreign table f(a int) server s options (filename '/dev/null');
-- becomes
create extension file_fdw;
create server s foreign data wrapper file_fdw;
create foreign table f(a int not null, b text collate "C" default 'x') server s options (filename '/dev/zero', format 'csv');
alter foreign table f add constraint c check (a>0) not valid;
create view v as select * from f;

-- case: trigger-dep-column
create table t(a int, b int);
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create trigger a before update of b on t for each row execute function g();
create trigger c before update on t for each row when (old.b is distinct from new.b) execute function g();
-- becomes
create table t(a int);
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create trigger a before update of a on t for each row execute function g();

-- case: triggers-many
create table t(a int, b int);
create function g() returns trigger language plpgsql as $$begin return new; end$$;
create trigger a before truncate on t execute function g();
-- becomes
create table t(a int, b int);
create function g() returns trigger language plpgsql as $$begin return old; end$$;
create trigger a after truncate on t execute function g();
create trigger "B c" after update on t referencing old table as "O" for each statement when (pg_trigger_depth() = 0) execute function g('a\b', '');

-- case: ts-dict
create text search dictionary d (template=simple, stopwords=english, accept=false);
-- becomes
create text search dictionary d (template=simple, accept=true);
create text search dictionary e (template=synonym, synonyms=synonym_sample, casesensitive=true);
comment on text search dictionary d is 'x';

-- case: view-opts-only
create table t(a int);
create view v with (security_barrier) as select a from t where a > 0;
-- becomes
create table t(a int);
create view v with (security_barrier=false, check_option=local) as select a from t where a > 0;

-- case: view-special-names
create view "V.1" as select 1 as "A b", 2 as "select";
-- becomes
create view "V.1" as select 1 as "A b", 2 as "select", 'x'::text as "q""r";
comment on column "V.1"."q""r" is 'z';
alter view "V.1" alter "A b" set default 4;

-- case: view-with-check
create table t(a int);
create view v as select a from t where a > 0;
-- becomes
create table t(a int);
create view v as select a from t where a > 1 with cascaded check option;

-- case: collation-domain
create collation c (locale='C');
create domain d as text collate c;
create table t(x d);
create function f(x d) returns d language sql as $$select x$$;
create view v as select f(x) from t;
-- becomes
create collation c (locale='POSIX');
create domain d as text collate c;
create table t(x d);
create function f(x d) returns d language sql as $$select x$$;
create view v as select f(x) from t;

-- case: default-priv-alter
do $$ begin create role reporting; create role "K-2"; exception when duplicate_object then null; end $$;
alter default privileges for role reporting grant all on tables to "K-2";
create schema s;
alter default privileges in schema s grant all on types to reporting;
alter default privileges in schema s grant usage on sequences to public;
-- becomes
do $$ begin create role reporting; create role "K-2"; exception when duplicate_object then null; end $$;
alter default privileges for role reporting grant select on tables to "K-2" with grant option;
alter default privileges revoke usage on types from public;
alter default privileges grant usage on schemas to reporting;
create schema s2;
alter default privileges in schema s2 grant execute on functions to reporting with grant option;
alter default privileges revoke all on tables from current_user;

-- case: enum-swap-func
create type e as enum ('a','b');
create table t(x e);
create view v as select x from t;
create function f(e) returns void language sql as $$select$$;
create policy p on t using (x = 'a');
create trigger z before update on t for each row when (new.x = 'a') execute function suppress_redundant_updates_trigger();
create materialized view m as select x from t;
-- becomes
create type e as enum ('a');
create table t(x e);
create view v as select x from t;
create function f(e) returns void language sql as $$select$$;
create policy p on t using (x = 'a');
create trigger z before update on t for each row when (new.x = 'a') execute function suppress_redundant_updates_trigger();
create materialized view m as select x from t;

-- case: fdw-all-new
create foreign data wrapper w;
create server s foreign data wrapper w options (a '1');
create user mapping for current_user server s options (u '1');
-- becomes
create foreign data wrapper w options (z '1');
create foreign data wrapper w2;
create server s foreign data wrapper w2 options (a '1', "B c" 'x''y\z');
create user mapping for current_user server s options (u '2');

-- case: fn-table-arg-column-change
create table t(a int, b int);
create function f(x t) returns int language plpgsql as $$begin return x.a; end$$;
create function g() returns setof t language sql as $$select * from t$$;
create view v as select * from g();
-- becomes
create table t(a bigint, c text);
create function f(x t) returns int language plpgsql as $$begin return x.a; end$$;
create function g() returns setof t language sql as $$select * from t$$;
create view v as select * from g();

-- case: matview-to-view
create table t(a int);
create materialized view v as select a from t;
create index i on v(a);
create view w as select a from v;
-- becomes
create table t(a int);
create view v as select a from t;
create view w as select a from v;
create index i on t(a);

-- case: operator-func-replaced
create function e(int,text) returns bool language sql as $$select true$$;
create operator === (function=e, leftarg=int, rightarg=text);
create table t(a int check (a === 'x'::text));
-- becomes
create function e(a int, b text) returns bool language sql immutable as $$select true$$;
create operator === (function=e, leftarg=int, rightarg=text, hashes);
create table t(a int check (a === 'x'::text));
create index i on t ((a === 'q'::text));

-- case: part-trigger-alter
create table p(id int, k int) partition by list(k);
create table p1 partition of p for values in (1);
create trigger z before update on p for each row execute function suppress_redundant_updates_trigger();
alter table p1 disable trigger z;
-- becomes
create table p(id int, k int) partition by list(k);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
create trigger z before update on p for each row when (new.id > 1) execute function suppress_redundant_updates_trigger();
alter table p2 disable trigger z;

-- case: policy-subquery
create table a(id int, o int);
create table b(id int, u name);
alter table a enable row level security;
create policy p on a using (o in (select id from b where u = current_user));
-- becomes
create table a(id int, o bigint);
create table b(id bigint, u name, z int);
alter table a enable row level security;
create policy p on a using (o in (select id from b where u = current_user and z > 0));
create policy q on b using (exists (select 1 from a where a.o = b.id));

-- case: swap-names
create view a as select 1 as x;
create view b as select 2 as y;
create function f() returns int language sql as $$select 1$$;
create procedure g() language sql as $$select 1$$;
-- becomes
create view b as select 1 as x;
create view a as select 2 as y;
create procedure f() language sql as $$select 1$$;
create function g() returns int language sql as $$select 1$$;

-- case: trigger-enable-only
create table t(a int);
create trigger z before update on t for each row execute function suppress_redundant_updates_trigger();
alter table t disable trigger z;
-- becomes
create table t(a int);
create trigger z before update on t for each row when (old.* is not distinct from new.*) execute function suppress_redundant_updates_trigger();
alter table t enable replica trigger z;

-- case: views-to-tables
create table t(a int);
create view v as select a from t;
create view w as select a from v;
-- becomes
create table v(a int);
create view t as select a from v;
create view w as select a from t;

-- case: grants-on-columns-outlive-those-on-the-table
create table ledger (a int, b int, c int);
grant select, update on ledger to kb2;
grant select (a), update (b) on ledger to kb2;
grant select on ledger to reporting with grant option;
create view ledger_view as select * from ledger;
grant select on ledger_view to kb2;
grant select (a) on ledger_view to kb2;
-- becomes
create table ledger (a int, b int, c int);
grant select (a), update (b) on ledger to kb2;
grant select on ledger to reporting;
create view ledger_view as select * from ledger;
grant select (a) on ledger_view to kb2;

-- case: sequences-of-identities
create table numbered (id int generated always as identity, n int generated by default as identity (sequence name numbers));
grant usage on sequence numbered_id_seq to kb2;
comment on sequence numbers is 'counts';
-- becomes
create table numbered (id int generated always as identity, n int generated by default as identity (sequence name numbers), m int generated always as identity);
grant select on sequence numbers to reporting;
grant usage on sequence numbered_m_seq to kb2;
comment on sequence numbered_id_seq is 'counts';

-- case: aggregates-change
create function add_up(s int, x int) returns int language sql as 'select s + x';
create function as_text(s int) returns text language sql as 'select s::text';
create aggregate sum_up(int) (sfunc = add_up, stype = int, initcond = '0');
create aggregate told(int) (sfunc = add_up, stype = int);
create table amounts (a int);
create view total as select sum_up(a) from amounts;
-- becomes
create function add_up(s int, x int) returns int language sql as 'select s + x';
create function as_text(s int) returns text language sql as 'select s::text';
create aggregate sum_up(int) (sfunc = add_up, stype = int, initcond = '9', parallel = safe);
create aggregate told(int) (sfunc = add_up, stype = int, finalfunc = as_text);
create table amounts (a int);
create view total as select sum_up(a) from amounts;

-- case: lists-in-triggers-rules-and-statistics
create table parcels (state varchar(9), size varchar(5), weight int);
create function noted() returns trigger language plpgsql as 'begin return new; end';
create trigger noted before insert on parcels for each row when (new.state in ('sent', 'lost')) execute function noted();
create rule watched as on update to parcels where old.size in ('s', 'm') do also select 1;
create statistics parcel_states on (state in ('sent', 'lost')), size from parcels;
-- becomes
create table parcels (state varchar(9), size varchar(5), weight bigint);
create function noted() returns trigger language plpgsql as 'begin return new; end';
create trigger noted after insert on parcels for each row when (new.state in ('sent', 'lost')) execute function noted();
create rule watched as on update to parcels where old.size not in ('s', 'm', 'l') do also select 1;
create statistics parcel_states on (state in ('sent', 'lost', 'found')), size from parcels;

-- case: extension-in-an-older-version
create extension pg_trgm;
create extension hstore;
grant execute on function hstore(text, text) to kb2;
revoke execute on function akeys(hstore) from public;
create table labelled (name text, labels hstore);
create index on labelled using gin (name gin_trgm_ops);
insert into labelled values ('a', 'b => c');
-- becomes
create extension pg_trgm version '1.5';
create extension hstore version '1.7';
grant execute on function hstore(text, text) to reporting;
create table labelled (name text, labels hstore);
create index on labelled using gin (name gin_trgm_ops);

-- case: type-turns-in-a-schema-that-changes
create schema kinds;
create type kinds.light as enum ('red', 'green');
create table kinds.crossings (light kinds.light default 'red');
-- becomes
create schema kinds;
grant usage on schema kinds to kb2;
comment on schema kinds is 'of things';
create type kinds.light as enum ('green', 'red');
create table kinds.crossings (light kinds.light default 'red');

-- case: extension-in-another-schema
create schema tools;
create extension xml2 schema tools;
create extension citext schema tools;
create table named (name tools.citext);
-- becomes
create schema tools;
create extension xml2;
create extension citext;
create table named (name citext);
-- case: overloads-that-a-view-could-mean
CREATE FUNCTION f(a int) RETURNS TABLE (x int, y text) LANGUAGE sql AS $$ SELECT 1, 'q' $$;
CREATE VIEW v AS SELECT * FROM f(3);
-- becomes
CREATE FUNCTION f(a int, b int DEFAULT 2) RETURNS TABLE (x int, y text, z int) LANGUAGE sql AS $$ SELECT 1, 'q', 3 $$;
CREATE VIEW v AS SELECT * FROM f(3);
-- case: attributes-at-other-places
create type pair as (x int, gone text, y text);
create type pairs as (first pair, name text);
create domain named_pairs as pairs check ((value).name <> '');
create table t (id int, p pair, list pair[], n named_pairs);
insert into t (id, p, list, n) values (1, '(1,,a)', array['(2,,"b, c")', null, '(,,)']::pair[], '("(3,,d)",n)'), (2, null, '{}', null);
-- becomes
create type pair as (y text, x bigint, come date);
create type pairs as (name text, number int, first pair);
create domain named_pairs as pairs check ((value).name <> '');
create table t (id int, p pair, list pair[], n named_pairs);
-- case: columns-that-leave-several-parents
create table p (a int, b int);
create table q (a int default 3, c int);
create table own (a int, d int) inherits (p, q);
create table kept (a int, b int);
create table kept_too (a int, c int);
create table goes_on (d int) inherits (kept, kept_too);
create table top (a int);
create table middle (a int) inherits (top);
create table bottom (a int) inherits (middle);
create table leaves (a int) inherits (top);
create table half (a int not null, b int not null);
create table other_half (a int, b int not null);
create table whole () inherits (half, other_half);
-- becomes
create table p (b int);
create table q (c int);
create table own (d int) inherits (p, q);
create table kept (b int);
create table kept_too (a int, c int);
create table goes_on (d int) inherits (kept, kept_too);
create table top ();
create table middle () inherits (top);
create table bottom () inherits (middle);
create table leaves ();
create table half (a int, b int);
create table other_half (a int not null, b int);
create table whole () inherits (half, other_half);
