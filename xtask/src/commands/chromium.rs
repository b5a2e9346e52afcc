//! The browser of the `@browser` scenarios.

use std::env;
use std::io;
use std::path::PathBuf;

use xtask::infra::{find_program, install_packages};

/// The variable that names the browser.
pub(crate) const VARIABLE: &str = "ROOKERY_TEST_CHROMIUM";

/// The one that is named or installed; where `may_install`, it is brought.
pub(crate) fn find(may_install: bool) -> io::Result<Option<PathBuf>> {
    if let Some(found) = named().or_else(installed) {
        return Ok(Some(found));
    }
    if !may_install {
        return Ok(None);
    }
    install_packages(&["chromium", "chromium-driver"]).map_err(|error| {
        io::Error::other(format!("Chromium is needed: install it, or name it in {VARIABLE} ({error})"))
    })?;
    Ok(installed())
}

fn named() -> Option<PathBuf> {
    env::var_os(VARIABLE).map(PathBuf::from)
}

fn installed() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find_program)
}
