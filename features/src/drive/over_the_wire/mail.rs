//! Letters in the folder that servers write them into.
use std::fs;
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::super::{Answer, Refused, Rule};

/// How long a letter may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// The letter to that address that says this, as soon as it is there.
pub(super) async fn find(folder: &Path, email: &str, about: &str) -> Answer<String> {
    let end = Instant::now() + PATIENCE;
    let to = format!("To: {}\r\n", email.to_lowercase());
    loop {
        let found = texts(folder).find(|text| text.contains(&to) && text.contains(about));
        match found {
            Some(text) => return Ok(text),
            None if Instant::now() < end => sleep(PAUSE).await,
            None => return Err(Refused { rule: Rule::NotThere, words: "no letter came".to_owned() }),
        }
    }
}

fn texts(folder: &Path) -> impl Iterator<Item = String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let letters = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    letters.filter_map(|path| fs::read_to_string(path).ok())
}
