//! The journeys through Rookery, and the programs that make them.
use std::env;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use xtask::report::{Case, Outcome};

/// What each library does for two people, in this order. One that leaves out a step has failed in it.
const STEPS: [&str; 21] = [
    "registers an app",
    "is let in through the form, with PKCE",
    "follows",
    "posts",
    "replies",
    "posts a picture",
    "keeps a list",
    "edits",
    "votes in a poll",
    "filters",
    "favourites",
    "boosts",
    "bookmarks",
    "is notified",
    "reads the thread",
    "searches",
    "reads 45 posts page by page, none lost or twice, while the other keeps posting",
    "hears the other within two seconds by websocket",
    "hears the other within two seconds by server-sent events",
    "deletes",
    "gives its token back",
];

/// What a library of PubSub does in JavaScript.
const TWURPLE: [&str; 8] = [
    "connects",
    "is answered when it pings",
    "listens with its token, and hears of what concerns it",
    "hears what an operator publishes, as it was said",
    "is told that a token is none",
    "is told that a topic is another's",
    "is told that a topic is none",
    "is sent away, comes back, and hears on",
];

/// What another does in Python.
const TWITCH_API: [&str; 9] = [
    "has its token validated",
    "connects",
    "listens with its token, and hears of what concerns it",
    "hears what an operator publishes, as it was said",
    "is answered when it pings",
    "is told that a token is none",
    "is told that a topic is none",
    "is told when it is logged out, and stays connected",
    "is sent away",
];

/// What the fuzzer of descriptions does.
const FUZZING: [&str; 2] = ["the description is so for visitors", "the description is so for members"];

/// A program that others wrote.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Client {
    MastodonPy,
    MastoJs,
    Schemathesis,
    Twurple,
    TwitchApi,
}

/// What a journey says of a step.
#[derive(Debug, Deserialize)]
struct Told {
    step: String,
    seconds: f64,
    why: Option<String>,
}

impl Client {
    /// All of them: those of a group travel at the same time. Who sends everybody away travels alone.
    pub(crate) const GROUPS: [&[Self]; 3] =
        [&[Self::MastodonPy, Self::MastoJs, Self::Schemathesis], &[Self::Twurple], &[Self::TwitchApi]];

    fn name(self) -> &'static str {
        match self {
            Self::MastodonPy => "Mastodon.py",
            Self::MastoJs => "masto.js",
            Self::Schemathesis => "Schemathesis",
            Self::Twurple => "@twurple/pubsub",
            Self::TwitchApi => "pyTwitchAPI",
        }
    }

    fn steps(self) -> &'static [&'static str] {
        match self {
            Self::MastodonPy | Self::MastoJs => &STEPS,
            Self::Schemathesis => &FUZZING,
            Self::Twurple => &TWURPLE,
            Self::TwitchApi => &TWITCH_API,
        }
    }

    fn program(self) -> io::Result<Command> {
        let (folder, mut command) = match self {
            Self::MastodonPy => ("mastodon_py", python()?),
            Self::Schemathesis => ("schemathesis", python()?),
            Self::TwitchApi => ("twitch_api", python()?),
            Self::MastoJs => ("masto_js", Command::new("node")),
            Self::Twurple => ("twurple", Command::new("node")),
        };
        command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(folder));
        let in_javascript = matches!(self, Self::MastoJs | Self::Twurple);
        command.arg(if in_javascript { "journey.mjs" } else { "journey.py" });
        Ok(command)
    }

    /// Makes the journey on these servers. Its people go to the first and to the last of them; whoever runs the servers has this
    /// token.
    pub(crate) fn travels(self, ground: &str, servers: &[&str], operator: &str) -> io::Result<Vec<Case>> {
        let mut program = self.program()?;
        program.env("ROOKERY_OPERATOR", operator).stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = program.args(servers).output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let told: Vec<Told> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let mut told = told.into_iter();
        let mut cases: Vec<Case> =
            self.steps().iter().map(|step| self.case(ground, step, told.next())).collect();
        let all_well = cases.iter().all(|case| case.result == Outcome::Passed);
        if told.next().is_some() || (!output.status.success() && all_well) {
            println!("FAILED {} ({ground})\n{said}", self.name());
            cases.push(Case::new(format!("{}: the journey ends well", self.name()), ground, Outcome::Failed));
        }
        Ok(cases)
    }

    fn case(self, ground: &str, step: &str, told: Option<Told>) -> Case {
        let told = told.filter(|told| told.step == step);
        let why = told.as_ref().map_or(Some("it was not taken"), |told| told.why.as_deref());
        if let Some(why) = why {
            println!("FAILED {}: {step} ({ground})\n{why}", self.name());
        }
        let result = if why.is_none() { Outcome::Passed } else { Outcome::Failed };
        let seconds = told.map(|told| told.seconds);
        Case { seconds, ..Case::new(format!("{}: {step}", self.name()), ground, result) }
    }
}

/// The Python that knows what the journeys need.
fn python() -> io::Result<Command> {
    let python = env::var_os("ROOKERY_TEST_PYTHON").ok_or_else(|| {
        io::Error::other("ROOKERY_TEST_PYTHON names no Python: cargo xtask test --only clients brings one")
    })?;
    let mut command = Command::new(python);
    // nothing is left beside the sources
    command.arg("-B");
    Ok(command)
}
