//! Where somebody goes on who had to log in first.

/// A page of this server: its path and query. Nothing that leads to another server is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayBack(String);

impl WayBack {
    /// Bytes at the most: it travels in a cookie.
    pub const LONGEST: usize = 1_800;

    /// That page; the first one if it is none of ours.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        let plain =
            raw.len() <= Self::LONGEST && raw.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let ours = raw.starts_with('/') && !raw.starts_with("//");
        if plain && ours { Self(raw.to_owned()) } else { Self::default() }
    }

    /// The path and the query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for WayBack {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_server() {
        for ours in
            ["/", "/settings/sessions", "/oauth/authorize?client_id=x&redirect_uri=https%3A%2F%2Fa%2F"]
        {
            assert_eq!(WayBack::parse(ours).as_str(), ours);
        }
        let long = format!("/{}", "a".repeat(WayBack::LONGEST));
        for other in
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb", "/ä", "evil", &long]
        {
            assert_eq!(WayBack::parse(other).as_str(), "/", "{other}");
        }
    }
}
