-- What posts are found by. The words are made outside: all stores find the same.
create table post_words (
    post bigint primary key,
    words tsvector not null
);
create index post_words_by_word on post_words using gin (words);
