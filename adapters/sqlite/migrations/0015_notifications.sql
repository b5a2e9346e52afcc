-- What people are told. Whoever did a thing, to a post or a person, is told of once.
create table notifications (
    id integer primary key,
    recipient integer not null,
    kind integer not null,
    actor integer not null,
    post integer,
    happened_at integer not null
) strict;
create index notifications_of on notifications (recipient, id);
create unique index notifications_once on notifications (recipient, kind, actor, coalesce(post, 0));
create index notifications_about on notifications (post, kind, actor) where post is not null;

-- How far people have read, on whichever device.
create table markers (
    account integer not null,
    marked text not null,
    last_read integer not null,
    version integer not null,
    updated_at integer not null,
    primary key (account, marked)
) strict, without rowid;

-- who wants to be told of each post
create index follows_notified on follows (followee, follower) where notify = 1;
