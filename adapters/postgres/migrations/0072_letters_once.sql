-- Letters that are written once, whatever becomes of them: what follows from an event of which only that is remembered.
create table letters_once (
    id uuid primary key
);
