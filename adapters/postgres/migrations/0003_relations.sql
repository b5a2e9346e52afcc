-- What accounts say about themselves and how they want to be met. What changes with posts stays unindexed.
alter table accounts
    add column locked boolean not null default false,
    add column discoverable boolean not null default false,
    add column indexable boolean not null default false,
    add column hide_collections boolean not null default false,
    add column note text not null default '',
    -- names and values, as JSON
    add column fields text not null default '[]',
    add column avatar text,
    add column header text,
    add column default_visibility smallint not null default 0,
    add column default_sensitive boolean not null default false,
    add column default_language text,
    add column role smallint not null default 0,
    add column suspended boolean not null default false,
    add column silenced boolean not null default false;

-- Those who were shut out or silenced: few, and asked for with each page, so they have a table of their own.
create table restricted (
    account bigint primary key,
    suspended boolean not null
);

create table blocks (
    id bigint primary key,
    blocker bigint not null,
    blocked bigint not null
);
create unique index blocks_once on blocks (blocker, blocked);
create index blocks_by_blocked on blocks (blocked) include (blocker);
create index blocks_by_blocker on blocks (blocker, id);

create table mutes (
    id bigint primary key,
    muter bigint not null,
    muted bigint not null,
    notifications boolean not null,
    -- when it ends by itself
    until timestamptz
);
create unique index mutes_once on mutes (muter, muted) include (until);
create index mutes_by_muter on mutes (muter, id);

-- Who wrote what a boost passes on: pages leave out what is passed on of somebody who is kept away.
alter table posts add column boost_author bigint;
drop index posts_of_author;
create index posts_of_author on posts (author, id) include (visibility, boost_of, reply_to_author, boost_author);
