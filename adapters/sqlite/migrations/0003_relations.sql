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

-- Those who were shut out or silenced: few, and asked for with each page, so they have a table of their own.
create table restricted (
    account integer primary key,
    suspended integer not null
) strict;

create table blocks (
    id integer primary key,
    blocker integer not null,
    blocked integer not null
) strict;
create unique index blocks_once on blocks (blocker, blocked);
create index blocks_by_blocked on blocks (blocked, blocker);
create index blocks_by_blocker on blocks (blocker, id);

create table mutes (
    id integer primary key,
    muter integer not null,
    muted integer not null,
    notifications integer not null,
    -- when it ends by itself
    until integer
) strict;
create unique index mutes_once on mutes (muter, muted);
create index mutes_by_muter on mutes (muter, id);

-- Who wrote what a boost passes on: pages leave out what is passed on of somebody who is kept away.
alter table posts add column boost_author integer;
drop index posts_of_author;
create index posts_of_author on posts (author, id, visibility, boost_of, reply_to_author, boost_author);
