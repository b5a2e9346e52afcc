-- Who asks to follow whom. Of a pair there is a row here or one in follows, never both.
create table follow_requests (
    id integer primary key,
    follower integer not null,
    followee integer not null,
    boosts integer not null,
    notify integer not null
) strict;
create unique index follow_requests_once on follow_requests (follower, followee);
create index follow_requests_to on follow_requests (followee, id);
