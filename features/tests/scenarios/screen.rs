//! A screen that somebody watches, and what it has shown so far.
use std::time::Duration;

use domain::ids::PostId;
use features::drive::{ShownPost, Sight, Stream, Watch, Way, Writing};
use tokio::time::timeout;

use crate::words::{Place, Who};
use crate::world::Rookery;

/// Longer than anything takes that is well, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(15);

/// What one person watches.
#[derive(Debug)]
pub(crate) struct Screen {
    stream: Stream,
    way: Way,
    watch: Option<Box<dyn Watch>>,
    bookmark: Option<String>,
    pub(crate) shown: Vec<Sight>,
}

impl Screen {
    fn of(stream: Stream, way: Way, watch: Box<dyn Watch>) -> Self {
        Self { stream, way, watch: Some(watch), bookmark: None, shown: vec![] }
    }

    /// Reads on until what was shown says enough; `false` when the connection ended, or nothing more came in time.
    async fn until(&mut self, enough: impl Fn(&[Sight]) -> bool) -> bool {
        while !enough(&self.shown) {
            let Some(watch) = &mut self.watch else { return false };
            match timeout(PATIENCE, watch.next()).await {
                Ok(Some(sight)) => self.shown.push(sight),
                Ok(None) | Err(_) => return false,
            }
        }
        true
    }

    /// Whether the connection ends, whatever it still shows before.
    pub(crate) async fn ends(&mut self) -> bool {
        let Some(watch) = &mut self.watch else { return true };
        let end = async { while watch.next().await.is_some() {} };
        timeout(PATIENCE, end).await.is_ok()
    }

    /// The connection; it was not lost.
    pub(crate) fn watch(&mut self) -> &mut dyn Watch {
        self.watch.as_deref_mut().expect("a connection")
    }

    /// The posts that it showed, gone or not, as they were then.
    pub(crate) fn posts(&self) -> impl Iterator<Item = &ShownPost> {
        self.shown.iter().filter_map(|sight| match sight {
            Sight::Post(post) => Some(&**post),
            Sight::Changed(_) | Sight::Gone(_) | Sight::Shop(_) | Sight::Told(_) => None,
        })
    }
}

impl Rookery {
    /// Somebody begins to watch, if they may.
    pub(crate) async fn begin_watching(&mut self, who: &Who, place: &Place, way: Way) {
        let stream = self.stream(who, place);
        self.begin(who, stream, way).await;
    }

    /// The same, whatever it is.
    pub(crate) async fn begin(&mut self, who: &Who, stream: Stream, way: Way) {
        let session = self.session(who).await;
        let answer = self.drive().watch(session.as_ref(), &stream, way, None).await;
        if let Some(watch) = self.note(who, answer) {
            self.screens.insert(who.clone(), Screen::of(stream, way, watch));
        }
    }

    /// The connection is lost.
    pub(crate) async fn cut(&mut self, who: &Who) {
        if self.screen(who).watch().bookmark().is_none() {
            // nobody can go on from where they never were
            self.wait_for_all(who).await;
        }
        let screen = self.screen(who);
        screen.bookmark = screen.watch.take().and_then(|watch| watch.bookmark());
    }

    /// They are connected again, and go on where they were.
    pub(crate) async fn resume(&mut self, who: &Who) {
        let session = self.session(who).await;
        let drive = self.drive();
        let screen = self.screen(who);
        let (stream, way, since) = (&screen.stream, screen.way, screen.bookmark.as_deref());
        let answer = drive.watch(session.as_ref(), stream, way, since).await;
        screen.watch = Some(answer.unwrap_or_else(|refused| panic!("{} could not go on: {refused}", who.0)));
    }

    /// What somebody watches.
    pub(crate) fn screen(&mut self, who: &Who) -> &mut Screen {
        self.screens.get_mut(who).unwrap_or_else(|| panic!("{} watches nothing", who.0))
    }

    /// Waits until a screen has shown something.
    pub(crate) async fn wait_for(&mut self, who: &Who, what: &str, enough: impl Fn(&Sight) -> bool) {
        self.settled();
        let screen = self.screen(who);
        let was_shown = screen.until(|shown| shown.iter().any(&enough)).await;
        assert!(was_shown, "{} was not shown {what}, but {:#?}", who.0, screen.shown);
    }

    /// Waits until what a screen showed of the shop ends like this.
    pub(crate) async fn wait_for_the_shop(&mut self, who: &Who, expected: &[String]) {
        self.settled();
        let of_the_shop = |shown: &[Sight]| -> Vec<String> {
            let told = |sight: &Sight| match sight {
                Sight::Shop(told) => Some(told.clone()),
                _ => None,
            };
            shown.iter().filter_map(told).collect()
        };
        let screen = self.screen(who);
        let was_shown = screen.until(|shown| of_the_shop(shown).ends_with(expected)).await;
        assert!(was_shown, "{} was shown {:?}", who.0, of_the_shop(&screen.shown));
    }

    /// Waits until a screen has shown the last of these words of whoever runs the gateway; all of them were shown then, and no others.
    pub(crate) async fn wait_for_words(&mut self, who: &Who, expected: &[String]) {
        self.settled();
        let words = |shown: &[Sight]| -> Vec<String> {
            let told = |sight: &Sight| match sight {
                Sight::Told(words) => Some(words.clone()),
                _ => None,
            };
            shown.iter().filter_map(told).collect()
        };
        let screen = self.screen(who);
        screen.until(|shown| words(shown).last() == expected.last()).await;
        assert_eq!(words(&screen.shown), expected, "{} heard something else", who.0);
    }

    /// Waits until a screen has shown everything that has happened until now: a marker is put in behind it.
    pub(crate) async fn wait_for_all(&mut self, who: &Who) {
        let marker = self.put_marker(who).await;
        self.wait_for(who, "the marker", |sight| is_post(sight, marker)).await;
    }

    /// Waits until every server has told everything that has happened until now.
    pub(crate) async fn wait_for_everybody(&mut self) {
        let screens = self.drive().watch_everywhere(None).await;
        let marker = self.publish_marker(&Who("Warden".to_owned()), "public", "marker").await;
        for watch in screens.expect("a visitor may watch") {
            let mut screen = Screen::of(Stream::Public, Way::default(), watch);
            assert!(
                screen.until(|shown| shown.iter().any(|sight| is_post(sight, marker))).await,
                "no marker"
            );
        }
    }

    /// Somebody watches the public timeline at every server.
    pub(crate) async fn watch_at_every_server(&mut self, who: &Who) {
        let session = self.session(who).await;
        let screens = self.drive().watch_everywhere(session.as_ref()).await.expect("a member may watch");
        let screen = |watch| Screen::of(Stream::Public, Way::default(), watch);
        self.everywhere = screens.into_iter().map(screen).collect();
    }

    /// Whether each of their screens shows a post, once everything has arrived that has happened until now.
    pub(crate) async fn shown_at_servers(&mut self, post: PostId) -> Vec<bool> {
        let marker = self.publish_marker(&Who("Warden".to_owned()), "public", "marker").await;
        let mut shown = vec![];
        for screen in &mut self.everywhere {
            assert!(
                screen.until(|shown| shown.iter().any(|sight| is_post(sight, marker))).await,
                "no marker"
            );
            shown.push(screen.shown.iter().any(|sight| is_post(sight, post)));
        }
        shown
    }

    async fn put_marker(&mut self, who: &Who) -> PostId {
        let (author, audience, text) = match &self.screen(who).stream {
            Stream::Home | Stream::Conversations => (who.clone(), "direct", "marker".to_owned()),
            Stream::Public => (Who("Warden".to_owned()), "public", "marker".to_owned()),
            Stream::Tag(tag) => (Who("Warden".to_owned()), "public", format!("marker #{tag}")),
            Stream::List(_) => {
                let member = self.lists.get(who).and_then(|(_, member)| member.clone());
                (member.expect("somebody is in the list"), "public", "marker".to_owned())
            }
            Stream::Product(_) | Stream::Cart | Stream::Orders | Stream::Channel(_) => {
                panic!("no post is shown there")
            }
        };
        self.publish_marker(&author, audience, &text).await
    }

    async fn publish_marker(&mut self, author: &Who, audience: &str, text: &str) -> PostId {
        let session = self.session(author).await;
        let writing = Writing { visibility: audience.to_owned(), ..Writing::plain(text) };
        let post = self.drive().publish(session.as_ref(), &writing).await.expect("a marker").post;
        self.mark(post);
        post
    }
}

fn is_post(sight: &Sight, id: PostId) -> bool {
    matches!(sight, Sight::Post(post) if post.post == id)
}

impl Rookery {
    /// The stream of a timeline.
    fn stream(&self, who: &Who, place: &Place) -> Stream {
        match place {
            Place::Home => Stream::Home,
            Place::Public => Stream::Public,
            Place::Conversations => Stream::Conversations,
            Place::Tag(tag) => Stream::Tag(tag.clone()),
            Place::List => Stream::List(self.list(who)),
            Place::Of(_) | Place::WithoutReplies(_) | Place::WithoutBoosts(_) | Place::Pinned(_) => {
                panic!("nobody can watch one account's timeline")
            }
            Place::Bookmarks | Place::Favourites => panic!("nobody can watch what one keeps"),
        }
    }
}
