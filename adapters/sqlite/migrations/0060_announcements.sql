-- What clients called what they told on topics: as long as the log goes back, the same name means the same.
create table announcements (
    account integer not null,
    key text not null,
    event blob not null,
    fingerprint blob not null,
    at integer not null,
    primary key (account, key)
) strict, without rowid;
create index announcements_at on announcements (at);
