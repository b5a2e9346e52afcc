//! The clients that travel through Rookery: each in the versions that its lock file names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use xtask::infra::{find_program, install_packages};
use xtask::workspace::Workspace;

use crate::commands::web;

/// The variable that names the Python which has them.
pub(crate) const VARIABLE: &str = "ROOKERY_TEST_PYTHON";

/// The requirements of what runs in Python.
const REQUIREMENTS: &str = "requirements.txt";

/// Brings all of them, and says where Python is that knows them.
pub(crate) fn bring(workspace: &Workspace) -> io::Result<PathBuf> {
    let folder = workspace.root.join("features/clients");
    if find_program("npm").is_none() {
        return Err(io::Error::other("the clients in JavaScript need Node and npm"));
    }
    for library in ["masto_js", "twurple"] {
        web::install(&folder.join(library))?;
    }
    python(&workspace.target.join("clients"), &folder.join(REQUIREMENTS))
}

/// A Python of our own with what the requirements name, made anew when they change.
fn python(home: &Path, requirements: &Path) -> io::Result<PathBuf> {
    let (program, kept) = (home.join("bin/python"), home.join("requirements.txt"));
    let wanted = fs::read(requirements)?;
    if fs::read(&kept).is_ok_and(|had| had == wanted) {
        return Ok(program);
    }
    if home.exists() {
        fs::remove_dir_all(home)?;
    }
    make(home)?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(&program).args(install).arg(requirements))?;
    fs::write(kept, wanted)?;
    Ok(program)
}

/// Debian keeps a part of what this needs in a package of its own.
fn make(home: &Path) -> io::Result<()> {
    let venv = || run(Command::new("python3").args(["-m", "venv"]).arg(home));
    venv().or_else(|_| {
        install_packages(&["python3", "python3-venv"])?;
        venv()
    })
}

/// Runs a program; what it says is shown only when it fails.
fn run(command: &mut Command) -> io::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(io::Error::other(format!("{command:?} failed\n{}", String::from_utf8_lossy(&said))))
}
