//! A folder keeps the contract.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
use adapter_objects::Objects;
use tempfile::TempDir;

/// The folder stays under the target folder.
fn two_handles_to_a_folder() -> (Objects, Objects) {
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap().keep().join("media");
    (Objects::in_folder(&folder).unwrap(), Objects::in_folder(&folder).unwrap())
}

contract::media_store!(std::future::ready(two_handles_to_a_folder()));
