//! Those who leave for good.
mod redact;
mod rows;

use async_trait::async_trait;
use domain::Recorded;
use domain::identity::{Departure, ForeignId, Revocation, TokenId};
use domain::ids::{AccountId, FavouriteId, FollowId, PostId};
use domain::media::Media;
use domain::posts::{Boost, Favourite, Follow, Post};
use service::PortError;
use service::leaving::{DepartureRepository, Redacted, Traces};
use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

use crate::columns::Columns;
use crate::entries::{post, post_columns, visibility};
use crate::failure::away;
use crate::time::Time;
use crate::writer::Tx;
use crate::{Postgres, media, tokens, wishes};

/// What was there before is seen as it was before.
const BEGIN: &str = "
with gone as materialized (
    select id, folded from accounts where id = $1 and not exists (select from departures where account = $1)
), noted as (
    insert into departures (account, folded, left_at) select id, folded, $2 from gone
), shut as (
    update accounts set suspended = true where id in (select id from gone)
), kept_apart as (
    insert into restricted (account, suspended) select id, true from gone
    on conflict (account) do update set suspended = true
), written as (
    delete from letters where recipient in (select email from credentials where account in (select id from gone))
), asked as (
    delete from challenges where account in (select id from gone)
), elsewhere as (
    delete from foreign_accounts where account in (select id from gone)
), known as (
    delete from credentials where account in (select id from gone)
), total as (
    update totals set accounts = accounts - 1 where exists (select from gone)
)
select true from gone";

const GUESTS: &str = "select issuer, subject from foreign_accounts where account = $1";
const LEAVE: &str = "
insert into left_guests (id, left_at) select unnest($1::uuid[]), $2 on conflict (id) do update set left_at = excluded.left_at";

const OPEN: &str =
    "select account, left_at from departures where not done order by left_at, account limit $1";

const POSTS: &str = concat!(
    "select ",
    post_columns!("p"),
    " from posts p where p.author = $1 and p.boost_of is null order by p.id desc limit $2"
);
const BOOSTS: &str = "
select id, boost_of, visibility, published_at from posts where author = $1 and boost_of is not null order by id limit $2";
const FAVOURITES: &str = "
select f.id, f.post, coalesce((select p.author from posts p where p.id = f.post), 0)
from favourites f where f.account = $1 order by f.id limit $2";
const FOLLOWS: &str = "
(select id, follower, followee, boosts, notify, languages from follows where follower = $1 order by id limit $2)
union all (select id, follower, followee, boosts, notify, languages from follows where followee = $1 order by id limit $2)";

const TAKE_MEDIA: &str = "
update media set taken = true, post = null
where id = any(array(select id from media where owner = $1 order by id limit $2)) returning facts";

const END: &str = "
with over as (
    update departures set done = true where account = $1
)
delete from restricted where account = $1";

#[async_trait]
impl DepartureRepository for Postgres {
    async fn begin(&self, departure: Recorded<Departure>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(begin(tx, departure))).await
    }

    async fn list_open(&self, most: u16) -> Result<Vec<Departure>, PortError> {
        let rows = query_as(OPEN).bind(i64::from(most));
        let rows: Vec<(i64, Time)> = rows.fetch_all(&self.background).await.map_err(away)?;
        let open = |(account, at): (i64, Time)| Departure { account: AccountId::stored(account), at: at.0 };
        Ok(rows.into_iter().map(open).collect())
    }

    async fn list_traces(&self, of: AccountId, most: u16) -> Result<Traces, PortError> {
        self.traces(of, i64::from(most)).await.map_err(away)
    }

    async fn take_media(&self, of: AccountId, most: u16) -> Result<Vec<Media>, PortError> {
        let taken = query_scalar(TAKE_MEDIA).bind(of.raw()).bind(i64::from(most));
        let taken: Vec<String> = taken.fetch_all(&self.background).await.map_err(away)?;
        taken.iter().map(|facts| media::media(facts)).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn forget(&self, of: AccountId, most: u16) -> Result<bool, PortError> {
        self.write(move |tx| Box::pin(rows::forget(tx, of, most))).await
    }

    async fn redact(&self, of: AccountId, most: u16) -> Result<Redacted, PortError> {
        self.write(move |tx| Box::pin(redact::redact(tx, of, most))).await
    }

    async fn end(&self, of: AccountId) -> Result<(), PortError> {
        query(END).bind(of.raw()).execute(&self.background).await.map(drop).map_err(away)
    }
}

async fn begin(tx: &mut Tx, departure: Recorded<Departure>) -> sqlx::Result<bool> {
    let Departure { account, at } = *departure;
    let guests: Vec<(String, String)> = query_as(GUESTS).bind(account.raw()).fetch_all(&mut **tx).await?;
    let number =
        |(issuer, subject): &(String, String)| TokenId::of_foreign(&ForeignId::stored(issuer, subject)).0;
    let begun = query_scalar(BEGIN).bind(account.raw()).bind(Time(at));
    let begun: Option<bool> = begun.fetch_optional(&mut **tx).await?;
    if begun.is_some() {
        let numbers: Vec<Uuid> = guests.iter().map(number).collect();
        query(LEAVE).bind(numbers).bind(Time(at)).execute(&mut **tx).await?;
        tokens::end(tx, Revocation::Account(account)).await?;
        tx.tell(departure.events());
    }
    Ok(begun.is_some())
}

impl Postgres {
    async fn traces(&self, of: AccountId, most: i64) -> sqlx::Result<Traces> {
        let rows = query(POSTS).bind(of.raw()).bind(most).fetch_all(&self.background).await?;
        let posts =
            rows.iter().map(|row| post(&mut Columns::of(row))).collect::<sqlx::Result<Vec<Post>>>()?;
        let boosts: Vec<(i64, i64, i16, Time)> =
            query_as(BOOSTS).bind(of.raw()).bind(most).fetch_all(&self.background).await?;
        let favourites: Vec<(i64, i64, i64)> =
            query_as(FAVOURITES).bind(of.raw()).bind(most).fetch_all(&self.background).await?;
        let follows: Vec<Followed> =
            query_as(FOLLOWS).bind(of.raw()).bind(most).fetch_all(&self.background).await?;
        Ok(Traces {
            posts,
            boosts: boosts.into_iter().map(|row| boost(of, row)).collect::<sqlx::Result<_>>()?,
            favourites: favourites.into_iter().map(|row| favourite(of, row)).collect(),
            follows: follows.into_iter().map(follow).collect(),
        })
    }
}

fn boost(by: AccountId, (id, post, seen_by, at): (i64, i64, i16, Time)) -> sqlx::Result<Boost> {
    let (id, post) = (PostId::stored(id), PostId::stored(post));
    Ok(Boost { id, post, by, visibility: visibility(seen_by)?, at: at.0 })
}

fn favourite(by: AccountId, (id, post, author): (i64, i64, i64)) -> Favourite {
    let (id, post) = (FavouriteId::stored(id), PostId::stored(post));
    Favourite { id, post, author: AccountId::stored(author), by }
}

/// A row of [`FOLLOWS`].
type Followed = (i64, i64, i64, bool, bool, Option<Vec<String>>);

fn follow((id, follower, followee, boosts, notify, languages): Followed) -> Follow {
    Follow {
        id: FollowId::stored(id),
        follower: AccountId::stored(follower),
        followee: AccountId::stored(followee),
        wishes: wishes::read((boosts, notify, languages)),
    }
}
