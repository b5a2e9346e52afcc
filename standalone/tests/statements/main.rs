//! No endpoint asks its store once per row: ten times the rows cost as many statements.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that finds nothing has to fail")]

mod endpoints;
mod listening;
#[cfg(feature = "infra")]
#[path = "../../../api-server/src/wiring.rs"]
#[expect(dead_code, reason = "nothing is carried away here")]
mod on_postgres;
#[path = "../../src/wiring.rs"]
#[expect(dead_code, reason = "nothing is carried away here")]
mod on_sqlite;
mod shelves;
mod town;

use std::collections::HashMap;
#[cfg(feature = "infra")]
use std::sync::Arc;

use api_server::duties::AtWork;
use api_server::{App, UseCases, router};
use tokio::sync::Mutex;
use wire::health::Readiness;
use wire::settings::{Layers, Program, Shared};
use wire::telemetry::Metrics;

use endpoints::{ENDPOINTS, Rows};
use town::Town;

/// Statements are counted for the whole program, so one test counts at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// Rows of the smaller town, and of the larger one.
const FEW: usize = 2;
const MANY: usize = 22;

#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_queries_per_row_on_sqlite() {
    let _turn = TURN.lock().await;
    let mut towns = Vec::new();
    for size in [FEW, MANY] {
        let (layers, shared) = settings(Program::Rookery, &[("ROOKERY_MEMORY", "true")]);
        let wired = on_sqlite::wire(&layers, &shared).await.unwrap();
        let at_work = AtWork::start(wired.relay(), wired.duties(&layers, &shared).unwrap());
        let router = app(wired.use_cases.clone(), &shared);
        let mut town = Town::of(size, &router, at_work).await;
        town.order = shelves::fill(&wired.use_cases, size).await;
        towns.push((town, wired));
    }
    compare(&towns[0].0, &towns[1].0).await;
}

#[cfg(feature = "infra")]
#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_queries_per_row_on_postgresql() {
    let _turn = TURN.lock().await;
    let postgres = xtask::infra::Postgres::start(&xtask::infra::Setup::for_tests()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut towns = Vec::new();
    for size in [FEW, MANY] {
        let url = postgres.database(&format!("statements_{size}")).unwrap();
        let own = [
            ("ROOKERY_DATABASE_URL", url.as_str()),
            ("ROOKERY_ALLOW_FSYNC_OFF", "true"),
            ("ROOKERY_MEDIA_FOLDER", folder.path().to_str().unwrap()),
            ("ROOKERY_MAIL_FOLDER", folder.path().to_str().unwrap()),
        ];
        let (layers, shared) = settings(Program::Api, &own);
        let wired = on_postgres::wire(&layers, &shared).await.unwrap();
        let at_work = AtWork::start(
            wired.relay(Arc::new(adapter_local::LocalQueue::new())),
            wired.duties(&layers, &shared).unwrap(),
        );
        let router = app(wired.use_cases.clone(), &shared);
        let mut town = Town::of(size, &router, at_work).await;
        town.order = shelves::fill(&wired.use_cases, size).await;
        towns.push(town);
    }
    compare(&towns[0], &towns[1]).await;
}

#[test]
fn every_list_that_is_served_is_counted() {
    let counted: Vec<&str> = ENDPOINTS.iter().map(|endpoint| endpoint.route).collect();
    let forgotten: Vec<String> =
        endpoints::served().into_iter().filter(|route| !counted.contains(&route.as_str())).collect();
    assert!(forgotten.is_empty(), "in no table of endpoints.rs: {forgotten:#?}");
}

/// Asks both towns the same, and shows what one of them was asked besides.
async fn compare(few: &Town, many: &Town) {
    let mut wrong = Vec::new();
    for endpoint in ENDPOINTS {
        let (mut one, mut other) = (few.ask(endpoint).await, many.ask(endpoint).await);
        for _ in 0..3 {
            // one per row would be a difference of all those rows; a smaller one is a statement that was told too late
            let apart = one.statements.len().abs_diff(other.statements.len());
            if apart > 0 && apart < (MANY - FEW) / 2 {
                (one, other) = (few.ask(endpoint).await, many.ask(endpoint).await);
            }
        }
        if endpoint.rows == Rows::Many && (one.rows == 0 || other.rows < 20) {
            wrong
                .push(format!("{}: {} and {} rows are too few to tell", endpoint.path, one.rows, other.rows));
        }
        if one.statements.len() != other.statements.len() {
            wrong.push(format!(
                "{}: {} statements for {} rows, {} for {}:\n{:#?}",
                endpoint.path,
                one.statements.len(),
                one.rows,
                other.statements.len(),
                other.rows,
                other.statements
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn settings(program: Program, own: &[(&str, &str)]) -> (Layers, Shared) {
    let limitless = [("ROOKERY_RATE_LIMIT", "0")];
    let variables: HashMap<String, String> =
        limitless.iter().chain(own).map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    let layers = Layers::of([].into(), variables, None).unwrap();
    let shared = Shared::read(&layers, program).unwrap();
    (layers, shared)
}

fn app(use_cases: UseCases, shared: &Shared) -> axum::Router {
    router(App::new(use_cases, shared, Readiness::default(), Metrics::recorder()))
}
