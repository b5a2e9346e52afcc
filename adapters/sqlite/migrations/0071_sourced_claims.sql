-- Who is at which effect on the world outside, since when, and which are done: each is done once.
create table sourced_claims (
    effect text not null,
    event blob not null,
    until integer not null,
    begun integer not null,
    done integer not null,
    primary key (effect, event)
) strict, without rowid;
