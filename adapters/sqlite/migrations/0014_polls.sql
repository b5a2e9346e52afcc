-- What posts ask, with what was counted: a document, so that a page needs no join. Null for none.
alter table posts add column poll text;
-- until when, as long as it is not over
alter table posts add column poll_ends_at integer;
create index posts_poll_due on posts (poll_ends_at) where poll_ends_at is not null;

create table poll_votes (
    post integer not null,
    account integer not null,
    -- one bit for each answer, the first one's the lowest
    choices integer not null,
    primary key (post, account)
) strict, without rowid;
