//! What the community goes on saying.
use domain::ids::{AccountId, PostId};
use domain::page::Window;
use domain::posts::{PostText, TextLimit};
use service::posts::Writing;
use tokio::time::sleep;
use wire::chain;

use super::people::{Community, PEOPLE, somebody};
use super::{DemoError, PAUSE, chance};
use crate::UseCases;

/// Things to say: what stands in braces is chosen anew each time.
const REMARKS: [&str; 28] = [
    "The {tool} is back on its hook, sharper than it left. Thank you, whoever you are.",
    "Seen from the bench: {count} rooks on the {place}, discussing something. #rooks",
    "Today I learned that the {tool} fits exactly into the {thing}. I did not need to learn that.",
    "Second coat is on the {thing}. Do not touch it. I touched it.",
    "Question for those who know: {tool} or patience?",
    "The {place} smells of {smell}. Somebody is having a good day.",
    "One rook walked all the way round the {thing} and left without comment. #rooks",
    "Version four of the {thing}. Version three is now a doorstop, with honours. #makers",
    "If you hear {count} small bangs from the {place}, all is well.",
    "The {thing} works! I have changed nothing since it did not work.",
    "Looking for company at the {place}. I have {smell} and no plan.",
    "My {thing} is finished apart from the finishing. #makers",
    "Somebody labelled the {tool}. The label says NO. I respect it.",
    "{count} minutes of sun and the whole colony is on the {place}. #rooks",
    "Swapped a {tool} for a jar of plum jam. Best trade this month.",
    "The drawing said {count} screws. The drawing is an optimist.",
    "Rain on the roof, {smell} in the air, {thing} in pieces. Perfect evening.",
    "A young rook has discovered the {tool}. We are watching it closely. So is it. #rooks",
    "Measured twice, cut once, measured again, sat down for a while.",
    "The {thing} asked for {count} clamps and got all of them.",
    "Good news: found the {tool}. Bad news: in the {thing}.",
    "Whoever left the note on the {place} that says 'trust it': what?",
    "New shelf by the {place}. It is level. I checked it more often than I will admit. #makers",
    "Teaching three beginners the {tool} tonight. One of them is better than me already.",
    "The {place} light is on. Come in, there is {smell}.",
    "I have named the {thing}. It cannot be taken apart now.",
    "{count} rooks went over just now, all of them late for the same thing. #rooks",
    "Small joys: a {tool} that was made by somebody who cared.",
];
const ANSWERS: [&str; 14] = [
    "Pictures, please.",
    "I will bring soup.",
    "This is why I come here.",
    "Have you tried turning the {thing} round?",
    "The rooks approve. I asked.",
    "Borrowing this for the wall.",
    "You can have my {tool}, it likes you better.",
    "Again! Again!",
    "I was there. It is all true.",
    "Save me a place by the {place}.",
    "That is at least {count} times better than mine.",
    "Chef's kiss, with sawdust.",
    "Write that down somewhere that is not a wall.",
    "Same, but with {smell}.",
];
const TOOLS: [&str; 10] = [
    "spokeshave",
    "soldering iron",
    "bone folder",
    "marking gauge",
    "bradawl",
    "shuttle",
    "loop tool",
    "oscilloscope",
    "mallet",
    "tap wrench",
];
const THINGS: [&str; 10] = [
    "music box",
    "bird table",
    "rocking chair",
    "kite",
    "sundial",
    "puppet theatre",
    "crystal set",
    "book press",
    "weather vane",
    "quilt",
];
const PLACES: [&str; 8] = [
    "long bench",
    "water tower",
    "kiln shed",
    "loom room",
    "roof ridge",
    "big table",
    "paint store",
    "garden gate",
];
const SMELLS: [&str; 7] =
    ["fresh shavings", "beeswax", "solder", "coffee", "wet clay", "linseed oil", "printing ink"];

/// The talk of a community.
pub(super) struct Chatter {
    use_cases: UseCases,
    community: Community,
    limit: TextLimit,
    turn: usize,
}

impl Chatter {
    pub(super) fn new(use_cases: UseCases, community: Community, limit: TextLimit) -> Self {
        Self { use_cases, community, limit, turn: 0 }
    }

    /// Goes on for as long as it runs.
    pub(super) async fn talk(mut self) {
        loop {
            sleep(PAUSE).await;
            if let Err(error) = Box::pin(self.once()).await {
                tracing::debug!(error.chain = chain(&*error), "somebody wanted to say something");
            }
        }
    }

    /// Somebody says or does something.
    async fn once(&mut self) -> Result<(), DemoError> {
        let by = self.community[PEOPLE[self.chance(PEOPLE.len())].name];
        let recent = self.use_cases.posts.public_timeline(Some(by), Window::newest(20)).await?;
        let other = recent.get(self.chance(recent.len().max(1))).map(|entry| entry.post.post.id);
        self.turn += 1;
        match (self.turn % 4, other) {
            (0, Some(post)) => self.say(by, &ANSWERS, Some(post)).await,
            (2, Some(post)) => self.react(by, post).await,
            _ => self.say(by, &REMARKS, None).await,
        }
    }

    async fn say(&self, by: AccountId, lines: &[&str], to: Option<PostId>) -> Result<(), DemoError> {
        let Ok(text) = PostText::parse(&self.filled(lines[self.chance(lines.len())]), self.limit) else {
            return Ok(());
        };
        let writing = Writing { reply_to: to, ..Writing::plain(text) };
        self.use_cases.posts.publish(by, writing, None, &somebody(&self.use_cases, Some(by))).await?;
        Ok(())
    }

    /// Liking is easier than passing on.
    async fn react(&self, by: AccountId, post: PostId) -> Result<(), DemoError> {
        let origin = somebody(&self.use_cases, Some(by));
        if self.chance(4) == 0 {
            self.use_cases.posts.boost(post, by, &origin).await?;
        } else {
            self.use_cases.posts.favourite(post, by, &origin).await?;
        }
        Ok(())
    }

    fn filled(&self, line: &str) -> String {
        let pick = |words: &[&str]| words[self.chance(words.len())].to_owned();
        line.replace("{tool}", &pick(&TOOLS))
            .replace("{thing}", &pick(&THINGS))
            .replace("{place}", &pick(&PLACES))
            .replace("{smell}", &pick(&SMELLS))
            .replace("{count}", &(3 + self.chance(20)).to_string())
    }

    /// A number below `end`.
    fn chance(&self, end: usize) -> usize {
        chance(self.use_cases.entropy.uuid(), end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_is_too_long_for_a_usual_server() {
        for line in REMARKS.iter().chain(&ANSWERS) {
            assert!(PostText::parse(line, TextLimit::new(280)).is_ok(), "{line}");
        }
    }
}
