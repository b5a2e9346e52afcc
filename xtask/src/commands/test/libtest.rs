//! Reads what Rust's test harness prints.

use xtask::report::{Case, Outcome};

/// The cases in an output, each with this backend.
pub(crate) fn cases(output: &str, backend: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    // with one thread the name stands before what the test prints, and the result after it
    let mut open: Option<&str> = None;
    for line in output.lines() {
        if let Some((name, rest)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... ")) {
            match outcome(rest) {
                Some(result) => cases.push(Case::new(name, backend, result)),
                None => open = Some(name),
            }
        } else if let Some((name, result)) = open.and_then(|name| Some((name, outcome(line)?))) {
            cases.push(Case::new(name, backend, result));
            open = None;
        }
    }
    cases
}

fn outcome(word: &str) -> Option<Outcome> {
    match word.split([' ', ',']).next()? {
        "ok" => Some(Outcome::Passed),
        "FAILED" => Some(Outcome::Failed),
        "ignored" => Some(Outcome::Skipped),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_about_a_test_is_a_case() {
        let output = "\nrunning 3 tests\ntest a::b ... ok\ntest c - should panic ... FAILED\ntest d ... ignored, slow\n\
                      test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out\n";
        let found: Vec<(String, Outcome)> =
            cases(output, "memory").into_iter().map(|case| (case.name, case.result)).collect();
        assert_eq!(
            found,
            [
                ("a::b".to_owned(), Outcome::Passed),
                ("c - should panic".to_owned(), Outcome::Failed),
                ("d".to_owned(), Outcome::Skipped)
            ]
        );
    }

    #[test]
    fn a_test_may_print_before_its_result() {
        let found = cases("test a ... up in 3 s\nback in 1 s\nok\ntest b ... ok\n", "memory");
        assert_eq!(found.iter().map(|case| case.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }
}
