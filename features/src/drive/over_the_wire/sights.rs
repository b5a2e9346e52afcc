//! From Mastodon's JSON to what people are shown.
use std::str::FromStr;

use domain::ids::{AccountId, PostId};
use domain::posts::PostCounts;
use serde_json::Value;

use super::super::{Answer, Found, Member, Page, Refused, ShownPost, Told};
use crate::markup::text_of;
use crate::rest::Reply;

/// A page of whatever it shows.
pub(super) fn page<T>(reply: &Reply, read: impl Fn(&Value) -> Option<T>) -> Answer<Page<T>> {
    let broken = || Refused::broken("not a page", &reply.body);
    let items = reply.body.as_array().ok_or_else(broken)?;
    let items = items.iter().map(read).collect::<Option<_>>().ok_or_else(broken)?;
    Ok(Page { items, older: reply.older, newer: reply.newer })
}

/// What is shown of those who have no picture.
const NO_AVATAR: &str = "/pictures/avatar.png";

/// A post as the wire shows it; nothing if something that must be there is not.
pub(super) fn post(json: &Value) -> Option<ShownPost> {
    let entry: PostId = id(&json["id"])?;
    let by: AccountId = id(&json["account"]["id"])?;
    match &json["reblog"] {
        Value::Null => plain(json, entry, by),
        original => Some(ShownPost { entry, booster: Some(by), ..post(original)? }),
    }
}

/// A post as lists show it, or what was said last in a conversation.
pub(super) fn listed(json: &Value) -> Option<ShownPost> {
    post(json.get("last_status").unwrap_or(json))
}

fn plain(json: &Value, entry: PostId, author: AccountId) -> Option<ShownPost> {
    let count = |name: &str| json[name].as_u64();
    let flag = |name: &str| json[name].as_bool().unwrap_or_default();
    Some(ShownPost {
        entry,
        post: entry,
        author,
        booster: None,
        text: text_of(json["content"].as_str()?),
        warning: json["spoiler_text"].as_str()?.to_owned(),
        sensitive: json["sensitive"].as_bool()?,
        language: json["language"].as_str().unwrap_or_default().to_owned(),
        visibility: json["visibility"].as_str()?.parse().ok()?,
        reply_to: id(&json["in_reply_to_id"]),
        mentions: all(&json["mentions"], |mention| id(&mention["id"]))?,
        tags: all(&json["tags"], |tag| Some(tag["name"].as_str()?.to_owned()))?,
        pictures: all(&json["media_attachments"], |one| {
            Some(one["description"].as_str().unwrap_or_default().to_owned())
        })?,
        media: all(&json["media_attachments"], |one| id(&one["id"]))?,
        poll: answers(&json["poll"])?,
        counts: PostCounts {
            replies: count("replies_count")?,
            boosts: count("reblogs_count")?,
            favourites: count("favourites_count")?,
        },
        favourited: flag("favourited"),
        boosted: flag("reblogged"),
        bookmarked: flag("bookmarked"),
        muted: flag("muted"),
        pinned: json["pinned"].as_bool(),
        filtered: match json.get("filtered") {
            Some(results) => all(results, |result| Some(result["filter"]["title"].as_str()?.to_owned()))?,
            None => vec![],
        },
    })
}

/// The answers of a poll, each with its votes.
fn answers(poll: &Value) -> Option<Vec<(String, u64)>> {
    if poll.is_null() {
        return Some(vec![]);
    }
    all(&poll["options"], |one| Some((one["title"].as_str()?.to_owned(), one["votes_count"].as_u64()?)))
}

/// An account as the wire shows it.
pub(super) fn member(json: &Value) -> Option<Member> {
    Some(Member {
        account: id(&json["id"])?,
        username: json["username"].as_str()?.to_owned(),
        note: text_of(json["note"].as_str()?),
        avatar: Some(json["avatar"].as_str()?.to_owned()).filter(|avatar| !avatar.ends_with(NO_AVATAR)),
        followers: json["followers_count"].as_u64()?,
        following: json["following_count"].as_u64()?,
        posts: json["statuses_count"].as_u64()?,
    })
}

/// Familiar followers as the wire shows them: those of the one account that was asked about.
pub(super) fn familiar(json: &Value) -> Option<Vec<Member>> {
    all(&json[0]["accounts"], member)
}

/// A notification as the wire shows it; those that are about a post have it, and the others have none.
pub(super) fn told(json: &Value) -> Option<Told> {
    let kind = json["type"].as_str()?.to_owned();
    let post = match json.get("status") {
        Some(status) => Some(post(status)?.post),
        None => None,
    };
    (post.is_none() == kind.starts_with("follow")).then_some(())?;
    Some(Told { kind, by: member(&json["account"])?.account, post })
}

/// What was found, as the wire shows it: all three lists.
pub(super) fn found(json: &Value) -> Option<Found> {
    Some(Found {
        members: all(&json["accounts"], member)?,
        tags: all(&json["hashtags"], |tag| Some(tag["name"].as_str()?.to_owned()))?,
        posts: all(&json["statuses"], post)?,
    })
}

/// Ids are decimal strings and never numbers.
pub(super) fn id<T: FromStr>(json: &Value) -> Option<T> {
    json.as_str()?.parse().ok()
}

fn all<T>(json: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    json.as_array()?.iter().map(read).collect()
}
