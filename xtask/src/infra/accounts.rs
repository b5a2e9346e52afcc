//! Whom a server runs as.

use std::fs;

/// A user of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// Whether this program runs as root.
pub(super) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// For a program that refuses to run as root: the first of these users that exists, or `nobody`; none where we are not root.
pub(super) fn other_than_root(names: &[&str]) -> Option<Account> {
    if !is_root() {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    names.iter().chain(&["nobody"]).find_map(|name| account(&users, name))
}

fn account(users: &str, name: &str) -> Option<Account> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut ids = line.split(':').skip(2);
    Some(Account { uid: ids.next()?.parse().ok()?, gid: ids.next()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users = "post:x:7:7::/:/bin/sh\npostgres:x:101:104::/var:/bin/sh\n";
        assert_eq!(account(users, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(account(users, "nobody"), None);
    }
}
