-- Letters that are written once, whatever becomes of them: what follows from an event of which only that is remembered.
create table letters_once (
    id blob primary key
) strict, without rowid;
