-- What people mark for themselves.

-- The first post of the thread that a post belongs to; none for what began one, and for boosts.
alter table posts add column thread bigint;

create table bookmarks (
    id bigint primary key,
    account bigint not null,
    post bigint not null,
    unique (account, post)
);
create index bookmarks_of_account on bookmarks (account, id);
create index bookmarks_of_post on bookmarks (post);

create index favourites_of_account on favourites (account, id);

create table pins (
    id bigint primary key,
    account bigint not null,
    post bigint not null,
    unique (account, post)
);

create table muted_threads (
    account bigint not null,
    thread bigint not null,
    primary key (account, thread)
);
create index muted_threads_by_thread on muted_threads (thread);
