//! Everything of an account as one archive, which is made while it is read.
mod outbox;
mod sheets;
mod tar;

use bytes::Bytes;
use domain::Timestamp;
use domain::ids::AccountId;
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::{Value, json};
use service::PortError;
use service::exports::{Exports, Piece, Walk};
use wire::mastodon::{Filter, Links};
use wire::rookery::{Cart, Order};

/// An archive that is being made.
struct Archive {
    walk: Walk,
    links: Links,
    at: Timestamp,
    /// How many files there are of each kind that has several.
    pages: usize,
    sheets: usize,
    orders: usize,
    is_over: bool,
}

/// The archive of an account, file by file.
pub(crate) fn archive(
    exports: &Exports,
    links: &Links,
    of: AccountId,
    at: Timestamp,
) -> impl Stream<Item = Result<Bytes, PortError>> + Send + use<> {
    let begun = Archive {
        walk: exports.begin(of),
        links: links.clone(),
        at,
        pages: 0,
        sheets: 0,
        orders: 0,
        is_over: false,
    };
    unfold(Some(begun), |state| async move {
        let mut archive = state?;
        match archive.next().await {
            Ok(Some(part)) => Some((Ok(part), Some(archive))),
            Ok(None) => None,
            // what was cut off has no end, so nobody takes it for whole
            Err(error) => Some((Err(error), None)),
        }
    })
}

impl Archive {
    async fn next(&mut self) -> Result<Option<Bytes>, PortError> {
        if self.is_over {
            return Ok(None);
        }
        if let Some(piece) = self.walk.next().await? {
            return Ok(Some(self.file(piece)));
        }
        self.is_over = true;
        Ok(Some(tar::end()))
    }

    fn file(&mut self, piece: Piece) -> Bytes {
        let links = self.links.clone();
        match piece {
            Piece::Profile(profile) => self.json("actor.json", &outbox::actor(&profile, &links)),
            Piece::Posts(told) => {
                self.pages += 1;
                let name = format!("outbox/{}.json", self.pages);
                self.json(&name, &outbox::page(self.pages, &told, &links))
            }
            Piece::Picture(key, bytes) => tar::file(&outbox::beside(&key), &bytes, self.at),
            Piece::Following(rows) => self.sheet("following_accounts", &sheets::following(&rows, &links)),
            Piece::Followers(rows) => self.sheet("followers", &sheets::followers(&rows, &links)),
            Piece::Blocked(rows) => self.sheet("blocked_accounts", &sheets::blocked(&rows, &links)),
            Piece::Muted(rows) => self.sheet("muted_accounts", &sheets::muted(&rows, &links)),
            Piece::Listed(title, rows) => self.sheet("lists", &sheets::listed(&title, &rows, &links)),
            Piece::Tags(rows) => self.sheet("followed_tags", &sheets::tags(&rows)),
            Piece::Filters(rows) => {
                self.json("filters.json", &json!(rows.iter().map(Filter::from).collect::<Vec<_>>()))
            }
            Piece::Bookmarks(rows) => self.sheet("bookmarks", &sheets::posts(&rows, &links)),
            Piece::Favourites(rows) => self.sheet("likes", &sheets::posts(&rows, &links)),
            Piece::Cart(cart) => self.json("shop/cart.json", &json!(Cart::from(&*cart))),
            Piece::Orders(rows) => {
                self.orders += 1;
                let name = format!("shop/orders/{}.json", self.orders);
                self.json(&name, &rows.iter().map(|order| json!(Order::from(&**order))).collect())
            }
        }
    }

    fn json(&self, name: &str, value: &Value) -> Bytes {
        tar::file(name, value.to_string().as_bytes(), self.at)
    }

    /// Sheets are numbered through: one of a kind may be continued by the next.
    fn sheet(&mut self, kind: &str, lines: &str) -> Bytes {
        self.sheets += 1;
        tar::file(&format!("{kind}-{}.csv", self.sheets), lines.as_bytes(), self.at)
    }
}
