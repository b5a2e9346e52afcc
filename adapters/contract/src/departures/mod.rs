//! What a [`DepartureRepository`](service::leaving::DepartureRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]
mod life;

use std::time::Duration;

use domain::channels::Points;
use domain::identity::{AccountEdit, Departure, Digest, DisplayName, ForeignId, Profile};
use domain::page::Window;
use domain::posts::NotificationKind;
use domain::realtime::Event;
use service::channels::Estate;
use service::identity::Registration;
use service::leaving::{Redacted, Traces};
use service::notifications::Wanted;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, logged, told};
use crate::{Store, a};
use life::live;

pub use life::{NAME, WORD};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! departure_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, departures:
            whoever_leaves_is_nobody_at_once,
            nobody_takes_the_name_of_whoever_left_and_anybody_the_address,
            of_twenty_who_let_somebody_go_one_does,
            what_others_know_of_whoever_left_is_listed_until_it_is_taken_back,
            nothing_is_left_of_whoever_left,
            all_that_others_have_stays,
            the_log_says_nothing_of_whoever_left,
            who_left_is_listed_until_nothing_is_left,
        }
    };
}

async fn begin(store: &dyn Store, who: &Profile) -> bool {
    let departure = Departure::of(who.account.id, &a::cause(who.account.id));
    store.departures().begin(departure).await.unwrap()
}

/// Takes back what others know of, a little at a time.
async fn take_back(store: &dyn Store, who: &Profile) {
    let (me, cause) = (who.account.id, || a::cause(who.account.id));
    loop {
        let Traces { posts, boosts, favourites, follows } =
            store.departures().list_traces(me, 2).await.unwrap();
        if posts.is_empty() && boosts.is_empty() && favourites.is_empty() && follows.is_empty() {
            return;
        }
        for post in posts {
            assert!(a::deletion(store, &post).await);
        }
        for boost in boosts {
            assert!(store.posts().unboost(boost.undo(&cause())).await.unwrap());
        }
        for favourite in favourites {
            assert!(store.posts().unfavourite(favourite.undo(&cause())).await.unwrap());
        }
        for follow in follows {
            assert!(store.follows().unfollow(follow.end(&cause())).await.unwrap());
        }
    }
}

/// Has somebody go, to the end.
async fn go(store: &dyn Store, who: &Profile) {
    let me = who.account.id;
    assert!(begin(store, who).await);
    take_back(store, who).await;
    loop {
        let taken = store.departures().take_media(me, 1).await.unwrap();
        if taken.is_empty() {
            break;
        }
        let ids: Vec<_> = taken.iter().map(|media| media.id).collect();
        store.media().forget(&ids).await.unwrap();
    }
    let cause = || a::cause(me);
    let estate = Estate {
        channels: store.channels(),
        rooms: store.rooms(),
        predictions: store.predictions(),
        polls: store.channel_polls(),
    };
    while estate.leave_some(me, 1, cause).await.unwrap() {}
    while store.departures().forget(me, 1).await.unwrap() {}
    assert_eq!(redacted(store, who).await, Redacted::Waiting, "what waits for its place may say something");
    told(store).await;
    assert_eq!(redacted(store, who).await, Redacted::All);
    store.departures().end(me).await.unwrap();
}

async fn redacted(store: &dyn Store, who: &Profile) -> Redacted {
    loop {
        match store.departures().redact(who.account.id, 3).await.unwrap() {
            Redacted::Some => {}
            through => return through,
        }
    }
}

/// A life that is lived for those who look through tables.
#[derive(Debug)]
pub struct Rehearsal;

impl Rehearsal {
    /// Somebody lives a whole life here and goes: after it the tables are looked through for [`WORD`] and [`NAME`], and for the
    /// number of the account, which this gives.
    pub async fn to_its_end(store: &dyn Store) -> i64 {
        let life = live(store).await;
        told(store).await;
        go(store, &life.who).await;
        life.who.account.id.raw()
    }

    /// The same, but that nobody goes: whoever looks finds what is to be looked for.
    pub async fn halfway(store: &dyn Store) {
        live(store).await;
        told(store).await;
    }
}

pub async fn whoever_leaves_is_nobody_at_once(a: impl Store, b: impl Store) {
    let life = live(&a).await;
    let me = life.who.account.id;
    let before = told(&a).await.len();
    let totals = a.accounts().totals().await.unwrap();
    assert!(begin(&b, &life.who).await);
    assert_eq!(kinds_after(&a, before).await, ["account.deleted", "token.revoked"]);
    assert_eq!(a.credentials().known(&a::email(WORD)).await.unwrap(), None);
    assert_eq!(a.tokens().find(life.token.id).await.unwrap(), None);
    assert_eq!(a.sessions().find_session(&life.session.secret).await.unwrap(), None);
    assert_eq!(a.codes().find_code(&Digest::stored(WORD)).await.unwrap(), None);
    let foreign = ForeignId::stored("https://id.example", WORD);
    assert_eq!(a.foreigners().find_foreign(&foreign).await.unwrap(), None);
    assert_eq!(a.letters().take_due(9, Duration::ZERO).await.unwrap(), []);
    assert_eq!(a.accounts().totals().await.unwrap().accounts, totals.accounts - 1);
    let shown = a.accounts().find(me).await.unwrap();
    assert!(shown.is_none_or(|profile| !profile.is_shown_to(Some(life.bob.account.id))));
    for post in &life.posts {
        assert_eq!(a.posts().find(post.id, Some(life.bob.account.id)).await.unwrap(), None);
    }
    // neither who was logged in nor who runs the server changes it any more
    let edit = AccountEdit { display_name: Some(DisplayName::stored("back")), ..AccountEdit::default() };
    assert_eq!(a.accounts().edit(edit.of(me, a::cause(me))).await.unwrap(), None);
    let unsuspend = domain::identity::Measure::Unsuspend.on(me, a::cause(me));
    assert_eq!(a.accounts().edit(unsuspend).await.unwrap(), None);
    // what was on its way when they left is worth nothing
    a.tokens().save(&life.token).await.unwrap();
    assert_eq!(b.tokens().find(life.token.id).await.unwrap(), None);
}

pub async fn nobody_takes_the_name_of_whoever_left_and_anybody_the_address(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    assert!(begin(&a, &ada).await);
    for end in [false, true] {
        if end {
            while a.departures().forget(ada.account.id, 9).await.unwrap() {}
            told(&a).await;
            a.departures().end(ada.account.id).await.unwrap();
            assert_eq!(a.accounts().find(ada.account.id).await.unwrap(), None);
        }
        let again = b.accounts().register(a::newcomer("ADA"), a::credentials("other")).await.unwrap();
        assert_eq!(again, Registration::UsernameTaken);
        assert!(!begin(&b, &ada).await, "once");
    }
    let other = b.accounts().register(a::newcomer("eve"), a::credentials("ada")).await.unwrap();
    assert!(matches!(other, Registration::New(_)), "{other:?}");
}

pub async fn of_twenty_who_let_somebody_go_one_does(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let before = told(&a).await.len();
    let stores = shared(a, b);
    let went = together((0..20).map(|n| {
        let (store, ada) = (stores[n % 2].clone(), ada.clone());
        async move { begin(&*store, &ada).await }
    }))
    .await;
    assert_eq!(went.iter().filter(|went| **went).count(), 1);
    assert_eq!(kinds_after(&*stores[0], before).await, ["account.deleted", "token.revoked"]);
}

pub async fn what_others_know_of_whoever_left_is_listed_until_it_is_taken_back(a: impl Store, b: impl Store) {
    let life = live(&a).await;
    let me = life.who.account.id;
    assert!(begin(&a, &life.who).await);
    let traces = b.departures().list_traces(me, 9).await.unwrap();
    let mut posts = life.posts.clone();
    posts.reverse();
    assert_eq!(traces.posts, posts);
    assert_eq!(traces.boosts.iter().map(|boost| boost.post).collect::<Vec<_>>(), [life.bobs.id]);
    let liked: Vec<_> = traces.favourites.iter().map(|one| (one.post, one.author)).collect();
    assert_eq!(liked, [(life.bobs.id, life.bob.account.id)]);
    assert_eq!(traces.follows.len(), 2, "{:?}", traces.follows);
    assert_eq!(b.departures().list_traces(me, 1).await.unwrap().posts.len(), 1);
    take_back(&b, &life.who).await;
    assert!(a.departures().list_traces(me, 9).await.unwrap().is_empty());
}

pub async fn nothing_is_left_of_whoever_left(a: impl Store, b: impl Store) {
    let life = live(&a).await;
    let me = life.who.account.id;
    let bob = life.bob.account.id;
    go(&b, &life.who).await;
    assert_eq!(a.accounts().find(me).await.unwrap(), None);
    assert_eq!(a.accounts().find_by_username(&life.who.account.username).await.unwrap(), None);
    let ids: Vec<_> = life.media.iter().map(|upload| upload.media.id).collect();
    assert_eq!(a.media().list(&ids, me).await.unwrap(), []);
    assert_eq!(a.marks().bookmarks(me, Window::newest(9)).await.unwrap(), []);
    assert_eq!(a.lists().all(me).await.unwrap(), []);
    assert_eq!(a.markers().list(me).await.unwrap(), []);
    assert_eq!(a.schedule().next_due().await.unwrap(), None);
    assert_eq!(a.foreigners().list_foreign(me, 9).await.unwrap(), []);
    assert_eq!(a.polls().list_voters(life.bobs.id).await.unwrap(), []);
    let everything = Wanted { kinds: NotificationKind::ALL.to_vec(), by: None };
    for reader in [me, life.bob.account.id] {
        let told = a.notifications().list(reader, &everything, Window::newest(9)).await.unwrap();
        assert_eq!(told, [], "{reader}");
    }
    assert_eq!(a.channels().find(me, None).await.unwrap(), None);
    assert_eq!(a.rooms().list_said_by(me, 9).await.unwrap(), []);
    assert_eq!(a.channels().points(bob, me).await.unwrap(), Points::default());
    let none = Window::newest(9);
    assert_eq!(a.predictions().list_predictions(me, None, none).await.unwrap(), []);
    assert_eq!(a.channel_polls().list_polls(me, None, none).await.unwrap(), []);
    let seen = a.predictions().list_predictions(bob, Some(me), none).await.unwrap();
    assert_eq!((seen[0].item.prediction.pool(), seen[0].item.stake), (0, None));
    let reports = a.reports().list_open(9).await.unwrap();
    let said: Vec<&str> = reports.iter().map(|report| report.said.comment.as_str()).collect();
    assert_eq!(said, ["", "bites"], "what was reported stays, without their words");
}

pub async fn all_that_others_have_stays(a: impl Store, b: impl Store) {
    let life = live(&a).await;
    let bob = life.bob.account.id;
    let kept = a::post(&a, &life.bob, a::writing("caw")).await;
    assert!(a.marks().bookmark(kept.id, bob).await.unwrap());
    go(&b, &life.who).await;
    let entry = a.posts().find(life.bobs.id, Some(bob)).await.unwrap().unwrap();
    let counts = entry.post.counts;
    assert_eq!((counts.replies, counts.boosts, counts.favourites), (0, 0, 0));
    let profile = a.accounts().find(bob).await.unwrap().unwrap();
    assert_eq!((profile.counts.followers, profile.counts.following, profile.counts.posts), (0, 0, 2));
    assert_eq!(a.marks().bookmarks(bob, Window::newest(9)).await.unwrap().len(), 1);
    let list = &a.lists().all(bob).await.unwrap()[0];
    assert_eq!(a.lists().members(list.id, Window::newest(9)).await.unwrap(), []);
    let cleo = life.cleo.account.id;
    assert!(a.relations().find_mute(bob, cleo).await.unwrap().is_some());
    assert!(a.credentials().known(&a::email("bob")).await.unwrap().is_some());
    let view = a.channels().find(bob, None).await.unwrap().unwrap();
    assert_eq!((view.channel.title.as_str(), view.followers), ("birds", 0));
    assert_eq!(a.rooms().list_said_by(bob, 9).await.unwrap().len(), 1);
    let poll = entry.post.post.poll.unwrap();
    assert_eq!(poll.voters, 1, "what was counted stays: nobody knows of whom");
}

pub async fn the_log_says_nothing_of_whoever_left(a: impl Store, b: impl Store) {
    let life = live(&a).await;
    let kept = a::post(&a, &life.bob, a::writing("caw #rooks")).await;
    told(&a).await;
    let before = logged(&a).await;
    go(&b, &life.who).await;
    let after = logged(&a).await;
    for (one, same) in before.iter().zip(&after) {
        assert_eq!((one.position, one.envelope.id), (same.position, same.envelope.id));
    }
    for event in &after {
        let text = format!("{event:?}").to_lowercase();
        assert!(!text.contains(WORD) && !text.contains(NAME), "{text}");
    }
    let says = |event: &Event| matches!(event, Event::Published(told) if told.post.id == kept.id && !told.post.is_blank());
    assert!(after.iter().any(|event| says(&event.envelope.event)), "what others wrote stays");
}

pub async fn who_left_is_listed_until_nothing_is_left(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    assert_eq!(a.departures().list_open(9).await.unwrap(), []);
    assert!(begin(&a, &ada).await && begin(&b, &bob).await);
    let open = b.departures().list_open(9).await.unwrap();
    let who: Vec<_> = open.iter().map(|departure| departure.account).collect();
    assert_eq!(who, [ada.account.id, bob.account.id]);
    assert_eq!(b.departures().list_open(1).await.unwrap(), open[..1]);
    a.departures().end(ada.account.id).await.unwrap();
    assert_eq!(b.departures().list_open(9).await.unwrap(), open[1..]);
}
