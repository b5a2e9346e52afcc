//! What somebody wrote, as ActivityStreams: pages of activities.
use domain::identity::{Picture, Profile, Username};
use domain::media::{FileKey, Media};
use domain::posts::{Mention, Post, Visibility};
use serde_json::{Value, json};
use service::exports::Told;
use service::posts::BoostView;
use wire::mastodon::{Links, Moment, html};

const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";
const EVERYBODY: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Who wrote it.
pub(super) fn actor(profile: &Profile, links: &Links) -> Value {
    let account = &profile.account;
    let address = |picture: &Picture| match picture.key() {
        Some(key) => beside(&key),
        None => links.at(picture.as_str()),
    };
    let picture = |picture: &Option<Picture>| {
        picture.as_ref().map(|picture| json!({ "type": "Image", "url": address(picture) }))
    };
    let field = |field: &domain::identity::ProfileField| json!({ "type": "PropertyValue", "name": field.name(), "value": field.value() });
    json!({
        "@context": CONTEXT,
        "type": if account.bot { "Service" } else { "Person" },
        "id": links.profile_uri(&account.username),
        "url": links.profile(&account.username),
        "preferredUsername": account.username.as_str(),
        "name": account.display_name.as_str(),
        "summary": account.note.as_str(),
        "attachment": account.fields.iter().map(field).collect::<Vec<_>>(),
        "icon": picture(&account.avatar),
        "image": picture(&account.header),
        "manuallyApprovesFollowers": account.locked,
        "discoverable": account.discoverable,
        "indexable": account.indexable,
        "published": Moment(account.created_at),
        "outbox": "outbox/1.json",
    })
}

/// A page of it.
pub(super) fn page(number: usize, told: &[Told], links: &Links) -> Value {
    json!({
        "@context": CONTEXT,
        "type": "OrderedCollectionPage",
        "id": format!("outbox/{number}.json"),
        "next": format!("outbox/{}.json", number + 1),
        "orderedItems": told.iter().map(|told| activity(told, links)).collect::<Vec<_>>(),
    })
}

fn activity(told: &Told, links: &Links) -> Value {
    let (view, author) = (&told.entry.post, &told.entry.post.author.account.username);
    if let Some(boost) = &told.entry.boost {
        return announce(boost, &links.post_uri(author, view.post.id), links);
    }
    let mut note = note(&view.post, author, links);
    let earlier = told.earlier.iter().map(|before| self::note(before, author, links));
    note["formerVersions"] = earlier.collect::<Vec<_>>().into();
    json!({
        "type": "Create",
        "id": format!("{}/activity", links.post_uri(author, view.post.id)),
        "actor": links.profile_uri(author),
        "published": Moment(view.post.published_at),
        "object": note,
    })
}

fn announce(boost: &BoostView, object: &str, links: &Links) -> Value {
    let by = &boost.by.account.username;
    json!({
        "type": "Announce",
        "id": format!("{}/activity", links.post_uri(by, boost.boost.id)),
        "actor": links.profile_uri(by),
        "published": Moment(boost.boost.at),
        "object": object,
    })
}

fn note(post: &Post, author: &Username, links: &Links) -> Value {
    let mentioned = |mention: &Mention| links.profile_uri(&mention.username);
    let tag = |tag: &domain::posts::Hashtag| json!({ "type": "Hashtag", "name": format!("#{tag}"), "href": links.tag(tag.as_str()) });
    let option = |option: &domain::posts::PollOption| json!({ "type": "Note", "name": option.title, "replies": { "type": "Collection", "totalItems": option.votes } });
    let poll = post.poll.as_ref();
    let options = poll.map(|poll| poll.options.iter().map(option).collect::<Vec<_>>());
    let several = poll.is_some_and(|poll| poll.multiple);
    json!({
        "type": if poll.is_some() { "Question" } else { "Note" },
        "id": links.post_uri(author, post.id),
        "url": links.post(author, post.id),
        "attributedTo": links.profile_uri(author),
        "content": html(post, links),
        "source": { "content": post.text.as_str(), "mediaType": "text/plain" },
        "summary": post.spoiler.as_str(),
        "sensitive": post.sensitive,
        "language": post.language.as_ref().map(domain::posts::Language::as_str),
        "inReplyTo": post.reply_to.map(|parent| parent.post.to_string()),
        "published": Moment(post.published_at),
        "updated": post.edited_at.map(Moment),
        "visibility": post.visibility.as_str(),
        "to": audience(post.visibility),
        "cc": post.mentions.iter().map(mentioned).collect::<Vec<_>>(),
        "tag": post.hashtags.iter().map(tag).collect::<Vec<_>>(),
        "attachment": post.attachments.iter().map(picture).collect::<Vec<_>>(),
        "oneOf": options.clone().filter(|_| !several),
        "anyOf": options.filter(|_| several),
        "endTime": poll.map(|poll| Moment(poll.ends_at)),
    })
}

/// Followers have no address here: what is for them says so by its visibility.
fn audience(visibility: Visibility) -> Vec<&'static str> {
    if visibility.is_open() { vec![EVERYBODY] } else { vec![] }
}

/// Where a picture lies in the archive.
pub(super) fn beside(key: &FileKey) -> String {
    format!("media/{}", key.as_str())
}

fn picture(media: &Media) -> Value {
    json!({
        "type": "Image",
        "url": beside(&media.picture.full.key),
        "name": media.caption.description.as_ref().map(domain::media::Description::as_str),
        "blurhash": media.picture.blurhash,
        "width": media.picture.full.extent.width,
        "height": media.picture.full.extent.height,
    })
}
