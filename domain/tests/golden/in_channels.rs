//! What happens in channels.
use domain::channels::{Category, Channel, ChannelFollow, Message, MessageText, Presentation, Title};
use domain::ids::MessageId;
use domain::realtime::Envelope;

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
}
