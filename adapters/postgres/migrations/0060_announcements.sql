-- What clients called what they told on topics: as long as the log goes back, the same name means the same.
create table announcements (
    account bigint not null,
    key text collate "C" not null,
    event uuid not null,
    fingerprint uuid not null,
    at timestamptz not null,
    primary key (account, key)
);
create index announcements_at on announcements (at);
