-- Under which key events say who somebody is. To forget somebody is to delete their row: nothing that was copied of the events says it then.
create table sourced_keys (
    id uuid primary key,
    person text collate "C" not null unique,
    secret bytea not null
);
