-- What is to be published later, until it is.
create table scheduled_posts (
    id integer primary key,
    author integer not null,
    due integer not null,
    plan text not null,
    -- what makes a retry safe, for as long as it waits
    key text
) strict;
create index scheduled_posts_of on scheduled_posts (author, id);
create unique index scheduled_posts_by_key on scheduled_posts (author, key) where key is not null;
create index scheduled_posts_due on scheduled_posts (due, id);
