-- Predictions and polls of channels: what is told of them as it stands, as a document.
create table channel_rounds (
    id integer primary key,
    channel integer not null,
    -- 0 for a prediction, 1 for a poll
    kind integer not null,
    is_open integer not null,
    -- when something has to be done about it
    due_at integer,
    facts text not null
) strict;
create index channel_rounds_in on channel_rounds (channel, kind, id);
create unique index channel_rounds_open on channel_rounds (channel, kind) where is_open;
create index channel_rounds_due on channel_rounds (kind, due_at, id) where due_at is not null;

-- What people put on a prediction, or chose in a poll.
create table channel_stakes (
    round integer not null,
    account integer not null,
    choice integer not null,
    points integer not null,
    -- what they got for it, or back
    paid integer,
    -- whoever came first has the least
    id integer not null,
    primary key (round, account)
) strict;
create index channel_stakes_of on channel_stakes (account, round);
