//! Who follows a tag is shown what is written under it.
use domain::ids::Snowflake;
use domain::posts::{Hashtag, TagFollow, Visibility};
use domain::realtime::Envelope;

use super::{READER, apply, catch_up, cause, hub, know, open, published, waiting};
use crate::realtime::{Channel, Format};

fn follow() -> domain::Recorded<TagFollow> {
    let draft = TagFollow::begin(READER, Hashtag::stored("rooks"), cause());
    draft.with_id(Snowflake::stored(1).into())
}

fn told(of: &domain::Recorded<TagFollow>) -> Envelope {
    of.events()[0].clone()
}

#[test]
fn what_is_written_under_a_tag_comes_home_for_as_long_as_it_is_followed() {
    let hub = hub();
    assert!(hub.expect_reader(READER));
    know(&hub, &[]);
    let home = open(&hub, Format::Plain, None, &[Channel::Home]);
    hub.expected_reader(READER);
    catch_up(&hub, home.id, home.cursor.position);
    apply(&hub, 1, published(Visibility::Public));
    assert!(waiting(&home.outbound).is_empty(), "they do not follow it yet");
    let follow = follow();
    apply(&hub, 2, told(&follow));
    apply(&hub, 3, published(Visibility::Public));
    assert_eq!(waiting(&home.outbound), ["home post.published"]);
    for (position, visibility) in
        [(4, Visibility::Unlisted), (5, Visibility::Private), (6, Visibility::Direct)]
    {
        apply(&hub, position, published(visibility));
        assert!(waiting(&home.outbound).is_empty(), "{visibility:?} is not for those who follow a tag");
    }
    apply(&hub, 7, told(&follow.into_state().end(&cause())));
    apply(&hub, 8, published(Visibility::Public));
    assert!(waiting(&home.outbound).is_empty(), "they no longer follow it");
}
