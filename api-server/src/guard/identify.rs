//! Finding out who asks, and whether they asked too often.
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::ids::AccountId;
use service::identity::AuthError;
use uuid::Uuid;
use wire::ApiError;
use wire::auth;
use wire::mastodon::Moment;
use wire::request::{Peer, RequestId};

use super::costly::Costly;
use super::{Charge, Rates};
use crate::App;
use crate::caller::Caller;

const FIVE_MINUTES: i64 = 300;
const HALF_HOUR: i64 = 30 * 60;

/// How often each asked of late.
#[derive(Clone)]
pub(crate) struct Gate {
    app: Arc<App>,
    accounts: Arc<Rates<AccountId>>,
    addresses: Arc<Rates<IpAddr>>,
    media: Arc<Rates<AccountId>>,
    deletes: Arc<Rates<AccountId>>,
}

impl Gate {
    pub(crate) fn new(app: Arc<App>) -> Self {
        let rates = app.rates;
        Self {
            accounts: Arc::new(Rates::new(rates.account, FIVE_MINUTES)),
            addresses: Arc::new(Rates::new(rates.address, FIVE_MINUTES)),
            media: Arc::new(Rates::new(rates.media, HALF_HOUR)),
            deletes: Arc::new(Rates::new(rates.deletes, HALF_HOUR)),
            app,
        }
    }

    /// A member is counted as one, wherever they come from; everybody else by address, bad tokens too. Of several counts the
    /// one that ends first is told.
    fn charge(&self, account: Option<AccountId>, request: &Request) -> Option<Charge> {
        let now = self.app.use_cases.entropy.now();
        let Some(account) = account else {
            let from = address(&self.app, request.extensions(), request.headers());
            return self.addresses.charge(from, now);
        };
        let usual = self.accounts.charge(account, now);
        let besides = match Costly::of(request) {
            _ if usual.is_some_and(|charge| charge.exceeded) => None,
            Some(Costly::Media) => self.media.charge(account, now),
            Some(Costly::Delete) => self.deletes.charge(account, now),
            None => None,
        };
        usual.into_iter().chain(besides).min_by_key(Charge::left)
    }
}

/// Checks the token, counts the request, and tells the handlers who asks. A bad token is refused, also where none is needed.
pub(crate) async fn identify(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let checked = check(&gate.app, request.headers()).await;
    let account = checked.as_ref().ok().and_then(|caller| caller.as_ref()?.account());
    let charge = gate.charge(account, &request);
    let mut response = match (checked, charge) {
        (_, Some(charge)) if charge.exceeded => ApiError::too_many(charge.wait).into_response(),
        (Err(error), _) => ApiError::from(error).into_response(),
        (Ok(bearer), _) => {
            let id = request.extensions().get::<RequestId>().cloned();
            let id = id.unwrap_or_else(|| RequestId::from(Uuid::nil()));
            request.extensions_mut().insert(Caller { bearer, request: id });
            next.run(request).await
        }
    };
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    if let Some(charge) = charge {
        show(charge, headers);
    }
    response
}

/// Counts a request that says by itself on whose behalf it asks: by address.
pub(crate) async fn count(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let charge = gate.charge(None, &request);
    let mut response = match charge {
        Some(charge) if charge.exceeded => ApiError::too_many(charge.wait).into_response(),
        _ => next.run(request).await,
    };
    if let Some(charge) = charge {
        show(charge, response.headers_mut());
    }
    response
}

async fn check(app: &App, headers: &HeaderMap) -> Result<Option<service::identity::Bearer>, AuthError> {
    auth::check(&app.use_cases.tokens, auth::bearer(headers)?).await
}

fn show(charge: Charge, headers: &mut HeaderMap) {
    headers.insert(HeaderName::from_static("x-ratelimit-limit"), charge.limit.into());
    headers.insert(HeaderName::from_static("x-ratelimit-remaining"), charge.remaining.into());
    if let Ok(reset) = HeaderValue::from_str(&Moment(charge.reset).to_string()) {
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), reset);
    }
}

/// The address that a request is counted by.
pub(crate) fn address(app: &App, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    let nowhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let peer = extensions.get::<Peer>().map_or(nowhere, |peer| peer.0.ip());
    app.proxies.counted(peer, headers)
}
