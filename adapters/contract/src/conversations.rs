//! What a [`ConversationRepository`](service::notifications::ConversationRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::identity::Profile;
use domain::ids::{ConversationId, Snowflake};
use domain::page::Window;
use domain::posts::{NewPost, Post, Said, Visibility};
use service::notifications::{Change, Talk};

use crate::notifications::Follower;
use crate::told::kinds_after;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! conversation_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, conversations:
            what_is_said_in_a_thread_is_one_conversation_of_each,
            conversations_are_paged_by_what_was_said_last,
            only_their_own_can_be_read_and_removed,
            what_is_removed_comes_back_when_more_is_said,
            what_is_deleted_gives_way_to_what_was_said_before,
            what_is_gone_already_is_not_said,
            what_was_said_by_those_whom_a_block_keeps_away_is_neither_listed_nor_found,
        }
    };
}

/// Ada and Bob speak with each other.
async fn say(
    store: &dyn Store,
    follower: &mut Follower,
    by: &Profile,
    to: &Profile,
    parent: Option<&Post>,
) -> Post {
    let new = NewPost { mentions: vec![a::mention(to)], ..a::whispering("psst", Visibility::Direct) };
    let post = a::post(store, by, NewPost { reply_to: parent.map(Post::as_parent), ..new }).await;
    follower.take(store, vec![heard(by, to, &post)]).await;
    post
}

fn heard(by: &Profile, to: &Profile, post: &Post) -> Change {
    let said = Said { post: post.into(), author: by.into(), people: vec![by.into(), to.into()] };
    let cause = a::cause(by.account.id);
    let people = [by, to].map(|one| said.tell(one.account.id, &cause)).into();
    Change::Converse { post: post.id, people }
}

async fn listed(store: &dyn Store, of: &Profile) -> Vec<Talk> {
    store.conversations().list(of.account.id, Window::newest(40)).await.unwrap()
}

fn id(of: &Post) -> ConversationId {
    Snowflake::from(of.id).into()
}

pub async fn what_is_said_in_a_thread_is_one_conversation_of_each(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let mut follower = Follower::of(&a).await;
    let first = say(&a, &mut follower, &ada, &bob, None).await;
    let answer = say(&a, &mut follower, &bob, &ada, Some(&first)).await;
    for (of, unread) in [(&ada, true), (&bob, false)] {
        let talks = listed(&b, of).await;
        let [talk] = talks.as_slice() else { panic!("{talks:?}") };
        let known = &talk.conversation;
        assert_eq!((known.id, known.of, known.last), (id(&first), of.account.id, answer.id));
        assert_eq!((known.unread, talk.last.id()), (unread, answer.id));
    }
    let told = kinds_after(&a, 2).await;
    let conversed = told.iter().filter(|kind| *kind == "conversation.changed").count();
    assert_eq!(conversed, 4, "{told:?}");
}

pub async fn conversations_are_paged_by_what_was_said_last(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let mut follower = Follower::of(&a).await;
    let mut said = Vec::new();
    for _ in 0..3 {
        said.push(say(&a, &mut follower, &ada, &bob, None).await);
    }
    let again = say(&a, &mut follower, &bob, &ada, Some(&said[0])).await;
    let page = async |window: Window| {
        let talks = b.conversations().list(ada.account.id, window).await.unwrap();
        talks.iter().map(|talk| talk.conversation.last).collect::<Vec<_>>()
    };
    let newest = Window::newest(2);
    assert_eq!(page(newest).await, [again.id, said[2].id]);
    assert_eq!(page(Window { before: Some(said[2].id.into()), ..newest }).await, [said[1].id]);
    assert_eq!(page(Window { above: Some(said[1].id.into()), ..newest }).await, [again.id, said[2].id]);
}

pub async fn only_their_own_can_be_read_and_removed(a: impl Store, b: impl Store) {
    let [ada, bob, eve] = a::people(&a, ["ada", "bob", "eve"]).await;
    let mut follower = Follower::of(&a).await;
    let one = id(&say(&a, &mut follower, &ada, &bob, None).await);
    let (own, stranger) = (bob.account.id, eve.account.id);
    assert!(!b.conversations().read(one, stranger).await.unwrap());
    assert!(!b.conversations().remove(one, stranger).await.unwrap());
    assert_eq!(b.conversations().find(one, stranger).await.unwrap(), None);
    assert!(b.conversations().read(one, own).await.unwrap());
    assert!(!a.conversations().find(one, own).await.unwrap().unwrap().conversation.unread);
    assert!(b.conversations().remove(one, own).await.unwrap());
    assert!(!a.conversations().remove(one, own).await.unwrap());
    assert_eq!((listed(&a, &bob).await.len(), listed(&a, &ada).await.len()), (0, 1));
}

pub async fn what_is_removed_comes_back_when_more_is_said(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let mut follower = Follower::of(&a).await;
    let first = say(&a, &mut follower, &ada, &bob, None).await;
    assert!(b.conversations().remove(id(&first), bob.account.id).await.unwrap());
    let more = say(&a, &mut follower, &ada, &bob, Some(&first)).await;
    let talks = listed(&b, &bob).await;
    assert_eq!(talks.len(), 1);
    assert_eq!((talks[0].conversation.last, talks[0].conversation.unread), (more.id, true));
}

pub async fn what_is_deleted_gives_way_to_what_was_said_before(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let mut follower = Follower::of(&a).await;
    let first = say(&a, &mut follower, &ada, &bob, None).await;
    let second = say(&a, &mut follower, &bob, &ada, Some(&first)).await;
    assert!(a::deletion(&a, &second).await);
    assert_eq!(listed(&b, &ada).await, [], "nobody is shown what is gone");
    follower.take(&a, vec![Change::ForgetPost(second.id)]).await;
    for of in [&ada, &bob] {
        assert_eq!(listed(&b, of).await[0].conversation.last, first.id);
    }
    assert!(a::deletion(&a, &first).await);
    follower.take(&a, vec![Change::ForgetPost(first.id)]).await;
    assert_eq!(b.conversations().find(id(&first), ada.account.id).await.unwrap(), None);
}

pub async fn what_is_gone_already_is_not_said(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let new = NewPost { mentions: vec![a::mention(&bob)], ..a::whispering("psst", Visibility::Direct) };
    let post = a::post(&a, &ada, new).await;
    assert!(a::deletion(&a, &post).await);
    let mut follower = Follower::of(&a).await;
    follower.take(&a, vec![heard(&ada, &bob, &post)]).await;
    assert_eq!(listed(&b, &bob).await, []);
    assert!(!kinds_after(&a, 2).await.contains(&"conversation.changed".to_owned()));
}

pub async fn what_was_said_by_those_whom_a_block_keeps_away_is_neither_listed_nor_found(
    a: impl Store,
    b: impl Store,
) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let mut follower = Follower::of(&a).await;
    let hers = say(&a, &mut follower, &ada, &bob, None).await;
    let his = say(&a, &mut follower, &bob, &ada, None).await;
    a::block(&a, &ada, &bob).await;
    for (of, own, other) in [(&ada, &hers, &his), (&bob, &his, &hers)] {
        let shown = listed(&b, of).await;
        assert_eq!(shown.iter().map(|talk| talk.last.id()).collect::<Vec<_>>(), [own.id]);
        let find = async |post: &Post| b.conversations().find(id(post), of.account.id).await.unwrap();
        assert_eq!((find(own).await.is_some(), find(other).await), (true, None));
    }
}
