//! From read models and events to what people are shown.
use domain::identity::Profile;
use domain::media::Media;
use domain::page::{Listed, PageSize, Window};
use domain::posts::{Boosted, Post, PostCounts, PostFacts};
use domain::realtime::Event;
use domain::shop::ShopNews;
use domain::shop::checkout::{CartShown, LineShown};
use service::posts::{Entry, PostView};

use super::super::{Member, Page, Part, ShownPost, Sight};

pub(super) fn profile(profile: &Profile) -> Member {
    Member {
        account: profile.account.id,
        username: profile.account.username.as_str().to_owned(),
        note: profile.account.note.as_str().to_owned(),
        avatar: profile.account.avatar.as_ref().map(|picture| picture.as_str().to_owned()),
        followers: profile.counts.followers,
        following: profile.counts.following,
        posts: profile.counts.posts,
    }
}

pub(super) fn entry(entry: &Entry) -> ShownPost {
    ShownPost {
        entry: entry.id(),
        booster: entry.boost.as_ref().map(|boost| boost.boost.by),
        ..view(&entry.post)
    }
}

pub(super) fn view(view: &PostView) -> ShownPost {
    let marks = view.marks.unwrap_or_default();
    ShownPost {
        counts: view.counts,
        favourited: marks.favourited,
        boosted: marks.boosted,
        bookmarked: marks.bookmarked,
        muted: marks.muted,
        pinned: marks.pinned,
        ..post(&view.post)
    }
}

/// A page as a handler would answer it: it links on from its own ends.
pub(super) fn page<T>(listed: impl Iterator<Item = Listed<T>>) -> Page<T> {
    let (at, items): (Vec<_>, Vec<_>) = listed.map(|listed| (listed.at, listed.item)).unzip();
    Page { items, older: at.last().copied(), newer: at.first().copied() }
}

/// What a screen shows of an event; nothing of many.
pub(super) fn sight(event: &Event) -> Option<Sight> {
    match event {
        Event::Published(published) if !published.post.is_blank() => {
            Some(Sight::Post(Box::new(facts(&published.post))))
        }
        Event::Boosted(boosted) if !boosted.post.is_blank() => Some(Sight::Post(Box::new(boost(boosted)))),
        Event::Edited(edited) if !edited.post.is_blank() => {
            Some(Sight::Changed(Box::new(facts(&edited.post))))
        }
        Event::Conversed(conversed) if !conversed.post.is_blank() => {
            Some(Sight::Post(Box::new(facts(&conversed.post))))
        }
        Event::Deleted(deleted) => Some(Sight::Gone(deleted.audience.post)),
        Event::Unboosted(unboosted) => Some(Sight::Gone(unboosted.boost)),
        Event::Shop(news) => Some(Sight::Shop(of_the_shop(news))),
        Event::Announced(announced) => words_of(&announced.message).map(Sight::Told),
        _ => None,
    }
}

/// The words of what whoever runs the gateway tells.
fn words_of(message: &str) -> Option<String> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    message["data"]["text"].as_str().map(str::to_owned)
}

fn boost(boosted: &Boosted) -> ShownPost {
    ShownPost {
        entry: boosted.boost.id,
        booster: Some(boosted.boost.by.id),
        counts: boosted.counts,
        ..facts(&boosted.post)
    }
}

fn facts(facts: &PostFacts) -> ShownPost {
    post(&Post::from(facts))
}

fn post(post: &Post) -> ShownPost {
    ShownPost {
        entry: post.id,
        post: post.id,
        author: post.author,
        booster: None,
        text: post.text.as_str().to_owned(),
        warning: post.spoiler.as_str().to_owned(),
        sensitive: post.sensitive,
        language: post.language.as_ref().map_or_else(String::new, |language| language.as_str().to_owned()),
        visibility: post.visibility,
        reply_to: post.reply_to.map(|parent| parent.post),
        mentions: post.mentions.iter().map(|mention| mention.account).collect(),
        tags: post.hashtags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        pictures: post.attachments.iter().map(described).collect(),
        media: post.attachments.iter().map(|picture| picture.id).collect(),
        poll: post
            .poll
            .iter()
            .flat_map(|poll| &poll.options)
            .map(|one| (one.title.clone(), one.votes))
            .collect(),
        counts: PostCounts::default(),
        favourited: false,
        boosted: false,
        bookmarked: false,
        muted: false,
        pinned: None,
        filtered: vec![],
    }
}

fn described(picture: &Media) -> String {
    picture.caption.description.as_ref().map_or_else(String::new, |words| words.as_str().to_owned())
}

/// A part of what is paged.
pub(super) fn window(part: Part, size: PageSize) -> Window {
    Window { before: part.before, since: part.since, above: part.above, limit: size.clamp(part.limit) }
}

fn of_the_shop(news: &ShopNews) -> String {
    match news {
        ShopNews::Offered(told) => format!("{} for {}", told.name.as_str(), told.price.amount()),
        ShopNews::Gone(_) => "gone".to_owned(),
        ShopNews::Stock(told) => format!("{} left", told.available.number()),
        ShopNews::Cart(told) => of_a_cart(&told.cart),
        ShopNews::GuestCart(told) => of_a_cart(&told.cart),
        ShopNews::Order(told) => told.state.clone(),
    }
}

fn of_a_cart(cart: &CartShown) -> String {
    let name = |line: &LineShown| line.sold.as_ref().map_or("?", |sold| sold.name.as_str()).to_owned();
    let lines = cart.lines.iter().map(|line| format!("{} {}", line.quantity.number(), name(line)));
    lines.collect::<Vec<_>>().join(", ")
}
