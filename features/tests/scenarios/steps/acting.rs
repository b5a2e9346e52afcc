//! Somebody follows, favourites or boosts.
use cucumber::{given, when};
use features::drive::{KeepAway, Mark, Session, Welcome, Wishes};
use futures_util::future::join_all;

use crate::words::Who;
use crate::world::Rookery;

#[given(expr = "{who} follows {who}")]
#[when(expr = "{who} follows {who}")]
async fn follows(world: &mut Rookery, who: Who, whom: Who) {
    follow(world, &who, &whom, Wishes::default()).await;
}

#[given(expr = "{who} follows {who} without boosts")]
async fn follows_without_boosts(world: &mut Rookery, who: Who, whom: Who) {
    follow(world, &who, &whom, Wishes::boosts(false)).await;
}

#[when(expr = "{who} follows {who} with boosts")]
async fn follows_with_boosts(world: &mut Rookery, who: Who, whom: Who) {
    follow(world, &who, &whom, Wishes::boosts(true)).await;
}

#[given(expr = "{string} all follow {who}")]
async fn all_follow(world: &mut Rookery, names: String, whom: Who) {
    for who in Who::list(&names) {
        follow(world, &who, &whom, Wishes::default()).await;
    }
}

#[when(expr = "{who} follows {who} {int} times at once")]
async fn follows_at_once(world: &mut Rookery, who: Who, whom: Who, times: usize) {
    let session = world.session(&who).await;
    let account = world.account(&whom).await;
    let (drive, wishes) = (world.drive(), Wishes::default());
    for answer in join_all((0..times).map(|_| drive.follow(session.as_ref(), account, &wishes))).await {
        world.note(&who, answer);
    }
}

#[when(expr = "{who} no longer follows {who}")]
async fn no_longer_follows(world: &mut Rookery, who: Who, whom: Who) {
    let session = world.session(&who).await;
    let account = world.account(&whom).await;
    let answer = world.drive().unfollow(session.as_ref(), account).await;
    world.note(&who, answer);
}

#[given(expr = "{who} removes {who} from his followers")]
#[when(expr = "{who} removes {who} from his followers")]
async fn removes(world: &mut Rookery, who: Who, whom: Who) {
    welcome(world, &who, &whom, Welcome::Remove).await;
}

#[given(expr = "{who} blocks {who}")]
#[when(expr = "{who} blocks {who}")]
async fn blocks(world: &mut Rookery, who: Who, whom: Who) {
    keep_away(world, &who, &whom, KeepAway::Block).await;
}

#[when(expr = "{who} no longer blocks {who}")]
async fn no_longer_blocks(world: &mut Rookery, who: Who, whom: Who) {
    keep_away(world, &who, &whom, KeepAway::Unblock).await;
}

#[given(expr = "{who} mutes {who}")]
#[when(expr = "{who} mutes {who}")]
async fn mutes(world: &mut Rookery, who: Who, whom: Who) {
    keep_away(world, &who, &whom, KeepAway::Mute).await;
}

#[when(expr = "{who} no longer mutes {who}")]
async fn no_longer_mutes(world: &mut Rookery, who: Who, whom: Who) {
    keep_away(world, &who, &whom, KeepAway::Unmute).await;
}

async fn welcome(world: &mut Rookery, who: &Who, whom: &Who, how: Welcome) {
    let session = world.session(who).await;
    let account = world.account(whom).await;
    let answer = world.drive().welcome(session.as_ref(), account, how).await;
    world.note(who, answer);
}

#[given(expr = "{who} lets {who} follow her/him/them")]
#[when(expr = "{who} lets {who} follow her/him/them")]
async fn accepts(world: &mut Rookery, who: Who, whom: Who) {
    welcome(world, &who, &whom, Welcome::Accept).await;
}

#[when(expr = "{who} does not let {who} follow her/him/them")]
async fn rejects(world: &mut Rookery, who: Who, whom: Who) {
    welcome(world, &who, &whom, Welcome::Reject).await;
}

async fn keep_away(world: &mut Rookery, who: &Who, whom: &Who, how: KeepAway) {
    let session = world.session(who).await;
    let account = world.account(whom).await;
    let answer = world.drive().keep_away(session.as_ref(), account, how).await;
    world.note(who, answer);
}

async fn follow(world: &mut Rookery, who: &Who, whom: &Who, wishes: Wishes) {
    let session = world.session(who).await;
    let account = world.account(whom).await;
    let answer = world.drive().follow(session.as_ref(), account, &wishes).await;
    world.note(who, answer);
}

#[given(expr = "{who} favourites {string}")]
#[when(expr = "{who} favourites {string}")]
async fn favourites(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let answer = world.drive().mark(session.as_ref(), world.post(&text), Mark::Favourite).await;
    world.note(&who, answer);
}

#[when(expr = "{who} favourites {string} by way of {who}'s boost")]
async fn favourites_boost(world: &mut Rookery, who: Who, text: String, booster: Who) {
    let session = world.session(&who).await;
    let boost = world.boost(&booster, &text);
    let answer = world.drive().mark(session.as_ref(), boost, Mark::Favourite).await;
    world.note(&who, answer);
}

#[when(expr = "{who} takes back her/his/their favourite of {string}")]
async fn takes_favourite_back(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let answer = world.drive().unmark(session.as_ref(), world.post(&text), Mark::Favourite).await;
    world.note(&who, answer);
}

#[given(expr = "{who} boosts {string}")]
#[when(expr = "{who} boosts {string}")]
async fn boosts(world: &mut Rookery, who: Who, text: String) {
    let post = world.post(&text);
    let session = world.session(&who).await;
    let answer = world.drive().mark(session.as_ref(), post, Mark::Boost).await;
    if let Some(boost) = world.note(&who, answer) {
        assert_eq!(boost.post, post, "a boost shows what it passes on");
        world.remember_boost(&who, &text, boost.entry);
    }
}

#[when(expr = "{who} boosts {string} by way of {who}'s boost")]
async fn boosts_boost(world: &mut Rookery, who: Who, text: String, booster: Who) {
    let session = world.session(&who).await;
    let boost = world.boost(&booster, &text);
    let answer = world.drive().mark(session.as_ref(), boost, Mark::Boost).await;
    world.note(&who, answer);
}

#[when(expr = "{who} takes back her/his/their boost of {string}")]
async fn takes_boost_back(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let answer = world.drive().unmark(session.as_ref(), world.post(&text), Mark::Boost).await;
    world.note(&who, answer);
}

#[when(expr = "{who} favourites {string} {int} times at once")]
async fn favourites_at_once(world: &mut Rookery, who: Who, text: String, times: usize) {
    mark_at_once(world, &who, &text, Mark::Favourite, times).await;
}

#[when(expr = "{who} boosts {string} {int} times at once")]
async fn boosts_at_once(world: &mut Rookery, who: Who, text: String, times: usize) {
    mark_at_once(world, &who, &text, Mark::Boost, times).await;
}

async fn mark_at_once(world: &mut Rookery, who: &Who, text: &str, mark: Mark, times: usize) {
    let session = world.session(who).await;
    let (drive, post) = (world.drive(), world.post(text));
    for answer in join_all((0..times).map(|_| drive.mark(session.as_ref(), post, mark))).await {
        world.note(who, answer);
    }
}

#[when(expr = "{string} all favourite {string} at once")]
async fn all_favourite(world: &mut Rookery, names: String, text: String) {
    let mut sessions: Vec<(Who, Option<Session>)> = vec![];
    for who in Who::list(&names) {
        let session = world.session(&who).await;
        sessions.push((who, session));
    }
    let (drive, post) = (world.drive(), world.post(&text));
    let marks = sessions.iter().map(|(_, session)| drive.mark(session.as_ref(), post, Mark::Favourite));
    for ((who, _), answer) in sessions.iter().zip(join_all(marks).await) {
        world.note(who, answer);
    }
}

#[when(expr = "{who} favourites {string} and takes it back, {int} times at once")]
async fn dithers(world: &mut Rookery, who: Who, text: String, times: usize) {
    let session = world.session(&who).await;
    let (drive, post) = (world.drive(), world.post(&text));
    let turns = (0..times).map(|_| async {
        let (given, taken) = tokio::join!(
            drive.mark(session.as_ref(), post, Mark::Favourite),
            drive.unmark(session.as_ref(), post, Mark::Favourite)
        );
        given.and(taken)
    });
    for answer in join_all(turns).await {
        world.note(&who, answer);
    }
}
