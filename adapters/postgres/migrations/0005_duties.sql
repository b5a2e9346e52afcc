-- What one server at a time does for all, under a lease; followers of the log stand somewhere in it.
create table duties (
    name text primary key,
    epoch bigint not null default 0,
    holder uuid,
    lease_until timestamptz not null default '-infinity',
    -- through where the log was followed; none for what follows it not, or not yet
    place bigint
) with (fillfactor = 50);
