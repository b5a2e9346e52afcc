-- What a streamer has. A channel has the id of its owner.
create table channels (
    id integer primary key,
    title text not null,
    category text not null,
    live integer not null,
    followers integer not null default 0
) strict;
create index channels_live on channels (id) where live;

-- Who follows a channel, and the points that they have there: these stay when they do not.
create table channel_people (
    channel integer not null,
    account integer not null,
    follows integer not null,
    -- whether they were given what whoever follows for the first time is given
    welcomed integer not null,
    points integer not null,
    primary key (channel, account)
) strict;
create index channel_people_of on channel_people (account, channel);

-- What is said in the rooms of channels.
create table channel_messages (
    id integer primary key,
    room integer not null,
    author integer not null,
    text text not null,
    -- their author's own name for it
    key text,
    said_at integer not null,
    -- the event that told of it
    event blob not null
) strict;
create index channel_messages_in on channel_messages (room, id);
create index channel_messages_by on channel_messages (author, id);
create unique index channel_messages_once on channel_messages (author, room, key) where key is not null;
