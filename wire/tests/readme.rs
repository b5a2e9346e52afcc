//! The README's table of settings is the one that the programs read.
use wire::settings::{Program, Setting};

/// A row of the table, as it has to stand in the README.
fn row(setting: &Setting) -> String {
    let file = if setting.secret { format!(", `{}_FILE`", setting.variable()) } else { String::new() };
    let default = setting.default.filter(|default| !default.is_empty()).map(|default| format!("`{default}`"));
    let about = setting.about;
    format!(
        "| `--{}` | `{}`{file} | {} | {about} |",
        setting.name,
        setting.variable(),
        default.unwrap_or_default()
    )
}

#[test]
fn each_setting_has_its_row() {
    let readme = include_str!("../../README.md");
    let rows: Vec<_> = Program::all_settings().iter().map(row).collect();
    let missing: Vec<_> = rows.iter().filter(|row| !readme.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "README.md lacks:\n{missing:#?}\nall of them:\n{}", rows.join("\n"));
}
