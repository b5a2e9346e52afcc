-- Who is at which effect on the world outside, since when, and which are done: each is done once.
create table sourced_claims (
    effect text collate "C" not null,
    event uuid not null,
    until timestamptz not null,
    begun bigint not null default 1,
    done boolean not null default false,
    primary key (effect, event)
);
