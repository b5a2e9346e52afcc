//! What an [`EditRepository`](service::edits::EditRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]
use domain::identity::Profile;
use domain::media::{Caption, Description};
use domain::page::Window;
use domain::posts::{
    Choices, Hashtag, NewPoll, NewPost, Post, PostText, Revision, Spoiler, Visibility, Vote,
};
use domain::realtime::Event;
use service::posts::{Entry, Saved, TagQuery};

use crate::race::together;
use crate::store::shared;
use crate::told::{told, waiting};
use crate::{Store, a};

/// The same post with another text.
fn saying(post: &Post, text: &str) -> Revision {
    Revision {
        text: PostText::stored(text),
        spoiler: post.spoiler.clone(),
        sensitive: post.sensitive,
        language: None,
        mentions: vec![],
        attachments: post.attachments.clone(),
        poll: None,
    }
}

async fn edit(store: &dyn Store, by: &Profile, post: &Post, revision: Revision) -> Saved<Post> {
    let edit = post.edit(by.clone(), revision, a::cause(by.account.id)).unwrap();
    store.edits().edit(edit).await.unwrap()
}

async fn edited(store: &dyn Store, by: &Profile, post: &Post, revision: Revision) -> Post {
    a::new_one(edit(store, by, post, revision).await)
}

async fn now(store: &dyn Store, post: &Post) -> Post {
    store.posts().find(post.id, Some(post.author)).await.unwrap().unwrap().post.post
}

fn question(options: &[&str]) -> NewPoll {
    NewPoll::parse(options, Some(300), false, false).unwrap()
}

pub async fn a_post_says_what_it_was_edited_to_and_tells_so(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("teh \"rook\" #one")).await;
    a::favourite(&a, &bob, &post).await;
    let revision = Revision {
        spoiler: Spoiler::stored("birds"),
        mentions: vec![a::mention(&bob)],
        ..saying(&post, "the rook #two")
    };
    let after = edited(&a, &ada, &post, revision).await;
    assert_eq!(now(&b, &post).await, after);
    assert_eq!(
        (after.text.as_str(), after.spoiler.as_str(), after.sensitive),
        ("the rook #two", "birds", true)
    );
    assert_eq!(after.hashtags, [Hashtag::stored("two")]);
    assert_eq!(after.mentions, [a::mention(&bob)]);
    assert_eq!((after.id, after.published_at), (post.id, post.published_at));
    assert!(after.edited_at.is_some());
    let entry = b.posts().find(post.id, None).await.unwrap().unwrap();
    assert_eq!(entry.post.counts.favourites, 1);
    let told = told(&b).await;
    let Some(Event::Edited(event)) = told.last() else { panic!("{told:?}") };
    assert_eq!((Post::from(&event.post), event.counts), (after, entry.post.counts));
}

pub async fn what_a_post_said_before_is_kept_until_it_goes(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let first = a::post(&a, &ada, a::writing("one")).await;
    let other = a::post(&a, &ada, a::writing("other")).await;
    assert_eq!(b.edits().list_earlier(&[first.id]).await.unwrap(), []);
    let second = edited(&a, &ada, &first, saying(&first, "two")).await;
    let third = edited(&b, &ada, &second, saying(&second, "three")).await;
    assert_eq!(b.edits().list_earlier(&[first.id]).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(b.edits().list_earlier(&[other.id]).await.unwrap(), []);
    let again = edited(&a, &ada, &other, saying(&other, "others")).await;
    let all = b.edits().list_earlier(&[first.id, other.id]).await.unwrap();
    assert_eq!(all, [first.clone(), second.clone(), other.clone()], "of several at once");
    assert_eq!(b.edits().list_earlier(&[]).await.unwrap(), []);
    assert!(a::deletion(&a, &again).await);
    assert!(a::deletion(&a, &third).await);
    assert_eq!(b.edits().list_earlier(&[first.id]).await.unwrap(), []);
    assert_eq!(edit(&a, &ada, &third, saying(&third, "four")).await, Saved::Gone);
}

pub async fn an_edit_that_changes_nothing_leaves_no_trace(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let new = NewPost { poll: Some(question(&["a", "b"])), ..a::writing("same") };
    let post = a::post(&a, &ada, new).await;
    let before = waiting(&a).await;
    let same = Revision { poll: Some(question(&["a", "b"])), ..saying(&post, "same") };
    assert_eq!(edit(&b, &ada, &post, same).await, Saved::Repeated(post.clone()));
    assert_eq!(now(&a, &post).await.edited_at, None);
    assert_eq!(a.edits().list_earlier(&[post.id]).await.unwrap(), []);
    assert_eq!(waiting(&a).await, before);
}

pub async fn of_twenty_edits_at_once_each_is_kept(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let post = a::post(&a, &ada, a::writing("zero")).await;
    let stores = shared(a, b);
    together((0..20).map(|n| {
        let (store, ada, post) = (stores[n % 2].clone(), ada.clone(), post.clone());
        async move { edited(&*store, &ada, &post, saying(&post, &format!("edit {n}"))).await }
    }))
    .await;
    let mut all = stores[0].edits().list_earlier(&[post.id]).await.unwrap();
    all.push(now(&*stores[1], &post).await);
    let mut texts: Vec<_> = all.iter().map(|version| version.text.as_str().to_owned()).collect();
    assert_eq!(texts.remove(0), "zero");
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 20, "{texts:?}");
}

pub async fn an_edited_post_is_found_under_its_new_tags_by_boosts_too(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("#old")).await;
    let boost = a::boost(&a, &bob, &post).await;
    edited(&a, &ada, &post, saying(&post, "#new")).await;
    let ids = |entries: Vec<Entry>| entries.iter().map(Entry::id).collect::<Vec<_>>();
    let all = Window::newest(9);
    for (tag, expected) in [("old", vec![]), ("new", vec![post.id])] {
        let tagged = TagQuery::one(Hashtag::stored(tag));
        assert_eq!(ids(b.timelines().tagged(&tagged, None, all).await.unwrap()), expected, "{tag}");
        let filter = service::posts::AccountFilter {
            tagged: Some(Hashtag::stored(tag)),
            ..service::posts::AccountFilter::default()
        };
        let boosts: Vec<_> = expected.iter().map(|_| boost.id).collect();
        let found = b.timelines().of_account(bob.account.id, &filter, None, all).await.unwrap();
        assert_eq!(ids(found), boosts, "{tag}");
    }
    assert!(a::deletion(&a, &now(&b, &post).await).await);
    assert_eq!(
        ids(b.timelines().tagged(&TagQuery::one(Hashtag::stored("new")), None, all).await.unwrap()),
        []
    );
}

pub async fn whom_an_edit_mentions_may_see_the_post(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = a::people(&a, ["ada", "bob", "cleo"]).await;
    let new = NewPost { mentions: vec![a::mention(&bob)], ..a::whispering("psst", Visibility::Direct) };
    let post = a::post(&a, &ada, new).await;
    let revision = Revision { mentions: vec![a::mention(&cleo)], ..saying(&post, "psst, cleo") };
    edited(&a, &ada, &post, revision).await;
    assert!(b.posts().find(post.id, Some(cleo.account.id)).await.unwrap().is_some());
    assert!(b.posts().find(post.id, Some(bob.account.id)).await.unwrap().is_none());
}

pub async fn an_edited_post_carries_other_pictures_and_keeps_those_that_it_had(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (one, two) = (a::upload(&a, &ada, 1).await, a::upload(&a, &ada, 2).await);
    let taken = a::upload(&a, &ada, 3).await;
    let publish = async |upload: &domain::media::Upload| {
        let (draft, ids) = (a::draft(&ada, a::picturing("see", &[upload])), vec![upload.media.id]);
        a::new_one(a.posts().publish_with_media(draft, ids, None).await.unwrap())
    };
    let post = publish(&one).await;
    publish(&taken).await;
    let before = waiting(&a).await;
    let theirs = Revision { attachments: vec![taken.media.clone()], ..saying(&post, "mine") };
    assert_eq!(edit(&b, &ada, &post, theirs).await, Saved::Gone);
    assert_eq!(waiting(&a).await, before);

    let mut said = two.media.clone();
    said.caption = Caption { description: Some(Description::stored("a rook")), ..Caption::default() };
    let revision = Revision { attachments: vec![said.clone()], ..saying(&post, "see") };
    let after = edited(&a, &ada, &post, revision).await;
    assert_eq!(now(&b, &post).await.attachments, std::slice::from_ref(&said));
    let uploads = b.media().list(&[one.media.id, two.media.id], ada.account.id).await.unwrap();
    assert!(uploads.iter().all(|upload| upload.post == Some(post.id)), "{uploads:?}");
    assert!(uploads.iter().any(|upload| upload.media == said), "{uploads:?}");
    assert_eq!(
        b.edits().list_earlier(&[post.id]).await.unwrap()[0].attachments,
        std::slice::from_ref(&one.media)
    );
    assert!(a::deletion(&a, &after).await);
    let uploads = b.media().list(&[one.media.id, two.media.id], ada.account.id).await.unwrap();
    assert!(uploads.iter().all(|upload| upload.post.is_none()), "{uploads:?}");
}

pub async fn a_poll_that_asks_something_else_begins_anew(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let new = NewPost { poll: Some(question(&["a", "b"])), ..a::writing("which?") };
    let post = a::post(&a, &ada, new).await;
    let vote = |place| Vote {
        post: post.id,
        by: bob.account.id,
        choices: Choices::among(4, &[place]).unwrap(),
        at: a::now(),
    };
    assert_eq!(a.polls().vote(vote(0)).await.unwrap(), Saved::New(()));
    let revision = Revision { poll: Some(question(&["a", "b"])), ..saying(&post, "which one?") };
    let after = edited(&a, &ada, &post, revision).await;
    assert_eq!(after.poll.as_ref().unwrap().voters, 1, "the same answers keep their votes");
    assert_eq!(b.polls().vote(vote(1)).await.unwrap(), Saved::Repeated(()));
    let revision = Revision { poll: Some(question(&["a", "c"])), ..saying(&post, "which one?") };
    let after = edited(&a, &ada, &post, revision).await;
    assert_eq!(after.poll.as_ref().unwrap().voters, 0);
    assert_eq!(b.polls().vote(vote(1)).await.unwrap(), Saved::New(()));
    let after = edited(&a, &ada, &post, saying(&post, "never mind")).await;
    assert_eq!((now(&b, &post).await, after.poll.clone()), (after, None));
    assert_eq!(b.polls().vote(vote(0)).await.unwrap(), Saved::Gone);
}

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! edit_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, edits:
            a_post_says_what_it_was_edited_to_and_tells_so,
            what_a_post_said_before_is_kept_until_it_goes,
            an_edit_that_changes_nothing_leaves_no_trace,
            of_twenty_edits_at_once_each_is_kept,
            an_edited_post_is_found_under_its_new_tags_by_boosts_too,
            whom_an_edit_mentions_may_see_the_post,
            an_edited_post_carries_other_pictures_and_keeps_those_that_it_had,
            a_poll_that_asks_something_else_begins_anew,
        }
    };
}
