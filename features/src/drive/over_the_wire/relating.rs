//! How people stand to one another, as clients ask.
use domain::ids::AccountId;
use serde_json::json;

use super::super::{Answer, KeepAway, Member, MemberList, Page, Part, Reader, Refused, Welcome};
use super::sights::{familiar, member};
use super::{OverTheWire, page};

pub(super) async fn members(
    wire: &OverTheWire,
    by: Reader<'_>,
    list: MemberList,
    part: Part,
) -> Answer<Page<Member>> {
    let path = match list {
        MemberList::Followers(of) => format!("/api/v1/accounts/{of}/followers"),
        MemberList::Following(of) => format!("/api/v1/accounts/{of}/following"),
        MemberList::Asking => "/api/v1/follow_requests".to_owned(),
        MemberList::Familiar(of) => {
            let path = format!("/api/v1/accounts/familiar_followers?id[]={of}");
            let body = wire.get(by, &path, part).await?.body;
            let items = familiar(&body).ok_or_else(|| Refused::broken("nobody familiar", &body))?;
            return Ok(Page { items, older: None, newer: None });
        }
        MemberList::FavouritedBy(post) => format!("/api/v1/statuses/{post}/favourited_by"),
        MemberList::BoostedBy(post) => format!("/api/v1/statuses/{post}/reblogged_by"),
    };
    page(&wire.get(by, &path, part).await?, member)
}

pub(super) async fn note(
    wire: &OverTheWire,
    by: Reader<'_>,
    about: AccountId,
    text: Option<&str>,
) -> Answer<String> {
    let noted = if let Some(text) = text {
        wire.post(by, &format!("/api/v1/accounts/{about}/note"), json!({ "comment": text })).await?
    } else {
        let path = format!("/api/v1/accounts/relationships?id[]={about}");
        wire.get(by, &path, Part::default()).await?.body[0].clone()
    };
    let text = noted["note"].as_str().ok_or_else(|| Refused::broken("no note", &noted))?;
    Ok(text.to_owned())
}

/// Where one answers those who follow, or ask to.
pub(super) fn door(whom: AccountId, how: Welcome) -> String {
    match how {
        Welcome::Accept => format!("/api/v1/follow_requests/{whom}/authorize"),
        Welcome::Reject => format!("/api/v1/follow_requests/{whom}/reject"),
        Welcome::Remove => format!("/api/v1/accounts/{whom}/remove_from_followers"),
    }
}

/// Where one keeps somebody away.
pub(super) fn distance(whom: AccountId, how: KeepAway) -> String {
    let act = match how {
        KeepAway::Block => "block",
        KeepAway::Unblock => "unblock",
        KeepAway::Mute => "mute",
        KeepAway::Unmute => "unmute",
    };
    format!("/api/v1/accounts/{whom}/{act}")
}
