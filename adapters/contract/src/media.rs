//! What a [`MediaRepository`](service::media::MediaRepository) owes its callers, and posts with pictures.
#![expect(missing_docs, reason = "a case is named by what it proves")]
use domain::Timestamp;
use domain::identity::Profile;
use domain::ids::{AccountId, MediaId, Snowflake};
use domain::media::{Caption, Description, Focus};
use domain::page::Window;
use domain::posts::{Application, Hashtag, NewPost, Post, Visibility};
use domain::realtime::{Event, Topic};
use jiff::SignedDuration;
use service::posts::{AccountFilter, Entry, Saved, TagQuery};

use crate::race::together;
use crate::store::shared;
use crate::told::{told, waiting};
use crate::{Store, a};

pub async fn finds_uploads_of_ones_own(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let (one, two) = (a::upload(&a, &ada, 1).await, a::upload(&a, &ada, 2).await);
    let bobs = a::upload(&b, &bob, 3).await;
    assert!(one.media.id < two.media.id);
    let ids = [two.media.id, one.media.id, bobs.media.id, MediaId::stored(7)];
    let mut found = b.media().list(&ids, ada.account.id).await.unwrap();
    found.sort_by_key(|upload| upload.media.id);
    assert_eq!(found, [one, two]);
    assert_eq!(b.media().list(&[], ada.account.id).await.unwrap(), []);
    assert_eq!(waiting(&a).await, 2, "of pictures nothing is told before they are in a post");
}

pub async fn what_is_said_of_an_upload_is_kept(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let upload = a::upload(&a, &ada, 1).await;
    let description = Some(Description::stored("a \"rook\" \u{1f426}"));
    let upload = upload.describe(Caption { description, focus: Focus { x: -1, y: 2 } }).unwrap();
    assert!(b.media().describe(&upload).await.unwrap());
    assert_eq!(a.media().list(&[upload.media.id], ada.account.id).await.unwrap(), [upload]);
}

pub async fn a_post_carries_its_pictures_in_order_and_tells_of_them(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (one, two) = (a::upload(&a, &ada, 1).await, a::upload(&a, &ada, 2).await);
    let application = Some(Application { name: "Crow's \"nest\"".to_owned(), website: None });
    let new = NewPost { application, ..a::picturing("look", &[&two, &one]) };
    let post = published(&a, &ada, new, None).await;
    let entry = b.posts().find(post.id, None).await.unwrap().unwrap();
    assert_eq!(entry.post.post, post);
    assert_eq!(entry.post.post.attachments, [two.media.clone(), one.media]);
    let told = told(&b).await;
    let Some(Event::Published(published)) = told.last() else { panic!("{told:?}") };
    assert_eq!(Post::from(&published.post), post);
    assert!(told.last().unwrap().topics().contains(&Topic::PublicMedia));
    let carried = b.media().list(&[two.media.id], ada.account.id).await.unwrap();
    assert_eq!(carried[0].post, Some(post.id));
    assert!(!b.media().describe(&two).await.unwrap(), "a post has it now");
}

pub async fn a_repeated_key_answers_the_first_post_with_its_pictures(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (one, two) = (a::upload(&a, &ada, 1).await, a::upload(&a, &ada, 2).await);
    let first = published(&a, &ada, a::picturing("once", &[&one]), Some("k")).await;
    let again = publish(&b, &ada, a::picturing("twice", &[&two]), Some("k")).await;
    assert_eq!(again, Saved::Repeated(first.clone()));
    let same = publish(&b, &ada, a::picturing("once", &[&one]), Some("k")).await;
    assert_eq!(same, Saved::Repeated(first), "that its own picture is not free any more does not matter");
    let kept = a.media().list(&[two.media.id], ada.account.id).await.unwrap();
    assert_eq!(kept[0].post, None);
}

pub async fn of_twenty_posts_that_want_one_picture_one_gets_it(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (one, other) = (a::upload(&a, &ada, 1).await, a::upload(&a, &ada, 2).await);
    let before = waiting(&a).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, ada, one, other) = (stores[n % 2].clone(), ada.clone(), one.clone(), other.clone());
        async move {
            let wanted = if n % 3 == 0 { vec![&other, &one] } else { vec![&one] };
            publish(&*store, &ada, a::picturing("mine", &wanted), None).await
        }
    }))
    .await;
    let made = answers.iter().filter(|answer| matches!(answer, Saved::New(_))).count();
    let refused = answers.iter().filter(|answer| **answer == Saved::Gone).count();
    assert_eq!((made, refused), (1, 19), "{answers:?}");
    assert_eq!(waiting(&*stores[0]).await, before + 1, "who was refused leaves no trace");
    assert_eq!(stores[1].accounts().find(ada.account.id).await.unwrap().unwrap().counts.posts, 1);
}

pub async fn pictures_of_a_deleted_post_may_be_put_into_another(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let one = a::upload(&a, &ada, 1).await;
    let post = published(&a, &ada, a::picturing("regret", &[&one]), None).await;
    assert!(a::deletion(&b, &post).await);
    let free = a.media().list(&[one.media.id], ada.account.id).await.unwrap();
    assert_eq!((free[0].post, &free[0].media), (None, &one.media));
    published(&b, &ada, a::picturing("anew", &[&one]), None).await;
}

pub async fn what_no_post_carries_is_taken_once_its_time_is_over(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (one, two) = (a::upload(&a, &ada, 1).await, a::upload(&a, &ada, 2).await);
    let carried = a::upload(&a, &ada, 3).await;
    let post = published(&a, &ada, a::picturing("kept", &[&carried]), None).await;
    assert_eq!(a.media().take_expired(one.since - SignedDuration::from_hours(1), 9).await.unwrap(), []);
    let later = in_an_hour();
    assert_eq!(b.media().take_expired(later, 1).await.unwrap(), std::slice::from_ref(&one.media));
    assert_eq!(a.media().list(&[one.media.id], ada.account.id).await.unwrap(), []);
    assert_eq!(publish(&a, &ada, a::picturing("late", &[&one]), None).await, Saved::Gone);
    assert!(!a.media().describe(&one).await.unwrap());
    let mut again = a.media().take_expired(later, 9).await.unwrap();
    again.sort_by_key(|media| media.id);
    assert_eq!(again, [one.media.clone(), two.media.clone()], "until they are forgotten");
    a.media().forget(&[one.media.id, two.media.id, carried.media.id]).await.unwrap();
    assert_eq!(b.media().take_expired(later, 9).await.unwrap(), []);
    let entry = b.posts().find(post.id, None).await.unwrap().unwrap();
    assert_eq!(entry.post.post.attachments, std::slice::from_ref(&carried.media));
    assert_eq!(b.media().list(&[carried.media.id], ada.account.id).await.unwrap().len(), 1);
}

/// Either a post has it and it stays, or it goes and no post has it.
pub async fn nobody_gets_a_picture_that_is_on_its_way_out(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let stores = shared(a, b);
    for seed in 0..10 {
        let one = a::upload(&*stores[0], &ada, seed).await;
        let both = together((0..2).map(|n| {
            let (store, ada, one) = (stores[n].clone(), ada.clone(), one.clone());
            async move {
                if n == 0 {
                    let made = publish(&*store, &ada, a::picturing("mine", &[&one]), None).await;
                    matches!(made, Saved::New(_))
                } else {
                    let taken = store.media().take_expired(in_an_hour(), 9).await.unwrap();
                    let ids: Vec<_> = taken.iter().map(|media| media.id).collect();
                    store.media().forget(&ids).await.unwrap();
                    ids.contains(&one.media.id)
                }
            }
        }))
        .await;
        let got_it = both.iter().filter(|got_it| **got_it).count();
        let left = stores[1].media().take_expired(in_an_hour(), 9).await.unwrap();
        assert_eq!(got_it + left.len(), 1, "{both:?}");
        stores[0].media().forget(&left.iter().map(|media| media.id).collect::<Vec<_>>()).await.unwrap();
    }
}

pub async fn timelines_of_pictures_show_posts_that_carry_some(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let plain = a::post(&a, &ada, a::writing("words #rooks")).await;
    let mut pictured = Vec::new();
    for (seed, visibility) in [(1, Visibility::Public), (2, Visibility::Private), (3, Visibility::Public)] {
        let upload = a::upload(&a, &ada, seed).await;
        let new = NewPost { visibility, ..a::picturing("see #rooks", &[&upload]) };
        pictured.push(published(&b, &ada, new, None).await.id);
    }
    let answer = a::upload(&a, &bob, 4).await;
    let new = NewPost { reply_to: Some(plain.as_parent()), ..a::picturing("and mine", &[&answer]) };
    published(&a, &bob, new, None).await;
    let first = a.posts().find(pictured[0], None).await.unwrap().unwrap().post.post;
    a::boost(&a, &ada, &first).await;

    let ids = |entries: Vec<Entry>| entries.iter().map(Entry::id).collect::<Vec<_>>();
    let open = [pictured[2], pictured[0]];
    for above in [None, Some(Snowflake::default())] {
        let all = Window { above, ..Window::newest(9) };
        assert_eq!(ids(b.timelines().public_media(None, all).await.unwrap()), open);
        assert_eq!(ids(b.timelines().public_media(Some(bob.account.id), all).await.unwrap()), open);
        let rooks = TagQuery { only_media: true, ..TagQuery::one(Hashtag::stored("rooks")) };
        assert_eq!(ids(b.timelines().tagged(&rooks, None, all).await.unwrap()), open);
        let only_media = AccountFilter { only_media: true, ..AccountFilter::default() };
        let tagged = AccountFilter { tagged: Some(Hashtag::stored("rooks")), ..only_media.clone() };
        for filter in [only_media, tagged] {
            let of = async |reader| {
                ids(b.timelines().of_account(ada.account.id, &filter, reader, all).await.unwrap())
            };
            assert_eq!(of(None).await, open, "and no boost");
            assert_eq!(of(Some(ada.account.id)).await, [pictured[2], pictured[1], pictured[0]]);
        }
    }
    assert_eq!(ids(a.timelines().public_media(None, Window::newest(1)).await.unwrap()), [pictured[2]]);
}

fn in_an_hour() -> Timestamp {
    a::now() + SignedDuration::from_hours(1)
}

async fn publish(store: &dyn Store, by: &Profile, new: NewPost, key: Option<&str>) -> Saved<Post> {
    let ids = new.attachments.iter().map(|media| media.id).collect();
    let key = key.and_then(|raw| a::key(by, raw));
    store.posts().publish_with_media(a::draft(by, new), ids, key).await.unwrap()
}

async fn published(store: &dyn Store, by: &Profile, new: NewPost, key: Option<&str>) -> Post {
    a::new_one(publish(store, by, new, key).await)
}

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! media_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, media:
            finds_uploads_of_ones_own,
            what_is_said_of_an_upload_is_kept,
            a_post_carries_its_pictures_in_order_and_tells_of_them,
            a_repeated_key_answers_the_first_post_with_its_pictures,
            of_twenty_posts_that_want_one_picture_one_gets_it,
            pictures_of_a_deleted_post_may_be_put_into_another,
            what_no_post_carries_is_taken_once_its_time_is_over,
            nobody_gets_a_picture_that_is_on_its_way_out,
            timelines_of_pictures_show_posts_that_carry_some,
            pictures_of_those_who_are_muted_are_left_out,
        }
    };
}

pub async fn pictures_of_those_who_are_muted_are_left_out(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let picture = a::upload(&a, &bob, 1).await;
    published(&a, &bob, a::picturing("look #rooks", &[&picture]), None).await;
    let tag = TagQuery { only_media: true, ..TagQuery::one(Hashtag::parse("rooks").unwrap()) };
    let seen = async |reader: Option<AccountId>| {
        let public = b.timelines().public_media(reader, Window::newest(10)).await.unwrap();
        let tagged = b.timelines().tagged(&tag, reader, Window::newest(10)).await.unwrap();
        (public.len(), tagged.len())
    };
    assert_eq!(seen(Some(ada.account.id)).await, (1, 1));
    a::mute(&a, &ada, &bob).await;
    assert_eq!(seen(Some(ada.account.id)).await, (0, 0));
    assert_eq!(seen(None).await, (1, 1));
}
