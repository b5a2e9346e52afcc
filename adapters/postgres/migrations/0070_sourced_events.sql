-- What happened to things that have nothing but events: kept for ever. Positions have no hole: the head's row is held to the commit.
create table sourced_head (
    one boolean primary key default true check (one),
    store uuid not null,
    position bigint not null default 0
) with (fillfactor = 50);
insert into sourced_head (store) values (gen_random_uuid());

create table sourced_events (
    position bigint primary key,
    stream text collate "C" not null,
    version bigint not null,
    id uuid not null,
    kind text not null,
    shape bigint not null,
    at timestamptz not null,
    actor text,
    correlation uuid not null,
    causation uuid,
    trace text,
    -- JSON, byte by byte as the checksum was made of it
    payload text not null,
    checksum bigint not null,
    unique (stream, version)
);

-- How far somebody has come who reads one thing and appends another.
create table sourced_marks (
    name text collate "C" primary key,
    position bigint not null
);
