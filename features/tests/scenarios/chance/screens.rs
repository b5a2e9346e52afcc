//! What everybody's screens show while things happen, and what they show to those who come back.
use std::time::Duration;

use domain::ids::PostId;
use features::drive::{Part, Session, Sight, Stream, Watch, Way, Writing};
use futures_util::future::try_join_all;
use tokio::time::{Instant, sleep, timeout};

use super::Judged;
use super::model::{One, Place};
use super::town::{Town, words};

/// Longer than anything takes that is well, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(15);

/// A screen that somebody watches.
pub(super) struct Screen {
    pub(super) reader: Option<One>,
    pub(super) place: Place,
    watch: Box<dyn Watch>,
    /// The entries that were for them when they appeared.
    pub(super) expected: Vec<usize>,
    shown: Vec<PostId>,
}

impl Screen {
    /// Reads on through a marker.
    async fn read_on(&mut self, marker: PostId) -> Judged {
        loop {
            match timeout(PATIENCE, self.watch.next()).await {
                Ok(Some(Sight::Post(post))) if post.entry == marker => return Ok(()),
                Ok(Some(Sight::Post(post))) => self.shown.push(post.entry),
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => return Err(format!("{} never shows the marker", self.name())),
            }
        }
    }

    fn name(&self) -> String {
        format!("the screen of {:?} with {:?}", self.reader, self.place)
    }
}

/// Posts behind everything else.
struct Markers {
    /// On each of the people's homes.
    homes: Vec<PostId>,
    /// Everywhere else.
    open: PostId,
}

impl Markers {
    fn of(&self, screen: &Screen) -> PostId {
        match (screen.place, screen.reader) {
            (Place::Home, Some(reader)) => self.homes[reader],
            _ => self.open,
        }
    }
}

impl Town {
    /// Everybody begins to watch everything.
    pub(super) async fn open_screens(&mut self) -> Judged {
        for reader in self.readers() {
            for place in [Place::Home, Place::Public, Place::Tag] {
                if reader.is_some() || place != Place::Home {
                    let watch = self.watch(reader, place, None).await?;
                    self.screens.push(Screen { reader, place, watch, expected: vec![], shown: vec![] });
                }
            }
        }
        self.read_on().await
    }

    async fn watch(
        &self,
        reader: Option<One>,
        place: Place,
        since: Option<&str>,
    ) -> Result<Box<dyn Watch>, String> {
        let stream = match place {
            Place::Home => Stream::Home,
            Place::Public => Stream::Public,
            Place::Tag => Stream::Tag(self.tag()),
        };
        // every other reader listens through the gateway
        let way = if reader.is_some_and(|one| one % 2 == 1) { Way::Gateway } else { Way::default() };
        self.drive.watch(self.session(reader), &stream, way, since).await.map_err(words)
    }

    /// Waits until every screen has shown all that has happened until now.
    async fn read_on(&mut self) -> Judged {
        let markers = self.markers().await?;
        let mut screens = std::mem::take(&mut self.screens);
        try_join_all(screens.iter_mut().map(|screen| screen.read_on(markers.of(screen)))).await?;
        self.screens = screens;
        Ok(())
    }

    async fn markers(&mut self) -> Result<Markers, String> {
        let mut homes = vec![];
        for person in &self.people {
            homes.push(self.marker(&person.session, "direct").await?);
        }
        let open = self.marker(&self.warden, "public").await?;
        self.markers.extend(homes.iter().chain([&open]));
        Ok(Markers { homes, open })
    }

    async fn marker(&self, by: &Session, visibility: &str) -> Result<PostId, String> {
        let text = format!("marker #{}", self.tag());
        let writing = Writing { visibility: visibility.to_owned(), ..Writing::plain(text) };
        Ok(self.drive.publish(Some(by), &writing).await.map_err(words)?.post)
    }

    /// That each screen showed what was for whoever watched, when it appeared; and that it shows to whoever comes back what is
    /// for them now.
    pub(super) async fn check_screens(&mut self) -> Judged {
        let since: Vec<_> = self.screens.iter().map(|screen| screen.watch.bookmark()).collect();
        self.read_on().await?;
        for screen in &self.screens {
            self.check_live(screen)?;
        }
        let markers = self.markers().await?;
        let back = self.screens.iter().zip(&since).map(async |(screen, since)| {
            let watch = self.watch(screen.reader, screen.place, since.as_deref()).await?;
            let mut back = Screen { watch, expected: vec![], shown: vec![], ..*screen };
            back.read_on(markers.of(screen)).await?;
            self.check_back(&back)
        });
        try_join_all(back).await.map(drop)
    }

    /// Waits until everybody was told all that has happened until now: the last they are told is by somebody else.
    pub(super) async fn tell_everybody(&mut self) -> Judged {
        let names: Vec<String> = self.people.iter().map(|person| format!("@{}", person.username)).collect();
        let all = Writing { visibility: "direct".to_owned(), ..Writing::plain(names.join(" ")) };
        let marker = self.drive.publish(Some(&self.warden), &all).await.map_err(words)?.post;
        self.markers.push(marker);
        let end = Instant::now() + PATIENCE;
        for person in &self.people {
            let part = Part { limit: Some(1), ..Part::default() };
            loop {
                let page = self.drive.notifications(Some(&person.session), part).await.map_err(words)?;
                if page.items.first().is_some_and(|told| told.post == Some(marker)) {
                    break;
                }
                if Instant::now() > end {
                    return Err(format!("{} is told no more", person.username));
                }
                sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    /// What waited to be written when its author was kept away may be missing, and what was deleted before it was told.
    fn check_live(&self, screen: &Screen) -> Judged {
        let shown = self.entries(screen)?;
        let taken_out = |number: usize| {
            let away = |one| screen.reader.and_then(|me| self.parted.get(&(me, one)));
            let entry = self.model.entries[number];
            entry.gone || entry.by().any(|one| away(one).is_some_and(|since| number < *since))
        };
        let mut rest = shown.iter().peekable();
        for number in &screen.expected {
            if rest.next_if_eq(&number).is_none() && !taken_out(*number) {
                return Err(format!("{} shows {shown:?}, not {:?}", screen.name(), screen.expected));
            }
        }
        match rest.next() {
            None => Ok(()),
            Some(_) => Err(format!("{} shows {shown:?}, not {:?}", screen.name(), screen.expected)),
        }
    }

    fn check_back(&self, screen: &Screen) -> Judged {
        let mut shown = self.entries(screen)?;
        shown.retain(|number| !self.model.entries[*number].gone);
        let mut expected =
            self.model.newest_first(|entry| self.model.shows(screen.place, entry, screen.reader));
        expected.reverse();
        if shown == expected {
            return Ok(());
        }
        Err(format!("to whoever comes back, {} shows {shown:?}, not {expected:?}", screen.name()))
    }

    /// What a screen showed of this town.
    fn entries(&self, screen: &Screen) -> Result<Vec<usize>, String> {
        let ours = |id: &&PostId| !self.markers.contains(id);
        let of_others = |id: &PostId| self.numbers.get(id).copied();
        // other towns are on the same streams, and not on the same homes
        let numbers = screen.shown.iter().filter(ours).map(of_others);
        match screen.place {
            Place::Home => numbers
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| format!("{} shows what nobody wrote: {:?}", screen.name(), screen.shown)),
            Place::Public | Place::Tag => Ok(numbers.flatten().collect()),
        }
    }
}
