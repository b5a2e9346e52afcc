//! Who may know whom: the arrows between the crates, and the drivers that only one of them may touch.
#![expect(clippy::expect_used, reason = "a test that finds nothing to look at has to fail")]

use std::collections::BTreeSet;
use std::fs;

use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};

/// What each crate may use of the workspace, outside its tests.
const ARROWS: [(&str, &[&str]); 24] = [
    ("domain", &[]),
    ("sourcing", &[]),
    ("service", &["domain", "sourcing"]),
    ("adapter-contract", &["domain", "service", "sourcing"]),
    ("adapter-memory", &["domain", "service", "sourcing"]),
    ("adapter-sqlite", &["domain", "service", "sourcing"]),
    ("adapter-postgres", &["domain", "service", "sourcing"]),
    ("adapter-rabbitmq", &["domain", "service"]),
    ("adapter-local", &["domain", "service"]),
    ("adapter-crypto", &["domain", "service", "sourcing"]),
    ("adapter-images", &["domain", "service"]),
    ("adapter-objects", &["domain", "service"]),
    ("adapter-mail", &["domain", "service"]),
    ("adapter-oidc", &["domain", "service"]),
    ("adapter-payments", &["domain", "service", "sourcing"]),
    ("adapter-webhook", &["service"]),
    ("wire", &["domain", "service"]),
    ("api-server", &["domain", "service", "wire", ADAPTERS]),
    ("ws-server", &["domain", "service", "wire", ADAPTERS]),
    ("standalone", &["domain", "service", "wire", "api-server", "ws-server", ADAPTERS]),
    (
        "features",
        &[
            "domain",
            "service",
            "adapter-crypto",
            "adapter-images",
            "adapter-memory",
            "adapter-local",
            "adapter-payments",
            "adapter-webhook",
            "ledger",
            "xtask",
        ],
    ),
    ("ledger", &[]),
    ("rookery-client", &[]),
    ("xtask", &[]),
];

/// Measures everything, so it may use everything; nobody may use it.
const FREE: &str = "bench";

/// Any adapter; a text rule below says where they may be named.
const ADAPTERS: &str = "adapter-*";

/// What the inner crates may use besides: no I/O, no framework.
const INNER: [(&str, &[&str]); 3] = [
    (
        "domain",
        &["jiff", "serde", "thiserror", "unicode-normalization", "unicode-segmentation", "url", "uuid"],
    ),
    (
        "sourcing",
        &[
            "arc-swap",
            "async-trait",
            "crc32fast",
            "jiff",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "uuid",
        ],
    ),
    (
        "service",
        &[
            "async-trait",
            "bytes",
            "domain",
            "futures-core",
            "jiff",
            "metrics",
            "mockall",
            "serde",
            "serde_json",
            "sourcing",
            "thiserror",
            "tokio",
            "tracing",
            "url",
            "uuid",
        ],
    ),
];

/// Crates that only these may use.
const DRIVERS: [(&str, &[&str]); 11] = [
    ("sqlx", &["adapter-sqlite", "adapter-postgres", FREE]),
    ("lapin", &["adapter-rabbitmq", FREE]),
    ("argon2", &["adapter-crypto", FREE]),
    ("image", &["adapter-images", FREE]),
    ("object_store", &["adapter-objects", FREE]),
    ("lettre", &["adapter-mail", FREE]),
    ("hyper-rustls", &["adapter-objects", "adapter-oidc", "adapter-webhook", FREE]),
    ("jsonwebtoken", &["adapter-crypto", "adapter-oidc", FREE]),
    ("axum", &["api-server", "ws-server", "standalone", FREE]),
    ("reqwest", &["features", FREE]),
    ("tokio-tungstenite", &["ws-server", "features", "rookery-client", "bench", FREE]),
];

/// Where adapters are chosen.
const WIRED: [&str; 3] = ["api-server", "ws-server", "standalone"];

#[test]
fn every_crate_is_in_the_table() {
    let metadata = metadata();
    let listed: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).chain([FREE]).collect();
    let members: BTreeSet<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    assert_eq!(members, listed);
}

#[test]
fn arrows_point_inward() {
    let metadata = metadata();
    let members: BTreeSet<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let mut wrong = Vec::new();
    for (name, allowed) in ARROWS {
        let allows = |used: &str| {
            allowed.contains(&used) || allowed.contains(&ADAPTERS) && used.starts_with("adapter-")
        };
        let used = used_by(package(&metadata, name));
        let strangers = used.into_iter().filter(|used| members.contains(used.as_str()) && !allows(used));
        wrong.extend(strangers.map(|used| format!("{name} uses {used}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_inner_crates_use_values_only() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for (name, allowed) in INNER {
        let strangers =
            used_by(package(&metadata, name)).into_iter().filter(|used| !allowed.contains(&used.as_str()));
        wrong.extend(strangers.map(|used| format!("{name} uses {used}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn use_cases_take_no_tasks_and_no_sockets_from_tokio() {
    let metadata = metadata();
    let service = package(&metadata, "service");
    let tokio = normal(service).find(|used| used.name == "tokio");
    let strangers: Vec<&String> = tokio
        .into_iter()
        .flat_map(|tokio| &tokio.features)
        .filter(|feature| !["sync", "time", "macros"].contains(&feature.as_str()))
        .collect();
    assert!(strangers.is_empty(), "service uses tokio's {strangers:?}");
}

#[test]
fn a_driver_is_known_by_its_adapter_alone() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for package in metadata.workspace_packages() {
        let used = used_by(package);
        for (driver, users) in DRIVERS {
            if used.contains(driver) && !users.contains(&package.name.as_str()) {
                wrong.push(format!("{} uses {driver}", package.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_dependency_is_declared_once_in_the_root_table() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for package in metadata.workspace_packages() {
        let manifest = fs::read_to_string(&package.manifest_path).expect("a manifest");
        let mut in_dependencies = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                in_dependencies = line.ends_with("dependencies]");
            } else if in_dependencies && line.contains('=') && !line.contains("workspace = true") {
                wrong.push(format!("{}: {line}", package.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn adapters_are_named_in_the_wiring_only() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for name in WIRED {
        let sources = package(&metadata, name).manifest_path.with_file_name("src");
        let mut waiting = vec![sources.into_std_path_buf()];
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting.extend(fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path()));
            } else if path.file_name().is_some_and(|name| name != "wiring.rs") {
                let text = fs::read_to_string(&path).unwrap_or_default();
                // what a file tries itself on is no part of the server
                let served = text.split("#[cfg(test)]").next().unwrap_or_default();
                wrong.extend(served.contains("adapter_").then(|| path.display().to_string()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().exec().expect("cargo metadata")
}

fn package<'a>(metadata: &'a Metadata, name: &str) -> &'a Package {
    let members = metadata.workspace_packages();
    members.into_iter().find(|package| package.name == name).unwrap_or_else(|| panic!("no package {name}"))
}

/// Names of what a package depends on outside its tests.
fn used_by(package: &Package) -> BTreeSet<String> {
    normal(package).map(|used| used.name.clone()).collect()
}

fn normal(package: &Package) -> impl Iterator<Item = &Dependency> {
    package.dependencies.iter().filter(|used| used.kind == DependencyKind::Normal)
}
