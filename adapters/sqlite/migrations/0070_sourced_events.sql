-- What happened to things that have nothing but events: kept for ever, at positions without a hole.
create table sourced_head (
    one integer primary key check (one = 1),
    store blob not null,
    position integer not null
) strict;
insert into sourced_head (one, store, position) values (1, randomblob(16), 0);

create table sourced_events (
    position integer primary key,
    stream text not null,
    version integer not null,
    id blob not null,
    kind text not null,
    shape integer not null,
    at integer not null,
    actor text,
    correlation blob not null,
    causation blob,
    trace text,
    -- JSON, byte by byte as the checksum was made of it
    payload text not null,
    checksum integer not null,
    unique (stream, version)
) strict;

-- How far somebody has come who reads one thing and appends another.
create table sourced_marks (
    name text primary key,
    position integer not null
) strict, without rowid;
