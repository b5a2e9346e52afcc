//! Listens to the run: a failure is told at once and in full, everything is kept for the report.
use std::collections::HashMap;
use std::time::Instant;

use cucumber::event::{Cucumber, Event, Feature, Hook, RetryableScenario, Rule, Scenario, Step, StepError};
use cucumber::{Writer, cli, gherkin, parser, writer};
use xtask::report::{Case, Outcome};

use crate::world::Rookery;

/// The tag of the tables of bad input.
const BAD_INPUT: &str = "bad_input";

/// What was seen of a run.
pub(crate) struct Recorder {
    backend: &'static str,
    open: HashMap<(String, usize), Open>,
    cases: Vec<Case>,
    bad_inputs: usize,
}

struct Open {
    begun: Instant,
    failed: bool,
}

impl Recorder {
    pub(crate) fn new(backend: &'static str) -> Self {
        Self { backend, open: HashMap::new(), cases: vec![], bad_inputs: 0 }
    }

    pub(crate) fn cases(&self) -> Vec<Case> {
        self.cases.clone()
    }

    /// Rows of the tables of bad input that ended well.
    pub(crate) fn bad_inputs(&self) -> usize {
        self.bad_inputs
    }

    fn scenario(
        &mut self,
        feature: &gherkin::Feature,
        scenario: &gherkin::Scenario,
        event: &Scenario<Rookery>,
    ) {
        let file = file(feature);
        let key = (file.clone(), scenario.position.line);
        match event {
            Scenario::Started => {
                self.open.insert(key, Open { begun: Instant::now(), failed: false });
            }
            Scenario::Background(step, Step::Failed(.., error))
            | Scenario::Step(step, Step::Failed(.., error)) => {
                let sentence = format!("{}{}", step.keyword, step.value);
                self.failed(
                    key,
                    &format!(
                        "{file}:{}: {}\n  {sentence}\n  {}",
                        step.position.line,
                        scenario.name,
                        said(error)
                    ),
                );
            }
            Scenario::Hook(_, Hook::Failed(_, why)) => {
                let why = said(&StepError::Panic(why.clone()));
                self.failed(key, &format!("{file}:{}: {}\n  {why}", scenario.position.line, scenario.name));
            }
            Scenario::Finished => {
                let Some(open) = self.open.remove(&key) else { return };
                let result = if open.failed { Outcome::Failed } else { Outcome::Passed };
                let of_bad_input = feature.tags.iter().any(|tag| tag == BAD_INPUT);
                self.bad_inputs += usize::from(of_bad_input && !open.failed);
                let name = self.name(feature, scenario);
                let seconds = Some(open.begun.elapsed().as_secs_f64());
                self.cases.push(Case { seconds, ..Case::new(name, self.backend, result) });
            }
            _ => {}
        }
    }

    fn failed(&mut self, key: (String, usize), what: &str) {
        println!("FAILED on {}: {what}\n", self.backend);
        if let Some(open) = self.open.get_mut(&key) {
            open.failed = true;
        }
    }

    /// What it says, and where where two say the same.
    fn name(&self, feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> String {
        let name = format!("{}: {}", feature.name, scenario.name);
        if self.cases.iter().any(|case| case.name == name) {
            format!("{name} (line {})", scenario.position.line)
        } else {
            name
        }
    }
}

impl Writer<Rookery> for Recorder {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<Cucumber<Rookery>>>, _: &Self::Cli) {
        match event.map(Event::into_inner) {
            Ok(Cucumber::Feature(
                feature,
                Feature::Scenario(scenario, RetryableScenario { event, .. })
                | Feature::Rule(_, Rule::Scenario(scenario, RetryableScenario { event, .. })),
            )) => self.scenario(&feature, &scenario, &event),
            Ok(_) => {}
            Err(error) => {
                println!("FAILED on {}: {error}\n", self.backend);
                self.cases.push(Case::new("the features can be read", self.backend, Outcome::Failed));
            }
        }
    }
}

/// It keeps events apart by their scenario, so their order does not matter.
impl writer::Normalized for Recorder {}

impl writer::NonTransforming for Recorder {}

fn file(feature: &gherkin::Feature) -> String {
    let path = feature.path.as_deref().unwrap_or_else(|| "".as_ref());
    path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display().to_string()
}

fn said(error: &StepError) -> String {
    match error {
        StepError::NotFound => "no step is defined by this sentence".to_owned(),
        other => other.to_string().replace('\n', "\n  "),
    }
}
