-- Who asks to follow whom. Of a pair there is a row here or one in follows, never both.
create table follow_requests (
    id bigint primary key,
    follower bigint not null,
    followee bigint not null,
    boosts boolean not null,
    notify boolean not null
);
create unique index follow_requests_once on follow_requests (follower, followee);
create index follow_requests_to on follow_requests (followee, id);
