-- Whoever logs in elsewhere has no password here. What somebody says who waits for approval is there until then. Accounts of before were confirmed at once.
alter table credentials rename to credentials_of_before;
create table credentials (
    account integer primary key,
    email text not null unique,
    password text,
    confirmed_at integer,
    waiting text
) strict;
insert into credentials (account, email, password, confirmed_at)
select account, email, password, cast(unixepoch('subsec') * 1000000 as integer) from credentials_of_before;
drop table credentials_of_before;

-- What is kept of the secrets that were sent by mail: one for each account and purpose.
create table challenges (
    digest text primary key,
    account integer not null,
    purpose text not null,
    expires_at integer not null,
    wrong integer not null default 0,
    unique (account, purpose)
) strict, without rowid;
create index challenges_by_end on challenges (expires_at);

-- Letters that wait. Nothing is kept of those that were delivered: there are secrets in them.
create table letters (
    id blob primary key,
    recipient text not null,
    subject text not null,
    body text not null,
    written_at integer not null,
    due_at integer not null,
    attempts integer not null default 0
) strict;
create index letters_due on letters (due_at);

-- Accounts that people have elsewhere, and which of ours they belong to.
create table foreign_accounts (
    issuer text not null,
    subject text not null,
    account integer not null,
    linked_at integer not null,
    primary key (issuer, subject)
) strict, without rowid;
create index foreign_accounts_by_account on foreign_accounts (account);

-- What people report of others. It stays when posts and accounts go.
create table reports (
    id integer primary key autoincrement,
    "by" integer not null,
    about integer not null,
    posts text not null,
    comment text not null,
    category text not null,
    created_at integer not null,
    resolved_at integer
) strict;
create index reports_open on reports (id) where resolved_at is null;
