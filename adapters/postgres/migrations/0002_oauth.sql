-- A token acts for a member, for an app, or for a member through an app; that of a page ends with its session.
alter table access_tokens
    alter column account drop not null,
    add column app bigint,
    add column session uuid,
    add check (account is not null or app is not null);
create index access_tokens_of_account on access_tokens (account) where account is not null;

create table apps (
    id bigint generated always as identity primary key,
    client_id text collate "C" not null unique,
    secret text not null,
    name text not null,
    website text,
    redirects text[] not null,
    scopes text not null,
    created_at timestamptz not null
);
