//! The words of posts that were deleted.
use domain::identity::Profile;
use domain::posts::{NewPost, Post, Spoiler};
use domain::realtime::Event;

use crate::told::{logged, moved, term, told};
use crate::{Store, a};

/// What the log shows of a post: text and spoiler, wherever it is told.
async fn words(store: &dyn Store, of: &Post) -> Vec<(String, String)> {
    let told = logged(store).await;
    let telling = told.iter().filter(|logged| logged.envelope.event.carries_text_of() == Some(of.id.into()));
    let facts = telling.map(|logged| match &logged.envelope.event {
        Event::Published(published) => published.post.clone(),
        Event::Boosted(boosted) => boosted.post.clone(),
        other => panic!("{other:?}"),
    });
    facts.map(|facts| (facts.text, facts.spoiler)).collect()
}

async fn secret(store: &dyn Store) -> (Profile, Post) {
    let ada = a::person(store, "ada").await;
    let new = NewPost { spoiler: Spoiler::stored("a secret"), ..a::writing("that nobody knows") };
    let post = a::post(store, &ada, new).await;
    a::boost(store, &ada, &post).await;
    (ada, post)
}

pub async fn the_words_of_a_deleted_post_are_blanked_in_the_log(a: impl Store, b: impl Store) {
    let (_, post) = secret(&a).await;
    told(&a).await;
    let said = ("that nobody knows".to_owned(), "a secret".to_owned());
    assert_eq!(words(&b, &post).await, [said.clone(), said]);
    assert!(a::deletion(&b, &post).await);
    told(&a).await;
    assert_eq!(words(&b, &post).await, [(String::new(), String::new()), (String::new(), String::new())]);
    let published = &logged(&b).await[1].envelope.event;
    assert!(
        matches!(published, Event::Published(it) if it.post.id == post.id && it.post.author == post.author),
        "the rest stays: {published:?}"
    );
}

pub async fn a_post_deleted_before_it_was_moved_never_shows_its_words(a: impl Store, b: impl Store) {
    let (_, post) = secret(&a).await;
    assert!(a::deletion(&b, &post).await);
    let epoch = term(&b).await;
    let moved = moved(&b, epoch, 100).await;
    assert_eq!(words(&a, &post).await, [(String::new(), String::new()), (String::new(), String::new())]);
    assert_eq!(moved, logged(&a).await, "the queue is not told them either");
}

pub async fn other_posts_keep_their_words(a: impl Store, b: impl Store) {
    let (ada, post) = secret(&a).await;
    let other = a::post(&a, &ada, a::writing("something else")).await;
    assert!(a::deletion(&b, &post).await);
    told(&a).await;
    assert_eq!(words(&b, &other).await, [("something else".to_owned(), String::new())]);
}
