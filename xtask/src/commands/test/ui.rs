//! The web UI: it builds, its types hold, its tests pass; and so do those of the browser client.

use std::io;

use xtask::infra::find_program;
use xtask::report::Outcome;
use xtask::workspace::Workspace;

use super::runner::Runner;
use crate::commands::web::{self, Web};

pub(crate) fn stage(workspace: &Workspace, runner: &mut Runner<'_>) -> io::Result<()> {
    runner.stage("web", |stage| {
        match web::build(workspace) {
            Ok(Web::Built) => stage.case("the web UI builds", "vite", Outcome::Passed),
            Ok(Web::LeftOut(reason)) => {
                println!("The web UI is left out: {reason}");
                stage.case("the web UI builds", "vite", Outcome::Skipped);
                return Ok(());
            }
            Err(error) => stage.failure("the web UI builds", "vite", &error.to_string()),
        }
        let folder = workspace.root.join("web");
        if find_program("npm").is_none() {
            return Ok(());
        }
        web::install(&folder)?;
        let scripts = web::scripts(&folder);
        for (script, name) in [("check", "the web UI's types hold"), ("test", "the web UI's tests pass")] {
            if !scripts.iter().any(|own| own == script) {
                continue;
            }
            match web::npm(&folder, &["run", script]) {
                Ok(()) => stage.case(name, "npm", Outcome::Passed),
                Err(error) => stage.failure(name, "npm", &error.to_string()),
            }
        }
        // it needs no packages
        let name = "the browser client's tests pass";
        match web::npm(&workspace.root.join("clients/browser"), &["test"]) {
            Ok(()) => stage.case(name, "npm", Outcome::Passed),
            Err(error) => stage.failure(name, "npm", &error.to_string()),
        }
        Ok(())
    })
}
