//! What was measured, what it comes to, and how it is shown.
use std::fmt::Write as _;
use std::fs;

use serde::Serialize;
use xtask::report::{Case, Outcome as Verdict, Report};
use xtask::workspace::Workspace;

use crate::Outcome;
use crate::machine::Conditions;
use crate::measure::quantile;

/// Everything that was measured.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Results {
    figures: Vec<Figure>,
    claims: Vec<Claim>,
    notes: Vec<String>,
}

/// One figure of one peer, once per round.
#[derive(Debug, Serialize)]
struct Figure {
    scenario: &'static str,
    peer: String,
    what: &'static str,
    rounds: Vec<f64>,
}

/// A ratio or a figure, with what is asked of it.
#[derive(Debug, Serialize)]
struct Claim {
    scenario: &'static str,
    what: String,
    value: f64,
    asked: Asked,
}

/// What is asked of a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) enum Asked {
    /// Nothing: it is good to know.
    Nothing,
    /// The run fails below it.
    Floor(Bound),
    /// To be reached one day.
    Goal(Bound),
}

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtLeast(limit) => value >= limit,
            Self::AtMost(limit) => value <= limit,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtLeast(limit) => write!(f, "≥ {}", short(*limit)),
            Self::AtMost(limit) => write!(f, "≤ {}", short(*limit)),
        }
    }
}

impl Asked {
    fn fails(self, value: f64) -> bool {
        matches!(self, Self::Floor(bound) if !bound.holds(value))
    }

    fn verdict(self, value: f64) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Floor(bound) if bound.holds(value) => format!("floor {bound}: held"),
            Self::Floor(bound) => format!("**floor {bound}: FAILED**"),
            Self::Goal(bound) if bound.holds(value) => format!("goal {bound}: reached"),
            Self::Goal(bound) => format!("goal {bound}: not yet"),
        }
    }
}

impl Results {
    /// Takes in what a round measured.
    pub(crate) fn add(&mut self, scenario: &'static str, peer: &str, what: &'static str, value: f64) {
        eprintln!("  {peer}: {} {what}", short(value));
        let known =
            |figure: &&mut Figure| (figure.scenario, &*figure.peer, figure.what) == (scenario, peer, what);
        match self.figures.iter_mut().find(known) {
            Some(figure) => figure.rounds.push(value),
            None => self.figures.push(Figure { scenario, peer: peer.to_owned(), what, rounds: vec![value] }),
        }
    }

    /// Takes in something to know about the figures.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Claims something of a figure's median.
    pub(crate) fn claim(&mut self, scenario: &'static str, peer: &str, what: &'static str, asked: Asked) {
        if let Some(rounds) = self.rounds(scenario, peer, what) {
            let value = median(&rounds);
            self.claims.push(Claim { scenario, what: format!("{what}, {peer}"), value, asked });
        }
    }

    /// Claims something of how a peer's figure compares to another's: the median of the rounds' ratios.
    pub(crate) fn compare(
        &mut self,
        scenario: &'static str,
        what: &'static str,
        [peer, other]: [&str; 2],
        asked: Asked,
    ) {
        let (Some(ours), Some(theirs)) =
            (self.rounds(scenario, peer, what), self.rounds(scenario, other, what))
        else {
            return;
        };
        let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
        let value = median(&ratios);
        self.claims.push(Claim { scenario, what: format!("{what}, {peer} / {other}"), value, asked });
    }

    fn rounds(&self, scenario: &str, peer: &str, what: &str) -> Option<Vec<f64>> {
        let found = self.figures.iter().find(|f| (f.scenario, &*f.peer, f.what) == (scenario, peer, what));
        found.map(|figure| figure.rounds.clone())
    }

    /// Prints everything and keeps it; gives whether every floor held.
    pub(crate) fn conclude(
        &self,
        began: &Conditions,
        unfinished: &[String],
        workspace: &Workspace,
    ) -> Outcome<bool> {
        let conditions = began.until_now();
        let page = self.page(&conditions, unfinished);
        println!("{page}");
        let folder = workspace.target.join("bench");
        fs::create_dir_all(&folder)?;
        let file = folder.join(began.file_name());
        fs::write(file.with_extension("md"), &page)?;
        let all = serde_json::json!({ "conditions": conditions, "results": self, "unfinished": unfinished });
        fs::write(file.with_extension("json"), serde_json::to_string_pretty(&all)? + "\n")?;
        println!("kept in {}", file.with_extension("md").display());
        self.report(&conditions, unfinished).write(&workspace.reports())?;
        Ok(self.claims.iter().all(|claim| !claim.asked.fails(claim.value)))
    }

    fn report(&self, conditions: &Conditions, unfinished: &[String]) -> Report {
        let floors = self.claims.iter().filter(|claim| matches!(claim.asked, Asked::Floor(_)));
        let verdict =
            |claim: &Claim| if claim.asked.fails(claim.value) { Verdict::Failed } else { Verdict::Passed };
        let cases = floors.map(|claim| Case::new(&claim.what, claim.scenario, verdict(claim)));
        let failed = unfinished.iter().map(|what| Case::new(what, "bench", Verdict::Failed));
        Report {
            stage: "bench".to_owned(),
            seconds: conditions.seconds,
            cases: cases.chain(failed).collect(),
            ..Report::default()
        }
    }

    fn page(&self, conditions: &Conditions, unfinished: &[String]) -> String {
        let mut page = format!(
            "{conditions}\n| scenario | peer | figure | median | min..max |\n|---|---|---|---|---|\n"
        );
        for Figure { scenario, peer, what, rounds } in &self.figures {
            let (least, most) = rounds.iter().fold((f64::MAX, f64::MIN), |(a, b), &v| (a.min(v), b.max(v)));
            let (middle, least, most) = (short(median(rounds)), short(least), short(most));
            let _ = writeln!(page, "| {scenario} | {peer} | {what} | {middle} | {least}..{most} |");
        }
        page.push_str("\n| scenario | comparison | value | asked |\n|---|---|---|---|\n");
        for Claim { scenario, what, value, asked } in &self.claims {
            let _ = writeln!(page, "| {scenario} | {what} | {} | {} |", short(*value), asked.verdict(*value));
        }
        for note in self.notes.iter().map(String::as_str).chain(unfinished.iter().map(String::as_str)) {
            let _ = write!(page, "\n- {note}");
        }
        page
    }
}

fn median(rounds: &[f64]) -> f64 {
    quantile(&mut rounds.to_vec(), 0.5)
}

/// As many digits as say something.
fn short(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        _ => 2,
    };
    let plain = format!("{value:.digits$}");
    if digits > 0 { plain } else { grouped(&plain) }
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    format!("{sign}{}", groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_median_of_the_rounds_ratios() {
        let mut results = Results::default();
        for (ours, theirs) in [(1.0, 2.0), (30.0, 30.0), (4.0, 1.0)] {
            results.add("A", "ours", "x", ours);
            results.add("A", "theirs", "x", theirs);
        }
        results.compare("A", "x", ["ours", "theirs"], Asked::Floor(Bound::AtLeast(1.5)));
        let claim = &results.claims[0];
        assert!((claim.value - 1.0).abs() < 1e-9 && claim.asked.fails(claim.value));
    }

    #[test]
    fn numbers_are_short() {
        let numbers = [1_234_567.8, 999.6, -1234.0, 12.34, 1.239, 0.0];
        assert_eq!(numbers.map(short), ["1,234,568", "1,000", "-1,234", "12.3", "1.24", "0.00"]);
    }
}
