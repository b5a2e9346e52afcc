//! What happens in channels.
use domain::channels::{
    Category, Channel, ChannelFollow, ChannelPoll, Message, MessageText, NewChannelPoll, NewPrediction,
    Points, PollEnding, Prediction, Presentation, Staking, Title, Turn, Turning, Voting,
};
use domain::ids::{ChannelPollId, MessageId, PredictionId};
use domain::realtime::{Announcement, Envelope, LiveMessage};

use super::{ada, bot, cause, last};

fn channel() -> domain::Recorded<Channel> {
    let (title, category) = (Title::stored("rooks, live"), Category::stored("Birds"));
    Channel::present(ada(), Presentation { title, category, live: Some(true) }, cause()).over(None)
}

fn message() -> domain::Recorded<Message> {
    let text = MessageText::stored("are they back?");
    let draft = Message::say(ada().account.id, bot(), text, false, cause()).unwrap();
    draft.with_id(MessageId::stored(117_654_321_012_345_013))
}

/// What becomes of a prediction.
fn of_a_prediction() -> Vec<Envelope> {
    let me = ada().account.id;
    let new = NewPrediction::parse("will they be back?", &["yes", "no"], Some(60)).unwrap();
    let draft = Prediction::begin(me, me, new, cause()).unwrap();
    let begun = draft.with_id(PredictionId::stored(117_654_321_012_345_014));
    let (by, points) = (bot().account.id, Points::new(300));
    let staking = Staking { prediction: begun.id, by, outcome: 0, points, cause: cause() };
    let staked = begun.clone().into_state().stake(&staking, None, Points::WELCOME).unwrap();
    let turn = |of: &Prediction, turn| {
        let turning = Turning { prediction: of.id, by: Some(me), turn, cause: cause() };
        of.clone().turn(&turning, &[staked.stake]).unwrap().prediction
    };
    let locked = turn(&staked.prediction, Turn::Lock);
    let ends = [turn(&locked, Turn::Resolve(0)), turn(&locked, Turn::Cancel)];
    [&begun, &staked.prediction, &locked].into_iter().chain(&ends).map(last).collect()
}

/// What becomes of a channel's poll.
fn of_a_poll() -> Vec<Envelope> {
    let me = ada().account.id;
    let new = NewChannelPoll::parse("which colour?", &["red", "blue"], Some(15)).unwrap();
    let draft = ChannelPoll::begin(me, me, new, cause()).unwrap();
    let begun = draft.with_id(ChannelPollId::stored(117_654_321_012_345_015));
    let voting = Voting { poll: begun.id, by: bot().account.id, choice: 1, cause: cause() };
    let voted = begun.clone().into_state().vote(&voting, false).unwrap();
    let ending = PollEnding { poll: begun.id, by: Some(me), cause: cause() };
    let ended = voted.clone().into_state().end(&ending).unwrap();
    [&begun, &voted, &ended].into_iter().map(last).collect()
}

/// What happens in channels.
pub(super) fn all() -> Vec<Envelope> {
    let follow = ChannelFollow::begin(ada().account.id, &bot(), &cause()).unwrap();
    vec![
        last(&channel()),
        last(&follow),
        last(&follow.into_state().end(&cause())),
        last(&message()),
        last(&message().into_state().take_back(&cause())),
    ]
    .into_iter()
    .chain(of_a_prediction())
    .chain(of_a_poll())
    .collect()
}

/// What whoever runs the server tells in one.
pub(super) fn announcement() -> domain::Recorded<Announcement> {
    let message = LiveMessage::of_object(r#"{"type":"channel:update","data":{"title":"Hi"}}"#).unwrap();
    let topic = "channel:update.42".parse().unwrap();
    Announcement::tell(ada().account.id, topic, message, None, &cause()).unwrap()
}
