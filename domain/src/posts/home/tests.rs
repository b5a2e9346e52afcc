//! What homes show, and what they do not.
use super::*;
use crate::ids::PostId;
use crate::posts::Visibility;

const READER: i64 = 1;
const FRIEND: i64 = 2;
const QUIET: i64 = 3;
const STRANGER: i64 = 4;

/// Whether the reader's home shows a post: (author, visibility, answers, mentions, booster).
fn shown(
    author: i64,
    visibility: Visibility,
    reply_to: Option<i64>,
    mentions: &[i64],
    booster: Option<i64>,
) -> bool {
    let follow = |id, boosts| (AccountId::stored(id), FollowWishes { boosts, ..FollowWishes::default() });
    let home = Home {
        follows: [follow(FRIEND, true), follow(QUIET, false)].into(),
        ..Home::of(AccountId::stored(READER))
    };
    let audience = Audience {
        post: PostId::stored(9),
        author: AccountId::stored(author),
        visibility,
        mentioned: mentions.iter().copied().map(AccountId::stored).collect(),
        reply_to: reply_to.map(AccountId::stored),
        hashtags: vec![],
        media: false,
        language: None,
    };
    home.shows(
        Shown { audience: &audience, booster: booster.map(AccountId::stored) },
        false,
        Timestamp::UNIX_EPOCH,
    )
}

#[test]
fn home_is_what_one_wrote_and_what_friends_wrote() {
    use Visibility::{Direct, Private, Public};
    let cases = [
        (shown(READER, Direct, None, &[], None), true, "one's own note"),
        (shown(FRIEND, Public, None, &[], None), true, "a friend's post"),
        (shown(FRIEND, Private, None, &[], None), true, "a friend's post for followers"),
        (shown(FRIEND, Direct, None, &[], None), false, "a friend's letter to others"),
        (shown(FRIEND, Direct, None, &[READER], None), true, "a friend's letter to the reader"),
        (shown(STRANGER, Public, None, &[], None), false, "a stranger's post"),
        (shown(STRANGER, Public, None, &[READER], None), false, "a stranger's mention is a notification"),
        (shown(FRIEND, Public, Some(STRANGER), &[], None), false, "a friend's answer to a stranger"),
        (shown(FRIEND, Public, Some(QUIET), &[], None), true, "a friend's answer to a friend"),
        (shown(FRIEND, Public, Some(FRIEND), &[], None), true, "a friend's thread"),
        (shown(FRIEND, Public, Some(READER), &[], None), true, "a friend's answer to the reader"),
        (shown(STRANGER, Public, None, &[], Some(FRIEND)), true, "a friend's boost"),
        (
            shown(STRANGER, Public, None, &[], Some(QUIET)),
            false,
            "a boost of one whose boosts are not wanted",
        ),
        (shown(STRANGER, Public, None, &[], Some(STRANGER)), false, "a stranger's boost"),
        (
            shown(STRANGER, Private, None, &[], Some(STRANGER)),
            false,
            "a stranger's boost of their own private post",
        ),
        (shown(STRANGER, Public, None, &[], Some(READER)), true, "one's own boost"),
    ];
    for (is, should, what) in cases {
        assert_eq!(is, should, "{what}");
    }
}

/// What is allowed of a post by `author` that `booster` passes on: on its own page, on the page of who passed it on, in a
/// thread, among what everybody writes, at home.
fn allowed(ties: Ties, author: i64, booster: Option<i64>) -> [bool; 5] {
    let follow = |id| (AccountId::stored(id), FollowWishes::default());
    let follows = [follow(FRIEND), follow(QUIET)].into();
    let home = Home { follows, ties, ..Home::of(AccountId::stored(READER)) };
    let audience = Audience {
        post: PostId::stored(9),
        author: AccountId::stored(author),
        visibility: Visibility::Public,
        mentioned: vec![],
        reply_to: None,
        hashtags: vec![],
        media: false,
        language: None,
    };
    let shown = Shown { audience: &audience, booster: booster.map(AccountId::stored) };
    let now = Timestamp::UNIX_EPOCH;
    [
        home.may_read(shown),
        home.finds(shown),
        home.comes_across(shown),
        home.is_offered(shown, false, now),
        home.shows(shown, false, now),
    ]
}

#[test]
fn who_keeps_whom_away_decides_what_is_come_across() {
    let id = AccountId::stored;
    let blocking = || Ties { blocking: [id(STRANGER)].into(), ..Ties::default() };
    let blocked_by = || Ties { blocked_by: [id(STRANGER)].into(), ..Ties::default() };
    let muting = |whom, until| {
        let extent = MuteExtent { notifications: true, until };
        Ties { muting: [(id(whom), extent)].into(), ..Ties::default() }
    };
    let (none, all) = ([false; 5], [true; 5]);
    let of_stranger = [true, true, true, true, false];
    assert_eq!(allowed(Ties::default(), STRANGER, None), of_stranger);
    assert_eq!(allowed(Ties::default(), STRANGER, Some(FRIEND)), all);
    assert_eq!(allowed(blocking(), STRANGER, None), [true, true, false, false, false]);
    assert_eq!(allowed(blocking(), STRANGER, Some(FRIEND)), [true, false, false, false, false]);
    assert_eq!(allowed(blocking(), FRIEND, Some(STRANGER)), [true, true, false, false, false]);
    assert_eq!(allowed(blocked_by(), STRANGER, None), none);
    assert_eq!(allowed(blocked_by(), STRANGER, Some(FRIEND)), none);
    assert_eq!(allowed(blocked_by(), FRIEND, Some(STRANGER)), none);
    assert_eq!(allowed(muting(FRIEND, None), FRIEND, None), [true, true, true, false, false]);
    assert_eq!(allowed(muting(STRANGER, None), STRANGER, Some(FRIEND)), [true, true, true, false, false]);
    let (over, not_yet) = (Timestamp::UNIX_EPOCH, Timestamp::from_second(1).unwrap());
    assert_eq!(allowed(muting(FRIEND, Some(over)), FRIEND, None), all);
    assert_eq!(allowed(muting(FRIEND, Some(not_yet)), FRIEND, None), [true, true, true, false, false]);
}

#[test]
fn of_a_friend_only_the_wanted_languages_are_shown() {
    use crate::posts::Languages;
    let wishes = FollowWishes { languages: Languages::stored(["en", "nl"]), ..FollowWishes::default() };
    let home =
        Home { follows: [(AccountId::stored(FRIEND), wishes)].into(), ..Home::of(AccountId::stored(READER)) };
    let shown = |author, language: Option<&str>, booster: Option<i64>| {
        let audience = Audience {
            post: PostId::stored(9),
            author: AccountId::stored(author),
            visibility: Visibility::Public,
            mentioned: vec![],
            reply_to: None,
            hashtags: vec![],
            media: false,
            language: language.map(str::to_owned),
        };
        let shown = Shown { audience: &audience, booster: booster.map(AccountId::stored) };
        home.shows(shown, false, Timestamp::UNIX_EPOCH)
    };
    assert_eq!(
        [Some("en"), Some("de"), None].map(|language| shown(FRIEND, language, None)),
        [true, false, true]
    );
    assert!(shown(READER, Some("de"), None), "one's own posts");
    assert!(shown(STRANGER, Some("de"), Some(FRIEND)), "what a friend passes on");
}

#[test]
fn under_a_followed_tag_strangers_are_shown_as_in_its_timeline() {
    use Visibility::{Private, Public, Unlisted};
    let id = AccountId::stored;
    let home = |ties| Home { tags: ["rooks".to_owned()].into(), ties, ..Home::of(id(READER)) };
    let plain = home(Ties::default());
    let muting = home(Ties { muting: [(id(STRANGER), MuteExtent::WHOLE)].into(), ..Ties::default() });
    let shown =
        |home: &Home, tag: &str, visibility, reply_to: Option<i64>, booster: Option<i64>, silenced| {
            let audience = Audience {
                post: PostId::stored(9),
                author: id(STRANGER),
                visibility,
                mentioned: vec![],
                reply_to: reply_to.map(id),
                hashtags: vec!["crows".to_owned(), tag.to_owned()],
                media: false,
                language: None,
            };
            let shown = Shown { audience: &audience, booster: booster.map(id) };
            [home.shows(shown, silenced, Timestamp::UNIX_EPOCH), home.would_show(shown)]
        };
    assert_eq!(shown(&plain, "rooks", Public, None, None, false), [true; 2]);
    assert_eq!(shown(&plain, "rooks", Public, Some(FRIEND), None, false), [true; 2], "answers too");
    assert_eq!(shown(&plain, "owls", Public, None, None, false), [false; 2]);
    assert_eq!(shown(&plain, "rooks", Unlisted, None, None, false), [false; 2]);
    assert_eq!(shown(&plain, "rooks", Private, None, None, false), [false; 2]);
    assert_eq!(shown(&plain, "rooks", Public, None, Some(FRIEND), false), [false; 2], "no boosts");
    assert_eq!(shown(&plain, "rooks", Public, None, None, true), [false, true], "nobody silenced");
    assert_eq!(shown(&muting, "rooks", Public, None, None, false), [false, true]);
    let deaf = home(Ties { muting: [(id(FRIEND), MuteExtent::WHOLE)].into(), ..Ties::default() });
    assert_eq!(shown(&deaf, "rooks", Public, Some(FRIEND), None, false), [false, true]);
}

#[test]
fn the_silenced_are_heard_by_those_who_follow_them() {
    let home = Home {
        follows: [(AccountId::stored(FRIEND), FollowWishes::default())].into(),
        ..Home::of(AccountId::stored(READER))
    };
    let offered = |author| {
        let audience = Audience {
            post: PostId::stored(9),
            author: AccountId::stored(author),
            visibility: Visibility::Public,
            mentioned: vec![],
            reply_to: None,
            hashtags: vec![],
            media: false,
            language: None,
        };
        home.is_offered(Shown { audience: &audience, booster: None }, true, Timestamp::UNIX_EPOCH)
    };
    assert_eq!([offered(READER), offered(FRIEND), offered(STRANGER)], [true, true, false]);
}
