//! All filters of somebody, and what can be changed of them.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Context, Expiry, Filter, FilterAction, FilterTitle, FilteredPost, Keyword, Phrase, ShortRule};
use crate::ids::{AccountId, FilterId, FilteredPostId, KeywordId, PostId, Snowflake};
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// All filters of somebody, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters {
    /// Whose.
    pub owner: AccountId,
    /// Which.
    pub filters: Vec<Filter>,
}

/// Somebody's filters are these now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltersChanged {
    /// Whose.
    pub owner: AccountId,
    /// Which.
    pub filters: Vec<Filter>,
}

/// What is to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterChange {
    /// Make one.
    Make(NewFilter),
    /// Change one; what is not said stays.
    Edit(FilterId, FilterEdit),
    /// Delete one.
    Delete(FilterId),
    /// Add a word to one.
    AddKeyword(FilterId, KeywordEdit),
    /// Change a word.
    EditKeyword(KeywordId, KeywordEdit),
    /// Take a word out of its filter.
    DeleteKeyword(KeywordId),
    /// Take a word out of its filter, and the filter away if there is nothing else in it.
    DeleteWithKeyword(KeywordId),
    /// Add a post to one, once.
    AddPost(FilterId, PostId),
    /// Take a post out of its filter.
    DeletePost(FilteredPostId),
}

/// A filter that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFilter {
    /// Its name.
    pub title: FilterTitle,
    /// Where it is meant to work; at least one.
    pub contexts: Vec<Context>,
    /// What is done about it.
    pub action: FilterAction,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// Its words.
    pub keywords: Vec<KeywordEdit>,
}

/// What is to be changed of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilterEdit {
    /// Its name.
    pub title: Option<FilterTitle>,
    /// Where it is meant to work; at least one.
    pub contexts: Option<Vec<Context>>,
    /// What is done about it.
    pub action: Option<FilterAction>,
    /// When it ends by itself.
    pub expiry: Expiry,
    /// Its words: those without an id are new.
    pub keywords: Vec<KeywordEdit>,
}

/// What is to be changed of a word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeywordEdit {
    /// Which; none for a new one.
    pub id: Option<KeywordId>,
    /// The text; a new one has to have one.
    pub phrase: Option<Phrase>,
    /// Whether it only matches where it stands alone; a new one does.
    pub whole_word: Option<bool>,
    /// Whether it goes.
    pub goes: bool,
}

/// Why something about filters was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FilterRule {
    /// Its name is none.
    #[error("Title {0}")]
    Title(ShortRule),
    /// A word of it is none.
    #[error("Keyword {0}")]
    Keyword(ShortRule),
    /// It works nowhere, or where nobody knows.
    #[error("Context None or invalid context supplied")]
    Context,
    /// Nobody knows what to do about it.
    #[error("Filter action is not included in the list")]
    Action,
    /// It ends at no time.
    #[error("Expires in is not a number of seconds")]
    Expiry,
    /// There are as many as there may be.
    #[error("You have reached the maximum number of filters (maximum is {max})")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// There is no such filter, word or post of theirs.
    #[error("Record not found")]
    NotFound,
}

impl FilterChange {
    /// How many ids it needs at the most.
    #[must_use]
    pub fn ids(&self) -> usize {
        match self {
            Self::Make(new) => 1 + new.keywords.len(),
            Self::Edit(_, edit) => edit.keywords.len(),
            Self::AddKeyword(..) | Self::AddPost(..) => 1,
            Self::Delete(_)
            | Self::EditKeyword(..)
            | Self::DeleteKeyword(_)
            | Self::DeleteWithKeyword(_)
            | Self::DeletePost(_) => 0,
        }
    }
}

impl Filters {
    /// Filters of an account at the most.
    pub const MOST: usize = 50;
    /// Words, and posts, in all filters of an account together, at the most.
    pub const ENTRIES: usize = 200;

    /// Changes something, with ids from the store, as many as [`FilterChange::ids`] says. Gives them as they are then, and the
    /// id of what was changed.
    pub fn change(
        mut self,
        change: FilterChange,
        ids: Vec<Snowflake>,
        cause: &Cause,
    ) -> Result<(Recorded<Self>, Snowflake), FilterRule> {
        let changed = self.apply(change, &mut ids.into_iter())?;
        if self.filters.len() > Self::MOST {
            return Err(FilterRule::TooMany { max: Self::MOST });
        }
        let words: usize = self.filters.iter().map(|filter| filter.keywords.len()).sum();
        let posts: usize = self.filters.iter().map(|filter| filter.posts.len()).sum();
        if words.max(posts) > Self::ENTRIES {
            return Err(FilterRule::TooMany { max: Self::ENTRIES });
        }
        let told = FiltersChanged { owner: self.owner, filters: self.filters.clone() };
        Ok((Recorded::new(self, cause, [Event::FiltersChanged(told)]), changed))
    }

    fn apply(
        &mut self,
        change: FilterChange,
        ids: &mut impl Iterator<Item = Snowflake>,
    ) -> Result<Snowflake, FilterRule> {
        match change {
            FilterChange::Make(new) => {
                let id = ids.next().unwrap_or_default();
                let NewFilter { title, contexts, action, expires_at, keywords } = new;
                let mut filter = Filter {
                    id: id.into(),
                    title,
                    contexts,
                    action,
                    expires_at,
                    keywords: vec![],
                    posts: vec![],
                };
                keywords.into_iter().try_for_each(|edit| filter.put(edit, ids).map(|_| ()))?;
                self.filters.push(filter);
                Ok(id)
            }
            FilterChange::Edit(id, edit) => {
                self.find(|filter| filter.id == id)?.edit(edit, ids)?;
                Ok(id.into())
            }
            FilterChange::Delete(id) => {
                self.find(|filter| filter.id == id)?;
                self.filters.retain(|filter| filter.id != id);
                Ok(id.into())
            }
            FilterChange::AddKeyword(id, edit) => self.find(|filter| filter.id == id)?.put(edit, ids),
            FilterChange::EditKeyword(id, edit) => {
                self.with(id)?.put(KeywordEdit { id: Some(id), ..edit }, ids)
            }
            FilterChange::DeleteKeyword(id) => {
                self.with(id)?.keywords.retain(|keyword| keyword.id != id);
                Ok(id.into())
            }
            FilterChange::DeleteWithKeyword(id) => {
                let filter = self.with(id)?;
                filter.keywords.retain(|keyword| keyword.id != id);
                let (of, is_empty) = (filter.id, filter.keywords.is_empty() && filter.posts.is_empty());
                self.filters.retain(|filter| filter.id != of || !is_empty);
                Ok(id.into())
            }
            FilterChange::AddPost(id, post) => {
                let filter = self.find(|filter| filter.id == id)?;
                if let Some(there) = filter.posts.iter().find(|one| one.post == post) {
                    return Ok(there.id.into());
                }
                let id = ids.next().unwrap_or_default();
                filter.posts.push(FilteredPost { id: id.into(), post });
                Ok(id)
            }
            FilterChange::DeletePost(id) => {
                let filter = self.find(|filter| filter.posts.iter().any(|one| one.id == id))?;
                filter.posts.retain(|one| one.id != id);
                Ok(id.into())
            }
        }
    }

    fn find(&mut self, is_it: impl Fn(&Filter) -> bool) -> Result<&mut Filter, FilterRule> {
        self.filters.iter_mut().find(|filter| is_it(filter)).ok_or(FilterRule::NotFound)
    }

    fn with(&mut self, keyword: KeywordId) -> Result<&mut Filter, FilterRule> {
        self.find(|filter| filter.keywords.iter().any(|one| one.id == keyword))
    }
}

impl Filter {
    fn edit(
        &mut self,
        edit: FilterEdit,
        ids: &mut impl Iterator<Item = Snowflake>,
    ) -> Result<(), FilterRule> {
        let FilterEdit { title, contexts, action, expiry, keywords } = edit;
        keywords.into_iter().try_for_each(|edit| self.put(edit, ids).map(|_| ()))?;
        self.title = title.unwrap_or_else(|| self.title.clone());
        self.contexts = contexts.unwrap_or_else(|| self.contexts.clone());
        self.action = action.unwrap_or(self.action);
        self.expires_at = expiry.instead_of(self.expires_at);
        Ok(())
    }

    /// Makes a word, changes it, or takes it out.
    fn put(
        &mut self,
        edit: KeywordEdit,
        ids: &mut impl Iterator<Item = Snowflake>,
    ) -> Result<Snowflake, FilterRule> {
        let Some(id) = edit.id else {
            let id = ids.next().unwrap_or_default();
            let phrase = edit.phrase.ok_or(FilterRule::Keyword(ShortRule::Blank))?;
            let whole_word = edit.whole_word.unwrap_or(true);
            self.keywords.push(Keyword { id: id.into(), phrase, whole_word });
            return Ok(id);
        };
        let keyword =
            self.keywords.iter_mut().find(|keyword| keyword.id == id).ok_or(FilterRule::NotFound)?;
        keyword.phrase = edit.phrase.unwrap_or_else(|| keyword.phrase.clone());
        keyword.whole_word = edit.whole_word.unwrap_or(keyword.whole_word);
        if edit.goes {
            self.keywords.retain(|keyword| keyword.id != id);
        }
        Ok(id.into())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::realtime::Origin;

    fn cause() -> Cause {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        origin.cause(Uuid::nil(), Timestamp::UNIX_EPOCH)
    }

    fn word(text: &str) -> KeywordEdit {
        KeywordEdit { phrase: Some(Phrase::parse(text).unwrap()), ..KeywordEdit::default() }
    }

    fn new(words: &[&str]) -> FilterChange {
        FilterChange::Make(NewFilter {
            title: FilterTitle::parse("eggs").unwrap(),
            contexts: vec![Context::Home],
            action: FilterAction::Warn,
            expires_at: None,
            keywords: words.iter().map(|text| word(text)).collect(),
        })
    }

    /// The filters after each of these changes, whose ids are 10, 11 and so on.
    fn after(changes: Vec<FilterChange>) -> Result<Vec<Filter>, FilterRule> {
        let mut filters = Filters { owner: AccountId::stored(1), filters: vec![] };
        let mut next = 10;
        for change in changes {
            let ids =
                (0..change.ids()).map(|n| Snowflake::stored(next + i64::try_from(n).unwrap())).collect();
            next += i64::try_from(change.ids()).unwrap();
            let (recorded, _) = filters.change(change, ids, &cause())?;
            assert!(
                matches!(&recorded.events()[0].event, Event::FiltersChanged(told) if told.filters == recorded.filters)
            );
            filters = recorded.into_state();
        }
        Ok(filters.filters)
    }

    fn words(filters: &[Filter]) -> Vec<Vec<&str>> {
        filters.iter().map(|filter| filter.keywords.iter().map(|one| one.phrase.as_str()).collect()).collect()
    }

    #[test]
    fn a_filter_is_made_and_changed_word_by_word() {
        let made = after(vec![new(&["egg", "shell"])]).unwrap();
        assert_eq!((made[0].id, made[0].keywords[1].id), (FilterId::stored(10), KeywordId::stored(12)));
        let egg = KeywordId::stored(11);
        let edit = FilterEdit {
            action: Some(FilterAction::Hide),
            keywords: vec![KeywordEdit { id: Some(egg), goes: true, ..KeywordEdit::default() }, word("nest")],
            ..FilterEdit::default()
        };
        let changed = after(vec![new(&["egg", "shell"]), FilterChange::Edit(made[0].id, edit)]).unwrap();
        assert_eq!((words(&changed), changed[0].action), (vec![vec!["shell", "nest"]], FilterAction::Hide));
        let renamed = after(vec![new(&["egg"]), FilterChange::EditKeyword(egg, word("eggs"))]).unwrap();
        assert_eq!(words(&renamed), [["eggs"]]);
        let added = after(vec![new(&["egg"]), FilterChange::AddKeyword(made[0].id, word("nest"))]).unwrap();
        assert_eq!(words(&added), [["egg", "nest"]]);
        assert_eq!(words(&after(vec![new(&["egg"]), FilterChange::DeleteKeyword(egg)]).unwrap()), [[""; 0]]);
        assert_eq!(after(vec![new(&["egg"]), FilterChange::DeleteWithKeyword(egg)]).unwrap(), []);
        assert_eq!(after(vec![new(&["egg"]), FilterChange::Delete(made[0].id)]).unwrap(), []);
    }

    #[test]
    fn a_post_is_filtered_once() {
        let (filter, post) = (FilterId::stored(10), PostId::stored(7));
        let twice = vec![new(&[]), FilterChange::AddPost(filter, post), FilterChange::AddPost(filter, post)];
        let filters = after(twice.clone()).unwrap();
        assert_eq!(filters[0].posts, [FilteredPost { id: FilteredPostId::stored(11), post }]);
        let gone = FilterChange::DeletePost(FilteredPostId::stored(11));
        assert!(after([twice, vec![gone]].concat()).unwrap()[0].posts.is_empty());
    }

    #[test]
    fn what_is_not_theirs_and_what_is_too_much_is_refused() {
        for change in [
            FilterChange::Edit(FilterId::stored(1), FilterEdit::default()),
            FilterChange::Delete(FilterId::stored(1)),
            FilterChange::AddKeyword(FilterId::stored(1), word("egg")),
            FilterChange::EditKeyword(KeywordId::stored(1), word("egg")),
            FilterChange::DeleteKeyword(KeywordId::stored(1)),
            FilterChange::DeleteWithKeyword(KeywordId::stored(1)),
            FilterChange::AddPost(FilterId::stored(1), PostId::stored(1)),
            FilterChange::DeletePost(FilteredPostId::stored(1)),
        ] {
            assert_eq!(after(vec![new(&["egg"]), change]), Err(FilterRule::NotFound));
        }
        let many = vec![new(&[]); Filters::MOST];
        assert_eq!(after(many.clone()).unwrap().len(), Filters::MOST);
        assert_eq!(after([many, vec![new(&[])]].concat()), Err(FilterRule::TooMany { max: 50 }));
        let wordy = new(&vec!["egg"; Filters::ENTRIES + 1]);
        assert_eq!(after(vec![wordy]), Err(FilterRule::TooMany { max: 200 }));
        let blank = FilterChange::AddKeyword(FilterId::stored(10), KeywordEdit::default());
        assert_eq!(after(vec![new(&[]), blank]), Err(FilterRule::Keyword(ShortRule::Blank)));
    }
}
