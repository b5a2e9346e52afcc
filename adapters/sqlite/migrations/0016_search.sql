-- What posts are found by: of each its words, with one space between them. The words are made outside: all stores find the same.
create virtual table post_words using fts5(
    words, content = '', contentless_delete = 1, detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
);
