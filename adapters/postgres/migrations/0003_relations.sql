-- What accounts say about themselves and how they want to be met. What changes with posts stays unindexed.
alter table accounts
    add column locked boolean not null default false,
    add column discoverable boolean not null default false,
    add column indexable boolean not null default false,
    add column hide_collections boolean not null default false,
    add column note text not null default '',
    -- names and values, as JSON
    add column fields text not null default '[]',
    add column avatar text,
    add column header text,
    add column default_visibility smallint not null default 0,
    add column default_sensitive boolean not null default false,
    add column default_language text,
    add column role smallint not null default 0,
    add column suspended boolean not null default false,
    add column silenced boolean not null default false;
