//! Pages: windows over timelines, also while they grow.
use domain::ids::{AccountId, PostId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::Hashtag;
use service::posts::{AccountFilter, Entry, TagQuery};

use crate::town::{Row, Town};
use crate::{Store, a, windows};

fn listed(page: &[Entry]) -> Vec<Listed<PostId>> {
    page.iter().map(|entry| Listed { at: entry.at(), item: entry.id() }).collect()
}

fn expected(rows: &[Row]) -> Vec<Listed<PostId>> {
    rows.iter().map(|row| Listed { at: row.at(), item: row.id() }).collect()
}

pub async fn each_window_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 11, 200).await;
    let (timelines, rooks) = (b.timelines(), Hashtag::parse("rooks").unwrap());
    let ada = &town.people[0];
    let reader = Some(ada.account.id);
    let public = town.rows(|row| {
        row.boost.is_none() && row.post.audience().is_for_public_timelines() && town.is_offered(row, reader)
    });
    let ask = async |window| listed(&timelines.public(reader, window).await.unwrap());
    windows::check("public", &expected(&public), ask).await;

    let tags = TagQuery::one(rooks.clone());
    let tagged = town.rows(|row| {
        let public = row.post.visibility == domain::posts::Visibility::Public;
        row.boost.is_none() && public && row.post.hashtags.contains(&rooks) && town.is_offered(row, reader)
    });
    let ask = async |window| listed(&timelines.tagged(&tags, reader, window).await.unwrap());
    windows::check("tagged", &expected(&tagged), ask).await;

    let (of, all) = (town.people[1].account.id, AccountFilter::default());
    let theirs = town.rows(|row| row.by() == of && town.is_found(row, reader));
    let ask = async |window| listed(&timelines.of_account(of, &all, reader, window).await.unwrap());
    windows::check("account", &expected(&theirs), ask).await;

    let home = town.rows(|row| town.is_at_home(row, ada));
    let ask = async |window| listed(&timelines.home(ada.account.id, window).await.unwrap());
    windows::check("home", &expected(&home), ask).await;
}

/// One of the timelines that a client walks through.
#[derive(Debug, Clone, Copy)]
enum Line {
    Public,
    Tagged,
    Account,
    Home,
}

impl Line {
    const ALL: [Self; 4] = [Self::Public, Self::Tagged, Self::Account, Self::Home];

    async fn page(self, store: &dyn Store, of: AccountId, window: Window) -> Vec<PostId> {
        let timelines = store.timelines();
        let page = match self {
            Self::Public => timelines.public(None, window).await,
            Self::Tagged => {
                let tags = TagQuery::one(Hashtag::parse("rooks").unwrap());
                timelines.tagged(&tags, Some(of), window).await
            }
            Self::Account => timelines.of_account(of, &AccountFilter::default(), None, window).await,
            Self::Home => timelines.home(of, window).await,
        };
        page.unwrap().iter().map(Entry::id).collect()
    }
}

fn at(id: Option<&PostId>) -> Option<Snowflake> {
    id.map(|id| (*id).into())
}

pub async fn older_pages_neither_lose_nor_repeat_while_posts_keep_coming(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    for line in Line::ALL {
        for n in 0..17 {
            a::post(&a, &ada, a::writing(&format!("#rooks {n}"))).await;
        }
        let there = line.page(&b, ada.account.id, Window::newest(1_000)).await;
        let (mut walked, mut before) = (Vec::new(), None);
        loop {
            let page = line.page(&b, ada.account.id, Window { before, ..Window::newest(5) }).await;
            a::post(&a, &ada, a::writing("#rooks meanwhile")).await;
            if page.is_empty() {
                break;
            }
            before = at(page.last());
            walked.extend(page);
        }
        assert_eq!(walked, there, "{line:?}");
    }
}

pub async fn newer_pages_neither_lose_nor_repeat_while_posts_keep_coming(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    for line in Line::ALL {
        let mut above = at(Some(&a::post(&a, &ada, a::writing("#rooks start")).await.id));
        let mut written = Vec::new();
        let mut walked = Vec::new();
        for round in 0..12 {
            // More come than a page holds, for a while.
            for _ in 0..(if round < 5 { 6 } else { 0 }) {
                written.push(a::post(&a, &ada, a::writing("#rooks meanwhile")).await.id);
            }
            let mut page = line.page(&b, ada.account.id, Window { above, ..Window::newest(4) }).await;
            assert!(page.is_sorted_by(|newer, older| newer > older), "newest first: {page:?}");
            above = at(page.first()).or(above);
            page.reverse();
            walked.extend(page);
        }
        assert_eq!(walked, written, "{line:?}");
    }
}

pub async fn pages_go_on_past_a_deleted_post(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let mut posts = Vec::new();
    for n in 0..6 {
        posts.insert(0, a::post(&a, &ada, a::writing(&format!("#rooks {n}"))).await);
    }
    assert!(a::deletion(&a, &posts[2]).await);
    for line in Line::ALL {
        let before = at(Some(&posts[2].id));
        let page = line.page(&b, ada.account.id, Window { before, ..Window::newest(2) }).await;
        assert_eq!(page, [posts[3].id, posts[4].id], "{line:?}");
        let page = line.page(&b, ada.account.id, Window { above: before, ..Window::newest(1) }).await;
        assert_eq!(page, [posts[1].id], "{line:?}");
        let page = line.page(&b, ada.account.id, Window::newest(3)).await;
        assert_eq!(page, [posts[0].id, posts[1].id, posts[3].id], "{line:?}");
    }
}
