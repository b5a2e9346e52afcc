-- Whoever logs in elsewhere has no password here. What somebody says who waits for approval is there until then. Accounts of before were confirmed at once.
alter table credentials alter password drop not null, add confirmed_at timestamptz, add waiting text;
update credentials set confirmed_at = now();

-- What is kept of the secrets that were sent by mail: one for each account and purpose.
create table challenges (
    digest text collate "C" primary key,
    account bigint not null,
    purpose text collate "C" not null,
    expires_at timestamptz not null,
    wrong smallint not null default 0,
    unique (account, purpose)
);
create index challenges_by_end on challenges (expires_at);

-- Letters that wait. Nothing is kept of those that were delivered: there are secrets in them.
create table letters (
    id uuid primary key,
    recipient text not null,
    subject text not null,
    body text not null,
    written_at timestamptz not null default clock_timestamp(),
    due_at timestamptz not null default clock_timestamp(),
    attempts integer not null default 0
);
create index letters_due on letters (due_at);

-- Accounts that people have elsewhere, and which of ours they belong to.
create table foreign_accounts (
    issuer text collate "C" not null,
    subject text collate "C" not null,
    account bigint not null,
    linked_at timestamptz not null,
    primary key (issuer, subject)
);
create index foreign_accounts_by_account on foreign_accounts (account);

-- What people report of others. It stays when posts and accounts go.
create table reports (
    id bigint generated always as identity primary key,
    "by" bigint not null,
    about bigint not null,
    posts bigint[] not null,
    comment text not null,
    category text collate "C" not null,
    created_at timestamptz not null,
    resolved_at timestamptz
);
create index reports_open on reports (id) where resolved_at is null;
