-- Those who left for good. Nothing is kept of them but that nobody may take the name.
create table departures (
    account bigint primary key,
    folded text collate "C" not null unique,
    left_at timestamptz not null,
    -- through where the log says nothing of them any more
    redacted bigint not null default 0,
    -- whether nothing is left
    done boolean not null default false
);
create index departures_open on departures (left_at) where not done;

-- by whose they are, for those who leave
create index media_of_owner on media (owner);
create index notifications_by_actor on notifications (actor);
create index poll_votes_by_account on poll_votes (account);
