//! Who dies, who stands still and what is down, and when; in the end it makes everything well again.
use std::sync::Arc;

use domain::Timestamp;
use service::Entropy;
use service::realtime::EventLog;

use super::api_server::ApiServer;
use super::clockwork::{Clockwork, Millis};
use super::queue::Queue;
use super::store::{Store, at_once};
use super::weather::{OUTSIDE, Weather};
use super::ws_server::WsServer;

/// Everything that can be hurt.
#[derive(Clone)]
pub(super) struct Fate {
    pub(super) clockwork: Clockwork,
    pub(super) weather: Arc<Weather>,
    pub(super) store: Store,
    pub(super) queue: Queue,
    pub(super) apis: Arc<[Arc<ApiServer>]>,
    pub(super) wss: Arc<[Arc<WsServer>]>,
    pub(super) entropy: Arc<dyn Entropy>,
}

impl Fate {
    /// Strikes about so often.
    pub(super) async fn strike(self, often: Millis) {
        loop {
            self.clockwork.doze(often).await;
            if self.weather.is_clear() {
                return;
            }
            self.once();
        }
    }

    fn once(&self) {
        let (what, down, far) = self.clockwork.dice(|dice| {
            let down = if dice.happens(300) { dice.below(8_000) } else { dice.below(900) };
            (dice.below(100), down, dice.happens(500))
        });
        let api = self.clockwork.dice(|dice| dice.pick(&self.apis).cloned());
        let leader = self.apis.iter().find(|api| api.is_leading()).cloned().or_else(|| api.clone());
        let ws = self.clockwork.dice(|dice| dice.pick(&self.wss).cloned());
        match (what, leader, api, ws) {
            (0..14, Some(leader), ..) => self.kill_api(&leader, down),
            (14..20, _, Some(api), _) => self.kill_api(&api, down),
            (20..26, Some(leader), ..) => {
                leader.stop();
                self.raise_api(&leader, down);
            }
            (26..40, Some(leader), ..) => self.clockwork.freeze(leader.node, down),
            (40..54, _, _, Some(ws)) => {
                ws.crash();
                self.raise_ws(&ws, down);
            }
            (54..59, _, _, Some(ws)) => {
                ws.stop();
                self.raise_ws(&ws, down);
            }
            (59..67, _, _, Some(ws)) => self.clockwork.freeze(ws.node, down),
            (67..80, ..) => {
                self.queue.crash();
                self.weather.queue_is_down(true);
                self.later(down, |fate| fate.weather.queue_is_down(false));
            }
            (80..84, ..) => self.queue.hiccup(),
            (84..97, ..) => {
                self.weather.store_is_down(true);
                self.later(down, |fate| fate.weather.store_is_down(false));
            }
            _ => self.trim(far),
        }
    }

    fn kill_api(&self, api: &Arc<ApiServer>, down: Millis) {
        api.crash();
        self.raise_api(api, down);
    }

    fn raise_api(&self, api: &Arc<ApiServer>, down: Millis) {
        let (api, clockwork) = (Arc::clone(api), self.clockwork.clone());
        self.clockwork.spawn(OUTSIDE, async move {
            clockwork.sleep(down).await;
            // one that ends by itself takes its time
            while api.is_up() {
                clockwork.sleep(100).await;
            }
            api.start();
        });
    }

    fn raise_ws(&self, ws: &Arc<WsServer>, down: Millis) {
        let (ws, clockwork) = (Arc::clone(ws), self.clockwork.clone());
        self.clockwork.spawn(OUTSIDE, async move {
            clockwork.sleep(down).await;
            while ws.is_up() {
                clockwork.sleep(100).await;
            }
            ws.start();
        });
    }

    /// The log forgets some of what is old enough.
    fn trim(&self, far: bool) {
        let ago = jiff::SignedDuration::from_secs(if far { 3 } else { 12 });
        let before = self.entropy.now().checked_sub(ago).unwrap_or(Timestamp::MIN);
        at_once(self.store.memory.trim(before));
    }

    fn later(&self, time: Millis, heal: impl FnOnce(&Self) + Send + 'static) {
        let this = self.clone();
        self.clockwork.spawn(OUTSIDE, async move {
            this.clockwork.sleep(time).await;
            heal(&this);
        });
    }

    /// All faults end, and whoever is down gets up.
    pub(super) fn relent(&self) {
        self.weather.clears();
        self.clockwork.thaw_all();
        self.apis.iter().filter(|api| !api.is_up()).for_each(|api| api.start());
        self.wss.iter().filter(|ws| !ws.is_up()).for_each(|ws| ws.start());
    }

    /// Whether all that was stored has arrived everywhere.
    pub(super) fn is_settled(&self) -> bool {
        let Some(head) = at_once(self.store.memory.head()) else { return false };
        self.store.horizon() == head.position
            && head.published == head.position
            && self.wss.iter().all(|ws| ws.cursor().is_some_and(|cursor| cursor.position == head.position))
    }
}
