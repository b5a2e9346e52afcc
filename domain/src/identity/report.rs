//! Somebody tells those who look after the server what an account does.
use jiff::Timestamp;
use thiserror::Error;
use unicode_segmentation::UnicodeSegmentation;

use crate::ids::{AccountId, PostId, ReportId};
use crate::posts::is_forbidden_control;

/// What somebody reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReport {
    /// Who.
    pub by: AccountId,
    /// Which account.
    pub about: AccountId,
    /// Posts that show what is meant.
    pub posts: Vec<PostId>,
    /// What is said of it.
    pub comment: Comment,
    /// What it is.
    pub category: Category,
    /// When.
    pub created_at: Timestamp,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// What was reported.
    pub said: NewReport,
    /// When it was dealt with.
    pub resolved_at: Option<Timestamp>,
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Category {
    /// Advertising and the like.
    Spam,
    /// Something that the law forbids.
    Legal,
    /// Something that the rules of the server forbid.
    Violation,
    /// Something else.
    #[default]
    Other,
}

/// What somebody says in a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comment(String);

/// Why a report was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReportRule {
    /// There is no such category.
    #[error("Category is not included in the list")]
    Category,
    /// Too much was said.
    #[error("Comment is too long (maximum is {max} characters)")]
    Comment {
        /// The limit.
        max: usize,
    },
    /// It holds control characters.
    #[error("Comment contains control characters")]
    Control,
    /// Too many posts.
    #[error("Statuses are too many (maximum is {max})")]
    Posts {
        /// The limit.
        max: usize,
    },
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Spam, Self::Legal, Self::Violation, Self::Other];

    /// The category of that name; nothing said is something else.
    pub fn parse(raw: &str) -> Result<Self, ReportRule> {
        match raw {
            "" => Ok(Self::Other),
            raw => {
                Self::ALL.into_iter().find(|category| category.as_str() == raw).ok_or(ReportRule::Category)
            }
        }
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Legal => "legal",
            Self::Violation => "violation",
            Self::Other => "other",
        }
    }
}

impl Comment {
    /// Characters at the most, as people see them.
    pub const MAX: usize = 1_000;

    /// Checks what somebody wrote.
    pub fn parse(raw: &str) -> Result<Self, ReportRule> {
        let text = raw.trim();
        // one character that people see can be thousands of bytes
        if text.len() > 8 * Self::MAX || text.graphemes(true).count() > Self::MAX {
            return Err(ReportRule::Comment { max: Self::MAX });
        }
        if text.chars().any(is_forbidden_control) {
            return Err(ReportRule::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// As an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The text; empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NewReport {
    /// Posts at the most.
    pub const MOST_POSTS: usize = 100;

    /// Checks which posts somebody names; each once.
    pub fn parse_posts(mut posts: Vec<PostId>) -> Result<Vec<PostId>, ReportRule> {
        posts.sort_unstable();
        posts.dedup();
        if posts.len() > Self::MOST_POSTS {
            Err(ReportRule::Posts { max: Self::MOST_POSTS })
        } else {
            Ok(posts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_a_category_and_is_short() {
        assert_eq!(Category::parse(""), Ok(Category::Other));
        for category in Category::ALL {
            assert_eq!(Category::parse(category.as_str()), Ok(category));
        }
        assert_eq!(Category::parse("boring"), Err(ReportRule::Category));
        assert_eq!(Comment::parse(" it bites ").map(|comment| comment.0), Ok("it bites".to_owned()));
        assert!(Comment::parse(&"ä".repeat(1_000)).is_ok());
        assert_eq!(Comment::parse(&"ä".repeat(1_001)), Err(ReportRule::Comment { max: 1_000 }));
        assert_eq!(Comment::parse("a\u{0}b"), Err(ReportRule::Control));
        let posts = |most: i64| {
            NewReport::parse_posts((0..most).map(PostId::stored).collect()).map(|posts| posts.len())
        };
        assert_eq!((posts(100), posts(101)), (Ok(100), Err(ReportRule::Posts { max: 100 })));
    }
}
