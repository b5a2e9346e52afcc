//! What can be seen of good order without understanding the code.
#![expect(clippy::expect_used, reason = "a test that finds nothing to look at has to fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Words that stand for a concept that nobody has named yet.
const NAMELESS: [&str; 13] = [
    "service", "manager", "helper", "helpers", "util", "utils", "common", "impl", "dto", "data", "info",
    "misc", "stuff",
];

/// Folders that are no part of the checkout.
const NOT_OURS: [&str; 5] = ["target", ".git", "node_modules", "dist", "data"];

const MOST_LINES: usize = 400;

/// Files that may be longer, each for its reason.
const LONG: [(&str, &str); 0] = [];

#[test]
fn each_rust_file_says_first_what_it_is() {
    check(&rust_files(), |file| {
        (!file.text.starts_with("//! ")).then(|| "the first line has to begin with //!".to_owned())
    });
}

#[test]
fn file_names_name_a_concept() {
    check(&rust_files(), |file| {
        let stem = file.path.file_stem()?.to_str()?;
        let word = stem.split('_').find(|word| NAMELESS.contains(word))?;
        Some(format!("{word:?} names no concept"))
    });
}

#[test]
fn a_lint_is_expected_with_a_reason_and_never_allowed() {
    let (outer, inner) = (["#[al", "low("].concat(), ["#![al", "low("].concat());
    check(&rust_files(), |file| {
        (file.text.contains(&outer) || file.text.contains(&inner))
            .then(|| "use #[expect(lint, reason = ..)]".to_owned())
    });
}

#[test]
fn nothing_is_left_for_later() {
    let words =
        [["TO", "DO"], ["FIX", "ME"], ["to", "do!("], ["unimpl", "emented!("]].map(|parts| parts.concat());
    let files = files_with(&[
        "rs", "ts", "js", "svelte", "mjs", "css", "sql", "feature", "toml", "yml", "yaml", "sh",
    ]);
    check(&files, |file| {
        words.iter().find(|word| file.text.contains(*word)).map(|word| format!("{word} is left"))
    });
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let places = [["/wo", "rk/"], ["/ro", "ot/"]].map(|parts| parts.concat());
    let files = files_with(&[
        "rs", "ts", "js", "svelte", "mjs", "html", "sql", "feature", "toml", "yml", "yaml", "sh", "md",
        "json",
    ]);
    check(&files, |file| {
        places.iter().find(|place| file.text.contains(*place)).map(|place| format!("it names {place}"))
    });
}

#[test]
fn files_are_short() {
    check(&rust_files(), |file| {
        let lines = file.text.lines().count();
        let excused = LONG.iter().any(|(name, _)| file.path.ends_with(name));
        (lines > MOST_LINES && !excused).then(|| format!("{lines} lines: which concept is missing?"))
    });
}

#[test]
fn every_contract_case_is_in_its_list() {
    let sources: Vec<File> = rust_files()
        .into_iter()
        .filter(|file| file.path.starts_with(root().join("adapters/contract/src")))
        .collect();
    let listed: BTreeSet<&str> = sources.iter().flat_map(|file| in_macros(&file.text)).collect();
    check(&sources, |file| {
        let cases = file.text.lines().filter_map(|line| line.strip_prefix("pub async fn "));
        let names = cases.filter_map(|rest| rest.split(['(', '<']).next());
        let missing: Vec<&str> = names.filter(|name| !listed.contains(name)).collect();
        (!missing.is_empty()).then(|| format!("in no list: {}", missing.join(", ")))
    });
}

/// Each field that a request may have stands in a table of bad input.
#[test]
fn every_field_of_a_request_has_its_bad_input() {
    let within = |folder: &str, endings: &[&str]| -> Vec<File> {
        files_with(endings).into_iter().filter(|file| file.path.starts_with(root().join(folder))).collect()
    };
    let tables = within("features/bad_input", &["feature"]);
    let words = |file: &File| -> Vec<String> {
        file.text.split(|l: char| !l.is_alphanumeric() && l != '_').map(str::to_owned).collect()
    };
    let told: BTreeSet<String> = tables.iter().flat_map(words).collect();
    let sources = within("api-server/src", &["rs"]);
    assert!(
        sources.iter().flat_map(|file| fields(&file.text)).count() > 60,
        "fields are read in another way now"
    );
    check(&sources, |file| {
        let missing: Vec<&str> =
            fields(&file.text).into_iter().filter(|name| !told.contains(*name)).collect();
        (!missing.is_empty()).then(|| format!("in no table of features/bad_input: {}", missing.join(", ")))
    });
}

/// Faults of other shops, each with the tests that it has here: `path::name`.
#[test]
fn each_fault_has_the_tests_that_are_named() {
    let list = fs::read_to_string(root().join("features/shop/FAULTS.md")).expect("the list of faults");
    let named: Vec<(&str, &str)> = list.split('`').filter_map(|quoted| quoted.split_once("::")).collect();
    assert!(named.len() > 20, "{named:?}");
    let is_missing = |(path, name): &&(&str, &str)| {
        let text = fs::read_to_string(root().join(path)).unwrap_or_default();
        !text.contains(&format!("fn {name}(")) && !text.contains(&format!("Scenario: {name}\n"))
    };
    let missing: Vec<_> = named.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let rows = list.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| The "));
    let bare: Vec<_> = rows.filter(|row| !row.contains("::")).collect();
    assert!(bare.is_empty(), "a fault without a test: {bare:#?}");
}

#[test]
fn each_crate_says_what_it_is_and_what_it_must_not_know() {
    let manifests = files_with(&["toml"]).into_iter().filter(|file| file.path.ends_with("Cargo.toml"));
    let crates: Vec<File> = manifests.filter(|file| file.text.contains("[package]")).collect();
    check(&crates, |manifest| {
        let folder = manifest.path.parent()?;
        let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        let readme = text("README.md").to_lowercase();
        let missing = ["may use", "must never hear of"].into_iter().find(|line| !readme.contains(line));
        let is_its_doc =
            (text("src/lib.rs") + &text("src/main.rs")).contains("include_str!(\"../README.md\")");
        missing
            .map(|line| format!("README.md has no line {line:?}"))
            .or_else(|| (!is_its_doc).then(|| "README.md is not the crate's doc".to_owned()))
    });
}

/// The names that parameters are asked for by, as in `params.text("status")`.
fn fields(source: &str) -> Vec<&str> {
    const ASKED: [&str; 10] =
        [".text", ".flag", ".whole", ".id", ".list", ".group", ".groups", ".lenient", ".file", ".within"];
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let asked = |(at, _): (usize, &str)| {
        let before = &code[..at];
        let before = before
            .strip_suffix('>')
            .and_then(|typed| typed.rsplit_once("::<"))
            .map_or(before, |(word, _)| word);
        let name = code[at + 2..].split('"').next()?;
        ASKED.iter().any(|method| before.ends_with(method)).then_some(name)
    };
    code.match_indices("(\"").filter_map(asked).collect()
}

struct File {
    path: PathBuf,
    text: String,
}

/// Each file is asked what is wrong with it; all answers are shown together.
fn check(files: &[File], wrong: impl Fn(&File) -> Option<String>) {
    assert!(!files.is_empty(), "there is nothing to check");
    let found: Vec<String> =
        files.iter().filter_map(|file| Some(format!("{}: {}", file.path.display(), wrong(file)?))).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// The words inside `macro_rules!` definitions.
fn in_macros(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        inside |= line.starts_with("macro_rules!") || line.starts_with("each!");
        if inside {
            words.extend(line.split(|letter: char| !letter.is_alphanumeric() && letter != '_'));
        }
        inside &= line != "}";
    }
    words
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

fn rust_files() -> Vec<File> {
    files_with(&["rs"])
}

fn files_with(endings: &[&str]) -> Vec<File> {
    let mut files = Vec::new();
    let mut waiting = vec![root()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !NOT_OURS.iter().any(|name| entry.file_name() == *name) {
                    waiting.push(path);
                }
            } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
                let text = fs::read_to_string(&path).unwrap_or_default();
                files.push(File { path, text });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}
