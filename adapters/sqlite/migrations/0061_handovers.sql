-- What clients of the gateway listened to at a server that sent them elsewhere: taken once, by whoever shows the key.
create table handovers (
    digest text not null primary key,
    handover text not null,
    good_until integer not null
) strict, without rowid;
create index handovers_until on handovers (good_until);
