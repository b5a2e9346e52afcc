-- What one server at a time does for all, under a lease; followers of the log stand somewhere in it.
create table duties (
    name text primary key,
    epoch integer not null default 0,
    holder blob,
    lease_until integer not null default 0,
    -- through where the log was followed; none for what follows it not, or not yet
    place integer
) strict;
