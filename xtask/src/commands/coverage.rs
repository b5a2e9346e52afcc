//! Line coverage per crate, where the compiler's own tools are there.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde::Deserialize;
use xtask::workspace::Workspace;

use super::build;

pub(crate) fn run(workspace: &Workspace) -> io::Result<ExitCode> {
    let Some(tools) = tools()? else {
        println!("coverage needs the compiler's llvm-tools: rustup component add llvm-tools");
        return Ok(ExitCode::FAILURE);
    };
    let folder = workspace.target.join("coverage");
    let profiles = folder.join("profiles");
    if profiles.exists() {
        fs::remove_dir_all(&profiles)?;
    }
    fs::create_dir_all(&profiles)?;
    let target = folder.display().to_string();
    let env = [("RUSTFLAGS", "-Cinstrument-coverage"), ("CARGO_TARGET_DIR", target.as_str())];
    let tests: Vec<PathBuf> =
        build::cargo_build(workspace, &["--tests"], &env)?.into_iter().map(|built| built.program).collect();
    let pattern = profiles.join("%p-%m.profraw").display().to_string();
    let status = workspace
        .cargo()
        .args(["test", "--tests"])
        .envs(env)
        .env("LLVM_PROFILE_FILE", &pattern)
        .stdin(Stdio::null())
        .status()?;
    let merged = folder.join("merged.profdata");
    merge(&tools, &profiles, &merged)?;
    print(workspace, &lines(&tools, &merged, &tests)?);
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The folder of llvm-profdata and llvm-cov that fit this compiler.
fn tools() -> io::Result<Option<PathBuf>> {
    let output = Command::new("rustc").args(["--print", "target-libdir"]).stdin(Stdio::null()).output()?;
    let libdir = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    let tools = libdir.with_file_name("bin");
    Ok(["llvm-profdata", "llvm-cov"].iter().all(|tool| tools.join(tool).is_file()).then_some(tools))
}

fn merge(tools: &Path, profiles: &Path, merged: &Path) -> io::Result<()> {
    let files: Vec<PathBuf> = fs::read_dir(profiles)?.flatten().map(|entry| entry.path()).collect();
    let list = profiles.join("list");
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    fs::write(&list, names.join("\n"))?;
    output(
        Command::new(tools.join("llvm-profdata"))
            .args(["merge", "--sparse", "--failure-mode=all", "-o"])
            .arg(merged)
            .arg(format!("--input-files={}", list.display())),
    )
    .map(drop)
}

#[derive(Deserialize)]
struct Export {
    data: Vec<Exported>,
}

#[derive(Deserialize)]
struct Exported {
    files: Vec<Covered>,
}

#[derive(Deserialize)]
struct Covered {
    filename: PathBuf,
    summary: Summary,
}

#[derive(Deserialize)]
struct Summary {
    lines: Lines,
}

#[derive(Clone, Copy, Default, Deserialize)]
struct Lines {
    count: u64,
    covered: u64,
}

fn lines(tools: &Path, merged: &Path, tests: &[PathBuf]) -> io::Result<Vec<Covered>> {
    let mut command = Command::new(tools.join("llvm-cov"));
    command.args(["export", "--summary-only", "--instr-profile"]).arg(merged);
    for test in tests {
        command.arg("--object").arg(test);
    }
    let export: Export = serde_json::from_slice(&output(&mut command)?)?;
    Ok(export.data.into_iter().flat_map(|data| data.files).collect())
}

fn print(workspace: &Workspace, files: &[Covered]) {
    let mut crates: BTreeMap<&str, Lines> = BTreeMap::new();
    for file in files {
        let sources =
            |package: &&xtask::workspace::Package| file.filename.starts_with(package.folder().join("src"));
        if let Some(package) = workspace.packages.iter().find(sources) {
            let lines = crates.entry(&package.name).or_default();
            lines.count += file.summary.lines.count;
            lines.covered += file.summary.lines.covered;
        }
    }
    let mut all = Lines::default();
    for (name, lines) in &crates {
        println!("{}", row(name, *lines));
        all.count += lines.count;
        all.covered += lines.covered;
    }
    println!("{}", row("all", all));
}

fn row(name: &str, lines: Lines) -> String {
    let tenths = lines.covered * 1000 / lines.count.max(1);
    format!("{name:<20}{:>4}.{} %   {} of {} lines", tenths / 10, tenths % 10, lines.covered, lines.count)
}

fn output(command: &mut Command) -> io::Result<Vec<u8>> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}
