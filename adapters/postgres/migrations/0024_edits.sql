-- When posts were edited last, and what they were before each edit.
alter table posts add column edited_at timestamptz;

create table post_edits (
    post bigint not null,
    -- the first version is 0
    edition int not null,
    facts text not null,
    primary key (post, edition)
);
