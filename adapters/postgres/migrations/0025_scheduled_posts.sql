-- What is to be published later, until it is.
create table scheduled_posts (
    id bigint primary key,
    author bigint not null,
    due timestamptz not null,
    plan json not null,
    -- what makes a retry safe, for as long as it waits
    key bytea
);
create index scheduled_posts_of on scheduled_posts (author, id);
create unique index scheduled_posts_by_key on scheduled_posts (author, key) where key is not null;
create index scheduled_posts_due on scheduled_posts (due, id);
