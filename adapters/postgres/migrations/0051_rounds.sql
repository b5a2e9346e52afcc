-- Predictions and polls of channels: what is told of them as it stands, as a document.
create table channel_rounds (
    id bigint primary key,
    channel bigint not null,
    -- 0 for a prediction, 1 for a poll
    kind smallint not null,
    is_open boolean not null,
    -- when something has to be done about it
    due_at timestamptz,
    facts text not null
);
create index channel_rounds_in on channel_rounds (channel, kind, id);
create unique index channel_rounds_open on channel_rounds (channel, kind) where is_open;
create index channel_rounds_due on channel_rounds (kind, due_at, id) where due_at is not null;

-- What people put on a prediction, or chose in a poll.
create table channel_stakes (
    round bigint not null,
    account bigint not null,
    choice bigint not null,
    points bigint not null,
    -- what they got for it, or back
    paid bigint,
    -- whoever came first has the least
    id bigint not null,
    primary key (round, account)
);
create index channel_stakes_of on channel_stakes (account, round);
