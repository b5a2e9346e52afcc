-- What posts ask, with what was counted: a document, so that a page needs no join. Null for none.
alter table posts add column poll text, add column poll_ends_at timestamptz;
-- those that are not over
create index posts_poll_due on posts (poll_ends_at) where poll_ends_at is not null;

create table poll_votes (
    post bigint not null,
    account bigint not null,
    -- one bit for each answer, the first one's the lowest
    choices bigint not null,
    primary key (post, account)
);
