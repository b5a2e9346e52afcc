-- When everything of whoever comes by tokens of another server was last ended: what was made before is nothing any more.
alter table foreign_accounts add column ended_at integer;

-- Those of them who left for good, each by a number that is made of who they are elsewhere and says nothing else.
create table left_guests (
    id blob primary key,
    left_at integer not null
) strict, without rowid;

-- How far the index of words was merged for whoever left: 0 not begun, 1 begun, 2 done.
alter table departures add column merging integer not null default 0;
