//! One file, several who write: handles of one process, processes, and one that is killed in the middle.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod folder;
mod town;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use adapter_sqlite::Sqlite;
use domain::ids::PostId;
use service::identity::AccountRepository;
use service::posts::PostRepository;
use service::realtime::Outbox;
use tokio::task::JoinSet;

/// Tells the other process where the file is.
const FILE: &str = "ROOKERY_TEST_SQLITE_FILE";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_who_open_a_new_file_at_once_may_use_it() {
    let path = folder::fresh().join("deep/down/rookery.sqlite");
    let opening = (0..8).map(|n| {
        let path = path.clone();
        async move { town::person(&Sqlite::open(&path).await.unwrap(), &format!("person{n}")).await }
    });
    opening.collect::<JoinSet<_>>().join_all().await;
    let totals = Sqlite::open(&path).await.unwrap().totals().await.unwrap();
    assert_eq!(totals.accounts, 8);
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = folder::fresh();
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("letter.txt");
    std::fs::write(&path, "dear reader, ".repeat(100)).unwrap();
    let refused = Sqlite::open(&path).await.unwrap_err();
    assert_eq!(refused.to_string(), "the database file can't be opened");
    let below_a_file = Sqlite::open(&path.join("rookery.sqlite")).await.unwrap_err();
    assert_eq!(below_a_file.to_string(), "the data folder can't be made");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_what_is_in_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder::fresh();
    let store = Sqlite::open(&folder.join("rookery.sqlite")).await.unwrap();
    town::person(&store, "ada").await;
    for file in std::fs::read_dir(&folder).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.path().display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_writes_while_this_one_is_busy_and_nobody_is_refused() {
    let path = folder::fresh().join("rookery.sqlite");
    let store = Sqlite::open(&path).await.unwrap();
    let ada = town::person(&store, "ada").await;
    let mut other = other_process(&path);
    let theirs = tokio::task::spawn_blocking(move || posts_of(&mut other, 100));
    let mut ours = 0;
    while !theirs.is_finished() {
        let writing = (0..16).map(|_| {
            let (store, ada) = (store.clone(), ada.clone());
            async move { town::publish(&store, &ada, "ours").await.unwrap() }
        });
        ours += writing.collect::<JoinSet<_>>().join_all().await.len();
    }
    let theirs = theirs.await.unwrap();
    assert!(ours > 0 && theirs.len() >= 100);
    for post in theirs {
        assert!(is_there(&store, post).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_survives_a_kill_and_the_rest_is_whole_or_not_there() {
    let path = folder::fresh().join("rookery.sqlite");
    let mut answered = 0;
    for _ in 0..3 {
        let mut other = other_process(&path);
        let posts = posts_of(&mut other, 60);
        answered += posts.len() as u64;
        let store = Sqlite::open(&path).await.unwrap();
        for post in posts {
            assert!(is_there(&store, post).await, "{post} was answered");
        }
        let totals = store.totals().await.unwrap();
        let waiting = store.backlog().await.unwrap().waiting;
        assert!(totals.posts >= answered);
        assert_eq!(waiting, totals.accounts + totals.posts, "each row has been told, and nothing else");
    }
}

async fn is_there(store: &Sqlite, post: PostId) -> bool {
    PostRepository::find(store, post, None).await.unwrap().is_some()
}

/// Starts another process, which publishes until it is killed and prints the id of each post that was answered.
fn other_process(file: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "the_other_process", "--ignored", "--nocapture"]).env(FILE, file);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits for so many posts of the other process, then kills it; gives all that it printed.
fn posts_of(process: &mut Child, count: usize) -> Vec<PostId> {
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut posts: Vec<PostId> = Vec::new();
    for line in lines {
        posts.extend(line.unwrap().parse::<PostId>());
        if posts.len() == count {
            process.kill().unwrap();
        }
    }
    process.wait().unwrap();
    posts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is the other process of the tests above"]
async fn the_other_process() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let store = Sqlite::open(Path::new(&file)).await.unwrap();
    let name = format!("other{}", std::process::id());
    let bob = town::person(&store, &name).await;
    let writers = (0..8).map(|_| {
        let (store, bob) = (store.clone(), bob.clone());
        async move {
            loop {
                let post = town::publish(&store, &bob, "theirs").await.unwrap();
                // one call, so that no other's line comes between
                println!("{}", post.id);
            }
        }
    });
    writers.collect::<JoinSet<()>>().join_all().await;
}
