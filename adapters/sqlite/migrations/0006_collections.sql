-- What people mark for themselves.

-- The first post of the thread that a post belongs to; none for what began one, and for boosts.
alter table posts add column thread integer;

create table bookmarks (
    id integer primary key,
    account integer not null,
    post integer not null
) strict;
create unique index bookmarks_once on bookmarks (account, post);
create index bookmarks_of_account on bookmarks (account, id);
create index bookmarks_of_post on bookmarks (post);

create index favourites_of_account on favourites (account, id, post);

create table pins (
    id integer primary key,
    account integer not null,
    post integer not null
) strict;
create unique index pins_once on pins (account, post);

create table muted_threads (
    account integer not null,
    thread integer not null,
    primary key (account, thread)
) strict, without rowid;
