-- Which languages somebody reads of whom they follow, or ask to: all where nothing is said.
alter table follows add column languages text[];
alter table follow_requests add column languages text[];
create index follows_choosy on follows (follower, followee) where languages is not null;

-- What people note down about others, for themselves.
create table private_notes (
    account bigint not null,
    about bigint not null,
    note text not null,
    primary key (account, about)
);
create index private_notes_about on private_notes (about);

-- Who follows which tags.
create table tag_follows (
    id bigint primary key,
    account bigint not null,
    tag text collate "C" not null
);
create unique index tag_follows_once on tag_follows (account, tag);
create index tag_follows_of on tag_follows (account, id);
