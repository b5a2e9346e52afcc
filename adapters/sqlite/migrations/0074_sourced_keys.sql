-- Under which key events say who somebody is. To forget somebody is to delete their row: nothing that was copied of the events says it then.
create table sourced_keys (
    id blob primary key,
    person text not null unique,
    secret blob not null
) strict, without rowid;
