-- What a streamer has. A channel has the id of its owner.
create table channels (
    id bigint primary key,
    title text not null,
    category text not null,
    live boolean not null,
    followers bigint not null default 0
);
create index channels_live on channels (id) where live;

-- Who follows a channel, and the points that they have there: these stay when they do not.
create table channel_people (
    channel bigint not null,
    account bigint not null,
    follows boolean not null,
    -- whether they were given what whoever follows for the first time is given
    welcomed boolean not null,
    points bigint not null,
    primary key (channel, account)
);
create index channel_people_of on channel_people (account, channel);

-- What is said in the rooms of channels.
create table channel_messages (
    id bigint primary key,
    room bigint not null,
    author bigint not null,
    text text not null,
    -- their author's own name for it
    key text collate "C",
    said_at timestamptz not null,
    -- the event that told of it
    event uuid not null
);
create index channel_messages_in on channel_messages (room, id);
create index channel_messages_by on channel_messages (author, id);
create unique index channel_messages_once on channel_messages (author, room, key) where key is not null;
