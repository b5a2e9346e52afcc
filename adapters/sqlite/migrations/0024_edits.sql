-- When posts were edited last, and what they were before each edit.
alter table posts add column edited_at integer;

create table post_edits (
    post integer not null,
    -- the first version is 0
    edition integer not null,
    facts text not null,
    primary key (post, edition)
) strict, without rowid;
