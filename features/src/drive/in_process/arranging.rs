//! Arranging what one reads, by the use cases themselves.
use domain::ids::Snowflake;
use domain::posts::Hashtag;
use domain::reading::{
    Context, FilterAction, FilterChange, FilterTitle, KeywordEdit, ListTitle, NewFilter, Phrase, Readable,
    Replies,
};
use service::posts::FollowTagError;
use service::reading::{FilterError, ListError};

use super::super::{Answer, Arranging, Reader, Refused, Rule, ShownPost};
use super::InProcess;

pub(super) async fn arrange(
    of: &InProcess,
    by: Reader<'_>,
    arranging: &Arranging,
) -> Answer<Option<Snowflake>> {
    let (me, origin) = of.actor(by, scope(arranging)).await?;
    let made = match arranging {
        Arranging::MakeList(title) => {
            let title = ListTitle::parse(title).map_err(ListError::from)?;
            Some(of.reading.make_list(me, title, Replies::default()).await?.id.into())
        }
        Arranging::PutIn(list, whom) => {
            of.reading.add_to_list(*list, me, vec![*whom]).await?;
            None
        }
        Arranging::TakeOut(list, whom) => {
            of.reading.remove_from_list(*list, me, &[*whom]).await?;
            None
        }
        Arranging::Filter(word) => {
            let phrase = Phrase::parse(word).map_err(FilterError::from)?;
            let new = NewFilter {
                title: FilterTitle::from(&phrase),
                contexts: vec![Context::Home],
                action: FilterAction::default(),
                expires_at: None,
                keywords: vec![KeywordEdit { phrase: Some(phrase), ..KeywordEdit::default() }],
            };
            Some(of.reading.change_filters(me, FilterChange::Make(new), &origin).await?.1)
        }
        Arranging::DeleteFilter(id) => {
            of.reading.change_filters(me, FilterChange::Delete(*id), &origin).await?;
            None
        }
        Arranging::DeleteList(list) => {
            of.reading.delete_list(*list, me).await?;
            None
        }
        Arranging::FollowTag(tag) => {
            of.posts.follow_tag(me, &named(tag)?, &origin).await?;
            None
        }
        Arranging::UnfollowTag(tag) => {
            of.posts.unfollow_tag(me, &named(tag)?, &origin).await?;
            None
        }
    };
    Ok(made)
}

fn scope(arranging: &Arranging) -> &'static str {
    match arranging {
        Arranging::Filter(_) | Arranging::DeleteFilter(_) => "write:filters",
        Arranging::FollowTag(_) | Arranging::UnfollowTag(_) => "write:follows",
        _ => "write:lists",
    }
}

/// Says of posts which filters of the reader match them.
pub(super) async fn filtered(of: &InProcess, by: Reader<'_>, posts: &mut [ShownPost]) -> Answer<()> {
    let Some(me) = of.reader(by).await? else { return Ok(()) };
    let filters = of.reading.filters_lately(me).await?;
    for post in posts {
        let readable = Readable::new(post.post, &[&post.warning, &post.text]);
        let hits = filters.filters.iter().filter_map(|filter| filter.hit(&readable, of.entropy.now()));
        post.filtered = hits.map(|hit| hit.filter.title.as_str().to_owned()).collect();
    }
    Ok(())
}

impl From<FilterError> for Refused {
    fn from(error: FilterError) -> Self {
        super::refusals::plain(&error)
    }
}

fn named(tag: &str) -> Answer<Hashtag> {
    Hashtag::parse(tag).map_err(|_| Refused::by(Rule::NotThere))
}

impl From<FollowTagError> for Refused {
    fn from(error: FollowTagError) -> Self {
        super::refusals::plain(&error)
    }
}

impl From<ListError> for Refused {
    fn from(error: ListError) -> Self {
        super::refusals::plain(&error)
    }
}
