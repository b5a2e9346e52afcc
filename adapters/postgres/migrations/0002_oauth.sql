-- A token acts for a member, for an app, or for a member through an app; that of a page ends with its session.
alter table access_tokens
    alter column account drop not null,
    add column app bigint,
    add column session uuid,
    add column used_at timestamptz not null default now(),
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

create table authorization_codes (
    digest text collate "C" primary key,
    app bigint not null,
    account bigint not null,
    scopes text not null,
    redirect text not null,
    challenge text,
    created_at timestamptz not null,
    -- what it was traded for
    token uuid
);
create index authorization_codes_of_account on authorization_codes (account);
create index authorization_codes_by_age on authorization_codes (created_at);

create table sessions (
    id uuid primary key,
    token uuid not null,
    account bigint not null,
    secret text collate "C" not null unique,
    agent text not null,
    created_at timestamptz not null,
    used_at timestamptz not null
);
create index sessions_of_account on sessions (account);
