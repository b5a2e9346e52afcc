//! What people do in channels.
use domain::channels::{
    Category, LineRule, MessageKey, MessageRule, MessageText, Points, PointsRule, Presentation, Title,
};
use domain::ids::{AccountId, MessageId};
use domain::page::Window;
use service::channels::ChannelError;

use super::super::{Answer, Heard, OnStage, Reader, Refused, Rule, Stage};
use super::{InProcess, refusals};

pub(super) async fn stream(of: &InProcess, by: Reader<'_>, act: &OnStage) -> Answer<Stage> {
    let channel = match act {
        OnStage::Look(channel) => *channel,
        OnStage::Present { title, category, live } => {
            let (me, origin) = of.actor(by, "write:accounts").await?;
            let (title, category) = (Title::parse(title)?, Category::parse(category)?);
            let what = Presentation { title, category, live: *live };
            of.channels.present(me, what, &origin).await?;
            me
        }
        OnStage::Follow(channel) => {
            let (me, origin) = of.actor(by, "write:follows").await?;
            of.channels.follow(*channel, me, &origin).await?;
            *channel
        }
        OnStage::Unfollow(channel) => {
            let (me, origin) = of.actor(by, "write:follows").await?;
            of.channels.unfollow(*channel, me, &origin).await?;
            *channel
        }
        OnStage::Grant(channel, to, points) => {
            let (me, _) = of.actor(by, "write:accounts").await?;
            of.channels.grant(me, *channel, *to, Points::parse(Some(*points))?).await?;
            *channel
        }
        OnStage::Say(channel, text, key) => {
            let (me, origin) = of.actor(by, "write:statuses").await?;
            let key = MessageKey::parse(key.as_deref().unwrap_or_default())?;
            of.rooms.say(me, *channel, MessageText::parse(text)?, key, &origin).await?;
            *channel
        }
        OnStage::Unsay(channel, id) => {
            let (me, origin) = of.actor(by, "write:statuses").await?;
            of.rooms.unsay(me, *channel, MessageId::from(*id), &origin).await?;
            *channel
        }
    };
    look(of, by, channel).await
}

async fn look(of: &InProcess, by: Reader<'_>, id: AccountId) -> Answer<Stage> {
    let reader = of.reader(by).await?;
    let view = of.channels.find(id, reader).await?.item;
    let points = match reader {
        Some(me) => Some(of.channels.points(id, me).await?.number()),
        None => None,
    };
    let said = of.rooms.list(id, reader, Window::newest(80)).await?.item;
    let heard = said.into_iter().map(|row| Heard {
        id: row.at,
        by: row.item.message.by,
        text: row.item.message.text.as_str().to_owned(),
    });
    Ok(Stage {
        title: view.channel.title.as_str().to_owned(),
        category: view.channel.category.as_str().to_owned(),
        live: view.channel.live,
        followers: view.followers,
        following: view.following,
        points,
        said: heard.collect(),
    })
}

macro_rules! plainly {
    ($($failure:ty),+ $(,)?) => {$(
        impl From<$failure> for Refused {
            fn from(failure: $failure) -> Self {
                refusals::plain(&failure)
            }
        }
    )+};
}

plainly!(ChannelError, LineRule, PointsRule);

impl From<MessageRule> for Refused {
    fn from(rule: MessageRule) -> Self {
        let words = rule.to_string();
        match rule {
            MessageRule::Blank => Self { rule: Rule::Blank, words },
            MessageRule::TooLong { .. } => Self { rule: Rule::TooLong, words },
            MessageRule::Control => Self { rule: Rule::Control, words },
            other => refusals::plain(&other),
        }
    }
}
