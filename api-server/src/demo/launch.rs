//! The drop: it is announced, bought until nothing is left, and after a while there is another printing. How far it is follows
//! from what is in the shop, so whoever begins again goes on.
use std::time::Duration;

use domain::ids::AccountId;
use domain::page::Window;
use domain::posts::{Hashtag, Post, PostText, TextLimit};
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::ProductId;
use service::posts::{TagQuery, Writing};
use service::shop::{Command, Count, KnownStock};
use tokio::time::sleep;
use wire::chain;
use wire::mastodon::Links;

use super::buying::Buying;
use super::people::somebody;
use super::wares::{DROP, keeps_the_shop, once};
use super::{DemoError, chance};

/// How long it is between two things that somebody does.
const PACE: Duration = Duration::from_millis(500);
/// So many there are of each printing.
const PRINTING: u64 = 500;
/// How long it is until the next printing, at first; then each time twice as long, up to the longest: what is bought is kept for
/// good, and a demonstration may be forgotten.
const REST: Duration = Duration::from_mins(10);
const LONGEST: Duration = Duration::from_hours(6);
/// What is said of it is found under this.
const TAG: &str = "thedrop";
/// Among so many things that everybody said of it last is what its keeper said last.
const LATELY: u16 = 40;

/// The drop, again and again.
pub(super) struct Launch {
    buying: Buying,
    keeper: AccountId,
    buyers: Vec<AccountId>,
    limit: TextLimit,
    page: String,
    rest: Duration,
    /// Whether it is time for another printing once nothing is left.
    rested: bool,
}

impl Launch {
    pub(super) fn new(
        buying: Buying,
        keeper: AccountId,
        buyers: Vec<AccountId>,
        limit: TextLimit,
        links: &Links,
    ) -> Self {
        let page = links.at(format_args!("/shop/products/{DROP}"));
        Self { buying, keeper, buyers, limit, page, rest: REST, rested: false }
    }

    /// Goes on for as long as it runs.
    pub(super) async fn play(mut self) {
        loop {
            sleep(PACE).await;
            match Box::pin(self.once()).await {
                Ok(false) => {}
                Ok(true) => {
                    sleep(self.rest).await;
                    self.rest = (self.rest * 2).min(LONGEST);
                    self.rested = true;
                }
                Err(error) => {
                    tracing::debug!(error.chain = chain(&*error), "somebody wanted to buy something");
                }
            }
        }
    }

    /// The next thing happens, as long as it is still theirs who would sell it, and is not taken out of the shop. Whether all of it
    /// is sold.
    async fn once(&mut self) -> Result<bool, DemoError> {
        let use_cases = &self.buying.use_cases;
        if !keeps_the_shop(use_cases, self.keeper).await? {
            return Ok(false);
        }
        let product = ProductId::parse(DROP)?;
        use_cases.shop.product(&product)?;
        let stock = use_cases.shop.stock(self.keeper, product).await?.item;
        let left = stock.on_hand.number().saturating_sub(stock.reserved.number());
        if left > 0 {
            // whoever has counted them in, it is another printing
            self.rested = false;
        }
        if self.sell(left).await? || left > 0 {
            return Ok(false);
        }
        let last = stock.on_hand.number();
        if last == 0 || self.rested {
            self.print(stock).await?;
            self.rested = false;
            return Ok(false);
        }
        let sold_out = format!(
            "Sold out: First light over the tower, up to number {last}. Thank you, all of you! The next printing hangs on the \
             line to dry. {} #{TAG}",
            self.page
        );
        self.say("sold", last, &sold_out).await?;
        Ok(true)
    }

    /// Somebody who has something to do does it. Whether there is anybody.
    async fn sell(&self, left: u64) -> Result<bool, DemoError> {
        let first = chance(self.buying.use_cases.entropy.uuid(), self.buyers.len().max(1));
        for buyer in self.buyers.iter().cycle().skip(first).take(self.buyers.len()) {
            if self.buying.go_on(*buyer, left).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says that there is another printing, and then there is.
    async fn print(&self, stock: KnownStock) -> Result<(), DemoError> {
        let KnownStock { product, on_hand, version, .. } = stock;
        let (first, last) = (on_hand.number() + 1, on_hand.number() + PRINTING);
        let announced = format!(
            "The drop is on: First light over the tower, numbers {first} to {last}, linocuts in nine colours. In the shop from \
             this minute, and you can watch it go: {} #{TAG}",
            self.page
        );
        let on_hand = Pieces::parse(i64::try_from(last).ok())?;
        self.say("drop", last, &announced).await?;
        // of two who would do this one does
        let count = Count { product, on_hand, version: Some(version) };
        let command = Command { origin: somebody(&self.buying.use_cases, Some(self.keeper)), key: None };
        self.buying.use_cases.shop.count(self.keeper, count, &command).await?;
        Ok(())
    }

    /// Says something of the printing up to that number, unless it is said.
    async fn say(&self, what: &str, last: u64, text: &str) -> Result<(), DemoError> {
        // a server may allow fewer characters
        let Ok(text) = PostText::parse(text, self.limit) else { return Ok(()) };
        let posts = &self.buying.use_cases.posts;
        // keys are known for a day, and whoever begins again may come later
        let tag = TagQuery::one(Hashtag::stored(TAG));
        let lately = posts.tag_timeline(&tag, None, Window::newest(LATELY)).await?;
        let is_it = |post: &Post| post.author == self.keeper && post.text == text;
        if lately.iter().any(|entry| is_it(&entry.post.post)) {
            return Ok(());
        }
        let once = once(&self.buying.use_cases, self.keeper, what, last);
        posts.publish(self.keeper, Writing::plain(text), once.key, &once.origin).await?;
        Ok(())
    }
}
