-- What posts carry. Pictures are kept with a post as they were told, so that a page needs no join; null for none.
alter table posts add column attachments text;
alter table posts add column application text;
create index posts_public_media on posts (id)
    where visibility = 0 and boost_of is null and (reply_to is null or reply_to_author = author)
        and attachments is not null;
create index posts_of_author_media on posts (author, id) where attachments is not null;

create table media (
    id integer primary key,
    owner integer not null,
    -- the post that carries it
    post integer,
    -- since when it does, or none does
    since integer not null,
    -- on its way out: no post may carry it any more
    taken integer not null default 0,
    facts text not null
) strict;
create index media_of_post on media (post) where post is not null;
create index media_free on media (since) where post is null;
