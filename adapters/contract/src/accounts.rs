//! What an [`AccountRepository`](service::identity::AccountRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::collections::BTreeSet;

use domain::identity::{
    Account, AccountEdit, DisplayName, NewAccount, Note, Picture, Profile, ProfileField, Username,
};
use domain::ids::AccountId;
use domain::posts::{Language, Visibility};
use domain::realtime::Event;
use jiff::ToSpan;
use service::identity::Registration;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, told, waiting};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! account_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, accounts:
            finds_what_was_saved,
            a_bot_without_a_display_name_is_kept_as_it_is,
            an_unknown_account_is_none,
            finds_by_name_whatever_the_case,
            lists_those_of_the_names_that_exist,
            lists_those_of_the_ids_that_exist,
            an_account_is_as_its_owner_left_it,
            an_edit_that_changes_nothing_leaves_no_trace,
            editing_nobody_is_none,
            of_twenty_edits_at_once_none_undoes_another,
            tells_of_each_registration_once,
            refuses_a_taken_name_and_leaves_no_trace,
            refuses_a_taken_address_and_leaves_no_trace,
            of_twenty_who_want_one_name_one_gets_it,
            of_twenty_with_one_address_one_registers,
            twenty_strangers_register_at_once,
            counts_posts_boosts_and_follows_but_not_letters,
            says_when_somebody_last_posted,
            counts_everything_there_is,
            only_who_posted_within_thirty_days_is_active,
        }
    };
}

pub async fn finds_what_was_saved(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "Ada").await;
    assert_eq!(b.accounts().find(ada.account.id).await.unwrap(), Some(ada));
}

pub async fn a_bot_without_a_display_name_is_kept_as_it_is(a: impl Store, b: impl Store) {
    let username = Username::stored("Crow_Bot");
    let new = NewAccount { username, display_name: DisplayName::default(), bot: true };
    let draft = Account::register(new, a::origin(None).cause(uuid::Uuid::new_v4(), a::now()));
    let Registration::New(bot) = a.accounts().register(draft, a::credentials("crow")).await.unwrap() else {
        panic!("it was refused");
    };
    assert!(bot.bot && bot.username.as_str() == "Crow_Bot", "{bot:?}");
    assert_eq!(b.accounts().find(bot.id).await.unwrap(), Some(Profile::of_new(bot)));
}

pub async fn an_unknown_account_is_none(a: impl Store, b: impl Store) {
    a::person(&a, "ada").await;
    assert_eq!(b.accounts().find(AccountId::stored(7)).await.unwrap(), None);
    assert_eq!(b.accounts().find_by_username(&Username::stored("eve")).await.unwrap(), None);
    assert_eq!(b.credentials().known(&a::email("eve")).await.unwrap(), None);
}

pub async fn finds_by_name_whatever_the_case(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "AdA").await;
    for name in ["AdA", "ada", "ADA"] {
        let found = b.accounts().find_by_username(&Username::stored(name)).await.unwrap();
        assert_eq!(found.as_ref(), Some(&ada), "{name}");
    }
}

pub async fn lists_those_of_the_names_that_exist(a: impl Store, b: impl Store) {
    let [ada, bob, _] = a::people(&a, ["Ada", "bob", "cyd"]).await;
    let names = ["aDA", "nobody", "bob"].map(Username::stored);
    let found = b.accounts().list_by_username(&names).await.unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&ada.account) && found.contains(&bob.account), "{found:?}");
    assert_eq!(b.accounts().list_by_username(&[]).await.unwrap(), []);
}

pub async fn lists_those_of_the_ids_that_exist(a: impl Store, b: impl Store) {
    let [ada, bob, _] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let found = b.accounts().list(&[bob.account.id, AccountId::stored(7), ada.account.id]).await.unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&ada) && found.contains(&bob), "{found:?}");
    assert_eq!(b.accounts().list(&[]).await.unwrap(), []);
}

/// All that can be said of oneself.
fn everything() -> AccountEdit {
    AccountEdit {
        display_name: Some(DisplayName::stored("Ada, still \u{1f426}")),
        bot: Some(true),
        locked: Some(true),
        discoverable: Some(true),
        indexable: Some(true),
        hide_collections: Some(true),
        note: Some(Note::stored("I count\n\"rooks\"")),
        fields: Some(vec![ProfileField::stored("a", "'b'"), ProfileField::stored("c\\", "")]),
        avatar: Some(Some(Picture::stored("/media/a.png"))),
        header: Some(Some(Picture::stored("/media/b.png"))),
        visibility: Some(Visibility::Private),
        sensitive: Some(true),
        language: Some(Language::parse("de")),
    }
}

async fn edit(store: &dyn Store, of: &Profile, edit: AccountEdit) -> Option<Profile> {
    let id = of.account.id;
    store.accounts().edit(edit.of(id, a::cause(id))).await.unwrap()
}

pub async fn an_account_is_as_its_owner_left_it(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let edited = edit(&a, &ada, everything()).await.unwrap();
    let expected = everything().of(ada.account.id, a::cause(ada.account.id)).with(ada.clone()).into_state();
    assert_eq!(edited, expected);
    assert_eq!(b.accounts().find(ada.account.id).await.unwrap(), Some(edited.clone()));
    assert_eq!(b.accounts().find_by_username(&ada.account.username).await.unwrap(), Some(edited.clone()));
    assert_eq!(b.accounts().find(bob.account.id).await.unwrap(), Some(bob), "nobody else changed");
    let post = a::post(&a, &edited, a::writing("caw")).await;
    let entry = b.posts().find(post.id, None).await.unwrap().unwrap();
    assert_eq!(entry.post.author.account, edited.account);
    match &told(&b).await[2] {
        Event::AccountChanged(changed) => assert_eq!(changed.account, (&edited).into()),
        other => panic!("told {other:?}"),
    }
    let nothing = AccountEdit { avatar: Some(None), language: Some(None), ..AccountEdit::default() };
    let bare = edit(&b, &edited, nothing).await.unwrap().account;
    assert_eq!((&bare.avatar, &bare.defaults.language), (&None, &None));
    assert_eq!(bare.header, edited.account.header);
}

pub async fn an_edit_that_changes_nothing_leaves_no_trace(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let edited = edit(&a, &ada, everything()).await;
    let before = waiting(&b).await;
    assert_eq!(edit(&b, &ada, everything()).await, edited);
    assert_eq!(edit(&b, &ada, AccountEdit::default()).await, edited);
    assert_eq!(waiting(&b).await, before);
}

pub async fn editing_nobody_is_none(a: impl Store, b: impl Store) {
    let mut nobody = a::person(&a, "ada").await;
    nobody.account.id = AccountId::stored(7);
    let before = waiting(&b).await;
    assert_eq!(edit(&a, &nobody, everything()).await, None);
    assert_eq!(waiting(&b).await, before);
}

pub async fn of_twenty_edits_at_once_none_undoes_another(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let stores = shared(a, b);
    together((0..20).map(|n| {
        let (store, one) = (stores[n % 2].clone(), ada.clone());
        async move {
            let only = match (n / 2) % 4 {
                0 => AccountEdit { bot: Some(true), ..AccountEdit::default() },
                1 => AccountEdit { locked: Some(true), ..AccountEdit::default() },
                2 => AccountEdit { note: Some(Note::stored("hello")), ..AccountEdit::default() },
                _ => AccountEdit { indexable: Some(true), ..AccountEdit::default() },
            };
            edit(&*store, &one, only).await
        }
    }))
    .await;
    let account = stores[0].accounts().find(ada.account.id).await.unwrap().unwrap().account;
    assert!(account.bot && account.locked && account.indexable && account.note.as_str() == "hello");
}

pub async fn tells_of_each_registration_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let told = told(&b).await;
    let registered = told.iter().map(|event| match event {
        Event::Registered(registered) => Profile::from(&registered.account),
        other => panic!("{other:?}"),
    });
    assert_eq!(registered.collect::<Vec<_>>(), [ada, bob]);
}

pub async fn refuses_a_taken_name_and_leaves_no_trace(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "Ada").await;
    for name in ["Ada", "ada", "ADA"] {
        let answer = b.accounts().register(a::newcomer(name), a::credentials("eve")).await.unwrap();
        assert_eq!(answer, Registration::UsernameTaken, "{name}");
    }
    assert_eq!(a.credentials().known(&a::email("eve")).await.unwrap(), None);
    assert_eq!(a.accounts().find_by_username(&ada.account.username).await.unwrap(), Some(ada));
    assert_eq!((a.accounts().totals().await.unwrap().accounts, waiting(&a).await), (1, 1));
    a::person(&b, "eve").await;
}

pub async fn refuses_a_taken_address_and_leaves_no_trace(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let answer = b.accounts().register(a::newcomer("eve"), a::credentials("ada")).await.unwrap();
    assert_eq!(answer, Registration::EmailTaken);
    assert_eq!(a.accounts().find_by_username(&Username::stored("eve")).await.unwrap(), None);
    let kept = a::credentials("ada");
    let found = a.credentials().known(&kept.email).await.unwrap();
    let found = found.map(|found| (found.account, found.password));
    assert_eq!(found, Some((ada.account.id, kept.password)));
    assert_eq!((a.accounts().totals().await.unwrap().accounts, waiting(&a).await), (1, 1));
    a::person(&b, "eve").await;
}

pub async fn of_twenty_who_want_one_name_one_gets_it(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, name) = (stores[n % 2].clone(), if n % 3 == 0 { "ADA" } else { "ada" });
        async move {
            store.accounts().register(a::newcomer(name), a::credentials(&format!("ada{n}"))).await.unwrap()
        }
    }))
    .await;
    let winners = answers.iter().filter(|answer| matches!(answer, Registration::New(_))).count();
    let losers = answers.iter().filter(|answer| **answer == Registration::UsernameTaken).count();
    assert_eq!((winners, losers), (1, 19));
    let [store, _] = &stores;
    assert_eq!(store.accounts().totals().await.unwrap().accounts, 1);
    assert_eq!(kinds_after(&**store, 0).await, ["account.registered"]);
}

pub async fn of_twenty_with_one_address_one_registers(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move {
            store.accounts().register(a::newcomer(&format!("ada{n}")), a::credentials("ada")).await.unwrap()
        }
    }))
    .await;
    let winners = answers.iter().filter(|answer| matches!(answer, Registration::New(_))).count();
    let losers = answers.iter().filter(|answer| **answer == Registration::EmailTaken).count();
    assert_eq!((winners, losers), (1, 19));
    assert_eq!(kinds_after(&*stores[0], 0).await, ["account.registered"]);
}

pub async fn twenty_strangers_register_at_once(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let people = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { a::person(&*store, &format!("ada{n}")).await.account.id }
    }))
    .await;
    assert_eq!(people.into_iter().collect::<BTreeSet<_>>().len(), 20, "ids are given once");
    assert_eq!(told(&*stores[0]).await.len(), 20);
}

pub async fn counts_posts_boosts_and_follows_but_not_letters(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let post = a::post(&a, &ada, a::writing("one")).await;
    for visibility in Visibility::ALL {
        a::post(&a, &bob, a::whispering("each", visibility)).await;
    }
    a::boost(&a, &bob, &post).await;
    a::follow(&a, &ada, &bob).await;
    a::follow(&a, &cyd, &bob).await;
    a::follow(&a, &bob, &cyd).await;
    let counts = b.accounts().find(bob.account.id).await.unwrap().unwrap().counts;
    assert_eq!((counts.posts, counts.followers, counts.following), (4, 2, 1));
    assert_eq!(b.accounts().list(&[bob.account.id]).await.unwrap()[0].counts, counts);
    assert_eq!(b.accounts().find_by_username(&bob.account.username).await.unwrap().unwrap().counts, counts);
}

pub async fn says_when_somebody_last_posted(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let last = async || b.accounts().find(ada.account.id).await.unwrap().unwrap().counts.last_post_at;
    assert_eq!(last().await, None);
    a::post(&a, &ada, a::whispering("to nobody", Visibility::Direct)).await;
    assert_eq!(last().await, None, "a letter is nobody's business");
    let post = a::post(&a, &ada, a::writing("hello")).await;
    assert_eq!(last().await, Some(post.published_at));
    let boost = a::boost(&a, &ada, &post).await;
    assert_eq!(last().await, Some(boost.at));
}

pub async fn counts_everything_there_is(a: impl Store, b: impl Store) {
    assert_eq!(b.accounts().totals().await.unwrap(), service::identity::Totals::default());
    let [ada, bob, _] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let post = a::post(&a, &ada, a::writing("one")).await;
    let gone = a::post(&a, &ada, a::writing("two")).await;
    a::boost(&a, &bob, &post).await;
    assert!(a::deletion(&a, &gone).await);
    let totals = b.accounts().totals().await.unwrap();
    assert_eq!((totals.accounts, totals.posts), (3, 1));
}

pub async fn only_who_posted_within_thirty_days_is_active(a: impl Store, b: impl Store) {
    let [ada, bob, _] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let long_ago = a::now() - (31 * 24).hours();
    a.posts().publish(a::draft_at(&ada, a::writing("back then"), long_ago), None).await.unwrap();
    a::post(&a, &bob, a::writing("now")).await;
    assert_eq!(b.accounts().totals().await.unwrap().active_accounts, 1);
}
