//! What people do in channels.
use domain::channels::{
    Category, ChannelPollRule, LineRule, MessageKey, MessageRule, MessageText, NewChannelPoll, NewPrediction,
    Points, PointsRule, PredictionRule, Presentation, Title, Turn,
};
use domain::identity::{LiveScope, Scopes, Username};
use domain::ids::{AccountId, ChannelPollId, MessageId, PredictionId, Snowflake};
use domain::page::Window;
use domain::realtime::{AnnouncementKey, LiveMessage, LiveTopic, TopicName};
use service::channels::ChannelError;

use super::super::channels::notice;
use super::super::{Answer, Asked, Heard, OnStage, Reader, Refused, Rule, Session, Stage};
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
        OnStage::Publish(channel, text, key) => {
            of.live.publish(by, *channel, text, key.as_deref()).await?;
            *channel
        }
        OnStage::Tell { channel, text, key, operator } => {
            tell(of, by, *channel, text, key, operator.as_deref()).await?
        }
        OnStage::Predict(channel, title, outcomes) => {
            let (me, origin) = of.actor(by, "write:statuses").await?;
            let outcomes: Vec<&str> = outcomes.iter().map(String::as_str).collect();
            let new = NewPrediction::parse(title, &outcomes, Some(600))?;
            of.channels.predict(me, *channel, new, &origin).await?;
            *channel
        }
        OnStage::Stake(channel, id, outcome, points) => {
            let (me, origin) = of.actor(by, "write:statuses").await?;
            let points = Points::parse(Some(*points))?;
            of.channels.stake(me, PredictionId::from(*id), *outcome, points, &origin).await?;
            *channel
        }
        OnStage::Lock(channel, id) => turn(of, by, *channel, *id, Turn::Lock).await?,
        OnStage::Resolve(channel, id, outcome) => {
            turn(of, by, *channel, *id, Turn::Resolve(*outcome)).await?
        }
        OnStage::Cancel(channel, id) => turn(of, by, *channel, *id, Turn::Cancel).await?,
        OnStage::Ask(channel, question, choices) => {
            let (me, origin) = of.actor(by, "write:statuses").await?;
            let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
            let new = NewChannelPoll::parse(question, &choices, Some(600))?;
            of.channels.ask(me, *channel, new, &origin).await?;
            *channel
        }
        OnStage::Vote(channel, id, choice) => {
            let (me, origin) = of.actor(by, "write:statuses").await?;
            of.channels.vote(me, ChannelPollId::from(*id), *choice, &origin).await?;
            *channel
        }
        OnStage::EndPoll(channel, id) => {
            let (me, origin) = of.actor(by, "write:statuses").await?;
            of.channels.end_poll(me, ChannelPollId::from(*id), &origin).await?;
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

async fn tell(
    of: &InProcess,
    by: Reader<'_>,
    channel: AccountId,
    text: &str,
    key: &str,
    operator: Option<&str>,
) -> Answer<AccountId> {
    let operator = match operator {
        Some(name) => Some(operator_of(of, name).await?),
        None => None,
    };
    let (me, origin) = of.actor(operator.as_ref().or(by), LiveScope::ADMIN).await?;
    let senseless = |_| Refused::by(Rule::Senseless);
    let message = LiveMessage::of_object(&notice(text)).map_err(senseless)?;
    let key = AnnouncementKey::parse(key).map_err(senseless)?;
    let topic = LiveTopic::of(TopicName::ChannelUpdate, channel);
    let told = of.live.announcements.tell(me, topic, message, Some(key), &origin).await;
    told.map_err(|error| refusals::plain(&error))?;
    Ok(channel)
}

/// A token to run the gateway with, of the account of this name.
async fn operator_of(of: &InProcess, username: &str) -> Answer<Session> {
    let name = Username::parse(username).map_err(|_| Refused::by(Rule::NotThere))?;
    let who = of.accounts.look_up(&name).await?.ok_or_else(|| Refused::by(Rule::NotThere))?;
    let granted = of.tokens.grant(who.account.id, Scopes::stored(LiveScope::ADMIN)).await?;
    Ok(Session { bearer: granted.bearer })
}

async fn turn(
    of: &InProcess,
    by: Reader<'_>,
    channel: AccountId,
    id: Snowflake,
    turn: Turn,
) -> Answer<AccountId> {
    let (me, origin) = of.actor(by, "write:statuses").await?;
    of.channels.turn(me, PredictionId::from(id), turn, &origin).await?;
    Ok(channel)
}

/// The latest prediction and the latest poll.
async fn asked(of: &InProcess, id: AccountId) -> Answer<[Option<Asked>; 2]> {
    let window = Window::newest(1);
    let predictions = of.channels.predictions(id, None, window).await?.item;
    let prediction = predictions.into_iter().next().map(|row| row.item.prediction).map(|one| Asked {
        id: one.id.into(),
        status: format!("{:?}", one.status).to_lowercase(),
        choices: one.outcomes.into_iter().map(|outcome| (outcome.title, outcome.points)).collect(),
    });
    let polls = of.channels.polls(id, None, window).await?.item;
    let poll = polls.into_iter().next().map(|row| row.item.poll).map(|one| Asked {
        id: one.id.into(),
        status: format!("{:?}", one.status).to_lowercase(),
        choices: one.choices.into_iter().map(|choice| (choice.title, choice.votes)).collect(),
    });
    Ok([prediction, poll])
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
    let [prediction, poll] = asked(of, id).await?;
    Ok(Stage {
        title: view.channel.title.as_str().to_owned(),
        category: view.channel.category.as_str().to_owned(),
        live: view.channel.live,
        followers: view.followers,
        following: view.following,
        points,
        said: heard.collect(),
        prediction,
        poll,
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

plainly!(ChannelError, ChannelPollRule, LineRule, PointsRule, PredictionRule);

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
