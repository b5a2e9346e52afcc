-- When everything of whoever comes by tokens of another server was last ended: what was made before is nothing any more.
alter table foreign_accounts add column ended_at timestamptz;

-- Those of them who left for good, each by a number that is made of who they are elsewhere and says nothing else.
create table left_guests (
    id uuid primary key,
    left_at timestamptz not null
);
