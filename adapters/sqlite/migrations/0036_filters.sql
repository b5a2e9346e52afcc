-- What people filter: one document for each of them, because it is always read as a whole.

create table filters (
    owner integer primary key,
    filters text not null
) strict;
