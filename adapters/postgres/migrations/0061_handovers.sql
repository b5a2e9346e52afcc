-- What clients of the gateway listened to at a server that sent them elsewhere: taken once, by whoever shows the key.
create table handovers (
    digest text collate "C" primary key,
    handover jsonb not null,
    good_until timestamptz not null
);
create index handovers_until on handovers (good_until);
