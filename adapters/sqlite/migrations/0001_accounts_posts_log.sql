-- Nothing refers to anything by foreign key: the one writer keeps the references right, and a change that refers to
-- something gone must not take the changes down that share its transaction. Moments are microseconds since 1970, lists are JSON.

create table id_clock (
    one integer primary key check (one = 1),
    last integer not null
) strict;
insert into id_clock (one, last) values (1, 0);

create table totals (
    one integer primary key check (one = 1),
    accounts integer not null,
    posts integer not null
) strict;
insert into totals (one, accounts, posts) values (1, 0, 0);

create table accounts (
    id integer primary key,
    username text not null,
    folded text not null unique,
    display_name text not null,
    bot integer not null,
    created_at integer not null,
    followers integer not null default 0,
    following integer not null default 0,
    posts integer not null default 0,
    last_post_at integer
) strict;

create table credentials (
    account integer primary key,
    email text not null unique,
    password text not null
) strict;

create table access_tokens (
    id blob primary key,
    account integer not null,
    scopes text not null,
    created_at integer not null
) strict, without rowid;

create table signing_keys (
    kid text primary key,
    pkcs8 blob not null,
    created_at integer not null
) strict;

-- Posts and boosts: one sequence, because timelines hold both. A boost has no text, and repeats of its post what decides who
-- may see it and under which tags it is found.
create table posts (
    id integer primary key,
    author integer not null,
    boost_of integer,
    visibility integer not null,
    sensitive integer not null default 0,
    published_at integer not null,
    reply_to integer,
    reply_to_author integer,
    text text not null default '',
    spoiler text not null default '',
    language text,
    -- pairs of an account and the name it was mentioned by
    mentions text not null default '[]',
    hashtags text not null default '[]',
    replies integer not null default 0,
    boosts integer not null default 0,
    favourites integer not null default 0
) strict;
-- what homes ask of each row is in the index
create index posts_of_author on posts (author, id, visibility, boost_of, reply_to_author);
create index posts_public on posts (id)
    where visibility = 0 and boost_of is null and (reply_to is null or reply_to_author = author);
create index posts_answers on posts (reply_to, id) where reply_to is not null;
create index posts_boosts on posts (boost_of, id) where boost_of is not null;
create unique index posts_boosted_once on posts (author, boost_of) where boost_of is not null;

create table post_hashtags (
    author integer not null,
    tag text not null,
    post integer not null,
    -- whether the timeline of the tag shows it
    shown integer not null,
    primary key (author, tag, post)
) strict, without rowid;
create index post_hashtags_shown on post_hashtags (tag, post) where shown = 1;

create table favourites (
    id integer primary key,
    post integer not null,
    account integer not null
) strict;
create unique index favourites_once on favourites (post, account);
create index favourites_of_post on favourites (post, id);

create table follows (
    id integer primary key,
    follower integer not null,
    followee integer not null,
    boosts integer not null,
    notify integer not null
) strict;
create unique index follows_once on follows (follower, followee, boosts, notify);
create index follows_by_follower on follows (follower, id);
create index follows_by_followee on follows (followee, id);

create table idempotency_keys (
    account integer not null,
    key text not null,
    post integer not null,
    used_at integer not null,
    primary key (account, key)
) strict, without rowid;
create index idempotency_keys_by_post on idempotency_keys (post);
create index idempotency_keys_by_age on idempotency_keys (used_at);

create table outbox (
    id integer primary key,
    envelope text not null,
    happened_at integer not null,
    topics text not null,
    -- the post whose words the envelope carries
    tells_of integer,
    -- the post that is gone with it
    deletes integer
) strict;

create table log (
    position integer primary key,
    envelope text not null,
    happened_at integer not null,
    topics text not null,
    tells_of integer
) strict;
create index log_words on log (tells_of) where tells_of is not null;

create table log_topics (
    topic text not null,
    position integer not null,
    primary key (topic, position)
) strict, without rowid;

create table log_head (
    one integer primary key check (one = 1),
    log blob not null,
    position integer not null default 0,
    floor integer not null default 0,
    published integer not null default 0,
    epoch integer not null default 0,
    holder blob,
    lease_until integer not null default 0
) strict;
insert into log_head (one, log) values (1, randomblob(16));
