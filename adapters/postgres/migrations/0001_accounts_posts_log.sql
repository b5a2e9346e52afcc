-- Nothing refers to anything by foreign key: the one writer keeps the references right, and a change that refers to
-- something gone must not take the changes down that share its transaction.

-- Held from the beginning of each writing transaction to its commit: ids become visible in order, and counts cannot deadlock.
create table id_clock (
    one boolean primary key default true check (one),
    last bigint not null
);
insert into id_clock (last) values (0);

create table totals (
    one boolean primary key default true check (one),
    accounts bigint not null,
    posts bigint not null
);
insert into totals (accounts, posts) values (0, 0);

-- Counts change with every post: nothing that changes is indexed, and pages leave room, so that updates stay within a page.
create table accounts (
    id bigint primary key,
    username text not null,
    folded text collate "C" not null unique,
    display_name text not null,
    bot boolean not null,
    created_at timestamptz not null,
    followers bigint not null default 0,
    following bigint not null default 0,
    posts bigint not null default 0,
    last_post_at timestamptz,
    -- the newest of its rows in posts, 0 for none: homes look at those only who wrote lately
    last_entry bigint not null default 0
) with (fillfactor = 70);

create table credentials (
    account bigint primary key,
    email text collate "C" not null unique,
    password text not null
);

create table access_tokens (
    id uuid primary key,
    account bigint not null,
    scopes text not null,
    created_at timestamptz not null
);

create table signing_keys (
    kid text primary key,
    pkcs8 bytea not null,
    created_at timestamptz not null,
    -- true for the key that was there before all others: of servers that start at once, one makes it
    first boolean unique check (first)
);

-- Posts and boosts: one sequence, because timelines hold both. A boost has no text, and repeats of its post what decides who
-- may see it and under which tags it is found.
create table posts (
    id bigint primary key,
    author bigint not null,
    boost_of bigint,
    visibility smallint not null,
    sensitive boolean not null default false,
    published_at timestamptz not null,
    reply_to bigint,
    reply_to_author bigint,
    text text not null default '',
    spoiler text not null default '',
    language text,
    mentioned bigint[] not null default '{}',
    mentioned_names text[] not null default '{}',
    hashtags text[] not null default '{}',
    replies bigint not null default 0,
    boosts bigint not null default 0,
    favourites bigint not null default 0
) with (fillfactor = 90);
-- what homes ask of each row is in the index
create index posts_of_author on posts (author, id) include (visibility, boost_of, reply_to_author);
create index posts_public on posts (id)
    where visibility = 0 and boost_of is null and (reply_to is null or reply_to_author = author);
create index posts_answers on posts (reply_to, id) where reply_to is not null;
create index posts_boosts on posts (boost_of, id) where boost_of is not null;
create unique index posts_boosted_once on posts (author, boost_of) where boost_of is not null;

create table post_hashtags (
    author bigint not null,
    tag text collate "C" not null,
    post bigint not null,
    -- whether the timeline of the tag shows it
    shown boolean not null,
    primary key (author, tag, post)
);
create index post_hashtags_shown on post_hashtags (tag, post) where shown;

create table favourites (
    id bigint primary key,
    post bigint not null,
    account bigint not null,
    unique (post, account)
);
create index favourites_of_post on favourites (post, id);

create table follows (
    id bigint primary key,
    follower bigint not null,
    followee bigint not null,
    boosts boolean not null,
    notify boolean not null
);
create unique index follows_once on follows (follower, followee) include (boosts);
create index follows_by_follower on follows (follower, id);
create index follows_by_followee on follows (followee, id);

-- The id of the post says when the key was used.
create table idempotency_keys (
    account bigint not null,
    key bytea not null,
    post bigint not null,
    primary key (account, key)
);
create index idempotency_keys_by_age on idempotency_keys (post);

-- Rows become visible in the order of their ids: who inserts them holds the clock.
create table outbox (
    id bigint generated always as identity primary key,
    envelope json not null,
    happened_at timestamptz not null,
    topics text[] not null,
    -- the post whose words the envelope carries
    tells_of bigint,
    -- the post that is gone with it
    deletes bigint
);

create table log (
    position bigint primary key,
    envelope json not null,
    happened_at timestamptz not null,
    topics text[] not null,
    tells_of bigint
);
create index log_words on log (tells_of) where tells_of is not null;

create table log_topics (
    topic text collate "C" not null,
    position bigint not null,
    primary key (topic, position)
);

create table log_head (
    one boolean primary key default true check (one),
    log uuid not null,
    position bigint not null default 0,
    -- the last row that was taken out of the outbox: what went before it is not looked through again
    taken bigint not null default 0,
    floor bigint not null default 0,
    published bigint not null default 0,
    epoch bigint not null default 0,
    holder uuid,
    lease_until timestamptz not null default '-infinity'
) with (fillfactor = 50);
insert into log_head (log) values (gen_random_uuid());
