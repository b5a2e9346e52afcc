-- Who speaks with whom: a thread of direct posts, as each of those who take part has it.
create table conversations (
    account integer not null,
    -- the first post of the thread
    thread integer not null,
    -- what was said last; 0 for a moment, when it was taken back and nothing is left
    last_post integer not null,
    unread integer not null,
    primary key (account, thread)
);
create index conversations_of on conversations (account, last_post);
create index conversations_by_last on conversations (last_post);
create index posts_said on posts (coalesce(thread, id), id) where visibility = 3;
