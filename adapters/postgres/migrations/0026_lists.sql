-- Timelines that people make of some of those whom they follow.

create table lists (
    id bigint primary key,
    owner bigint not null,
    title text not null,
    -- whose answers to others it shows: 0 those to anybody whom its owner follows, 1 those to its members, 2 none
    replies smallint not null
);
create index lists_of_owner on lists (owner, id);

-- A member is kept as that they are followed: who is no longer is in none, whatever row is left.
create table list_members (
    list bigint not null,
    follow bigint not null,
    primary key (list, follow)
);
create index list_members_by_follow on list_members (follow);
