-- Files that were made for the pictures of accounts. Which of them an account has, the account says; those that none has are let go.
create table portraits (
    -- as accounts name it
    picture text primary key,
    owner integer not null,
    noted_at integer not null
);
create index portraits_noted on portraits (noted_at);
