-- A token acts for a member, for an app, or for a member through an app; that of a page ends with its session.
create table tokens (
    id blob primary key,
    account integer,
    app integer,
    session blob,
    scopes text not null,
    created_at integer not null,
    used_at integer not null,
    check (account is not null or app is not null)
) strict, without rowid;
insert into tokens (id, account, scopes, created_at, used_at)
select id, account, scopes, created_at, created_at from access_tokens;
drop table access_tokens;
alter table tokens rename to access_tokens;
create index access_tokens_of_account on access_tokens (account) where account is not null;

create table apps (
    id integer primary key autoincrement,
    client_id text not null unique,
    secret text not null,
    name text not null,
    website text,
    redirects text not null,
    scopes text not null,
    created_at integer not null
) strict;

create table authorization_codes (
    digest text primary key,
    app integer not null,
    account integer not null,
    scopes text not null,
    redirect text not null,
    challenge text,
    created_at integer not null,
    -- what it was traded for
    token blob
) strict, without rowid;
create index authorization_codes_of_account on authorization_codes (account);
create index authorization_codes_by_age on authorization_codes (created_at);

create table sessions (
    id blob primary key,
    token blob not null,
    account integer not null,
    secret text not null unique,
    agent text not null,
    created_at integer not null,
    used_at integer not null
) strict, without rowid;
create index sessions_of_account on sessions (account);
