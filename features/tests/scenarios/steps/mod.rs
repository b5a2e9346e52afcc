//! The sentences of the scenarios.
mod acting;
mod announcing;
mod arranging;
mod asking;
mod blundering;
mod bookkeeping;
mod browsing;
mod chancing;
mod counting;
mod describing;
mod dressing;
mod dwelling;
mod editing;
mod elsewhere;
mod entering;
mod guessing;
mod importing;
mod leaving;
mod mailing;
mod marking;
mod noticing;
mod notifying;
mod operating;
mod paging;
mod planning;
mod publishing;
mod reading;
mod relating;
mod saying;
mod searching;
mod shopping;
mod streaming;
mod trading;
mod visiting;
mod watching;

use cucumber::gherkin::Step;
use cucumber::{given, then};
use features::drive::Rule;

use crate::words::Who;
use crate::world::Rookery;

#[given(expr = "{who} is told {string}")]
#[then(expr = "{who} is told {string}")]
fn is_told(world: &mut Rookery, who: Who, rule: String) {
    let rule: Rule = rule.parse().unwrap_or_else(|unknown| panic!("{unknown}"));
    assert_eq!(world.refusal_of(&who), rule, "{} was refused for another reason", who.0);
}

/// The first column of a step's table.
fn column(step: &Step) -> Vec<String> {
    let table = step.table.as_ref().expect("a table");
    table.rows.iter().filter_map(|row| row.first().cloned()).collect()
}

/// The text below a step.
fn below(step: &Step) -> String {
    let text = step.docstring.as_ref().expect("a text below the step");
    // the line breaks beside the quotes are none of it
    let text = text.strip_prefix('\n').unwrap_or(text);
    text.strip_suffix('\n').unwrap_or(text).to_owned()
}

/// The number of a post called `post 7`.
fn number(text: &str) -> usize {
    text.strip_prefix("post ")
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("{text:?} has no number"))
}

/// `post FROM` to `post TO`.
fn numbered(from: usize, to: usize) -> Vec<String> {
    (from..=to).map(|n| format!("post {n}")).collect()
}
