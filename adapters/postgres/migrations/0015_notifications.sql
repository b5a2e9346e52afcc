-- What people are told. Whoever did a thing, to a post or a person, is told of once.
create table notifications (
    id bigint primary key,
    recipient bigint not null,
    kind smallint not null,
    actor bigint not null,
    post bigint,
    happened_at timestamptz not null
);
create index notifications_of on notifications (recipient, id);
create unique index notifications_once on notifications (recipient, kind, actor, coalesce(post, 0));
create index notifications_about on notifications (post, kind, actor) where post is not null;

-- How far people have read, on whichever device.
create table markers (
    account bigint not null,
    marked text not null,
    last_read bigint not null,
    version bigint not null,
    updated_at timestamptz not null,
    primary key (account, marked)
);

-- who wants to be told of each post
create index follows_notified on follows (followee) where notify;
