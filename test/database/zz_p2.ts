import { prove } from './prove.js';
import { closeTestEngines } from './engine.js';
(async () => {
  const show = (p: unknown) => console.log(JSON.stringify(p, null, 1));
  const users = 'create table users(id int generated always as identity primary key, email text not null unique, age int, note varchar(40)); create table posts(id serial primary key, user_id int not null references users, title text check (length(title) > 3));';
  show(await prove('native', users, users + 'alter table users add column x text; create index concurrently on posts(user_id);alter table posts drop column title; alter table users alter age set not null;'));
  show(await prove('native', users, users + 'create index posts_u on posts(user_id);', {up:[{sql:'create index concurrently posts_u on public.posts(user_id)', transaction: 'alone'}],down:[{sql:'drop index concurrently posts_u', transaction:'alone'}]}));
  show(await prove('embedded', users, users + 'create index posts_u on posts(user_id);', {up:[{sql:'create index concurrently posts_u on public.posts(user_id)', transaction: 'alone'}],down:[{sql:'drop index concurrently posts_u', transaction:'alone'}]}));
  await closeTestEngines();
})();
