-- Those who left for good. Nothing is kept of them but that nobody may take the name.
create table departures (
    account integer primary key,
    folded text not null unique,
    left_at integer not null,
    -- through where the log says nothing of them any more
    redacted integer not null default 0,
    -- whether nothing is left
    done integer not null default 0
) strict;
create index departures_open on departures (left_at) where not done;

-- by whose they are, for those who leave
create index media_of_owner on media (owner);
create index notifications_by_actor on notifications (actor);
create index poll_votes_by_account on poll_votes (account);
