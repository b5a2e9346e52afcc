-- What accounts say about themselves and how they want to be met.
alter table accounts add column locked integer not null default 0;
alter table accounts add column discoverable integer not null default 0;
alter table accounts add column indexable integer not null default 0;
alter table accounts add column hide_collections integer not null default 0;
alter table accounts add column note text not null default '';
-- names and values
alter table accounts add column fields text not null default '[]';
alter table accounts add column avatar text;
alter table accounts add column header text;
alter table accounts add column default_visibility integer not null default 0;
alter table accounts add column default_sensitive integer not null default 0;
alter table accounts add column default_language text;
alter table accounts add column role integer not null default 0;
alter table accounts add column suspended integer not null default 0;
alter table accounts add column silenced integer not null default 0;
