//! How people stand to one another, by the use cases themselves.
use domain::ids::AccountId;
use domain::page::{Listed, PageSize};
use domain::posts::{FollowWishes, Languages, LanguagesRule, PrivateNote, PrivateNoteRule};

use super::super::{Answer, KeepAway, Member, MemberList, Page, Part, Reader, Refused, Welcome, Wishes};
use super::sights::{page, profile};
use super::{InProcess, refusals, window};

pub(super) async fn members(
    of: &InProcess,
    by: Reader<'_>,
    list: MemberList,
    part: Part,
) -> Answer<Page<Member>> {
    let reader = of.reader(by).await?;
    let window = window(part, PageSize::ACCOUNTS);
    let found = match list {
        MemberList::Followers(account) => of.posts.followers(account, reader, window).await?,
        MemberList::Following(account) => of.posts.following(account, reader, window).await?,
        MemberList::Asking => of.posts.asking(of.actor(by, "read:follows").await?.0, window).await?,
        MemberList::Familiar(account) => {
            let me = of.actor(by, "read:follows").await?.0;
            let found = of.posts.familiar(me, &[account]).await?.into_iter().flat_map(|one| one.followers);
            found.map(|item| Listed { at: item.account.id.into(), item }).collect()
        }
        MemberList::FavouritedBy(post) => of.posts.favourited_by(post, reader, window).await?,
        MemberList::BoostedBy(post) => of.posts.boosted_by(post, reader, window).await?,
    };
    Ok(page(found.iter().map(|found| Listed { at: found.at, item: profile(&found.item) })))
}

pub(super) async fn follow(of: &InProcess, by: Reader<'_>, whom: AccountId, wishes: &Wishes) -> Answer<()> {
    let (follower, origin) = of.actor(by, "write:follows").await?;
    let named = wishes.languages.as_ref().map(|named| named.iter().map(String::as_str).collect::<Vec<_>>());
    let languages = named.map(|named| Languages::parse(&named)).transpose()?;
    let wish = |had: FollowWishes| FollowWishes {
        boosts: wishes.boosts.unwrap_or(had.boosts),
        languages: languages.clone().unwrap_or(had.languages),
        ..had
    };
    of.posts.follow(follower, whom, wish, &origin).await?;
    Ok(())
}

pub(super) async fn note(
    of: &InProcess,
    by: Reader<'_>,
    about: AccountId,
    text: Option<&str>,
) -> Answer<String> {
    let (me, _) = of.actor(by, "write:accounts").await?;
    if let Some(text) = text {
        of.posts.note(me, about, &PrivateNote::parse(text)?).await?;
    }
    let stands = of.posts.relationships(me, &[about]).await?;
    Ok(stands.first().map(|one| one.note.as_str().to_owned()).unwrap_or_default())
}

pub(super) async fn welcome(of: &InProcess, by: Reader<'_>, whom: AccountId, how: Welcome) -> Answer<()> {
    let (me, origin) = of.actor(by, "write:follows").await?;
    match how {
        Welcome::Accept => drop(of.posts.accept(me, whom, &origin).await?),
        Welcome::Reject => drop(of.posts.reject(me, whom, &origin).await?),
        Welcome::Remove => drop(of.posts.remove_follower(me, whom, &origin).await?),
    }
    Ok(())
}

pub(super) async fn keep_away(of: &InProcess, by: Reader<'_>, whom: AccountId, how: KeepAway) -> Answer<()> {
    let (me, origin) = of.actor(by, "write:blocks").await?;
    match how {
        KeepAway::Block => drop(of.posts.block(me, whom, &origin).await?),
        KeepAway::Unblock => drop(of.posts.unblock(me, whom, &origin).await?),
        KeepAway::Mute => drop(of.posts.mute(me, whom, true, 0, &origin).await?),
        KeepAway::Unmute => drop(of.posts.unmute(me, whom, &origin).await?),
    }
    Ok(())
}

impl From<LanguagesRule> for Refused {
    fn from(rule: LanguagesRule) -> Self {
        refusals::plain(&rule)
    }
}

impl From<PrivateNoteRule> for Refused {
    fn from(rule: PrivateNoteRule) -> Self {
        refusals::plain(&rule)
    }
}
