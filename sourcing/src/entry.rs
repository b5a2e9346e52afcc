//! An event in its place, and what shows that nobody has changed it since.
use crc32fast::Hasher;
use thiserror::Error;

use crate::{Fact, Position, ReadError, StreamName, Version};

/// An event in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place among all.
    pub position: Position,
    /// What it happened to.
    pub stream: StreamName,
    /// Its place there.
    pub version: Version,
    /// What happened.
    pub fact: Fact,
}

/// What stands there is not what was appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the event at position {0} is not what was appended there")]
pub struct Corrupt(pub Position);

impl Entry {
    /// For stores only: an entry as it was kept, if it still is what was appended.
    pub fn stored(
        position: Position,
        stream: StreamName,
        version: Version,
        fact: Fact,
        kept: u32,
    ) -> Result<Self, Corrupt> {
        if checksum(&stream, version, &fact) == kept {
            Ok(Self { position, stream, version, fact })
        } else {
            Err(Corrupt(position))
        }
    }
}

/// What is kept beside an event: CRC-32 of all that is said of it but its position, which is known to follow the one before.
#[must_use]
pub fn checksum(stream: &StreamName, version: Version, fact: &Fact) -> u32 {
    let mut hasher = Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(stream.as_str().as_bytes());
    part(&version.number().to_le_bytes());
    part(fact.id.as_bytes());
    part(fact.kind.as_str().as_bytes());
    part(&fact.schema.to_le_bytes());
    part(&fact.at.as_microsecond().to_le_bytes());
    part(fact.actor.as_deref().unwrap_or_default().as_bytes());
    part(fact.correlation.as_bytes());
    part(fact.causation.map_or(vec![], |id| id.as_bytes().to_vec()).as_slice());
    part(fact.trace.as_deref().unwrap_or_default().as_bytes());
    part(fact.payload.as_bytes());
    hasher.finalize()
}

/// Makes sure that these follow a position without a hole; the first that is wrong is named.
pub fn contiguous(
    after: Position,
    entries: impl IntoIterator<Item = Result<Entry, Corrupt>>,
) -> Result<Vec<Entry>, ReadError> {
    let mut last = after;
    let mut checked = |entry: Result<Entry, Corrupt>| {
        last = last.next();
        match entry {
            Ok(entry) if entry.position == last => Ok(entry),
            _ => Err(Corrupt(last).into()),
        }
    };
    entries.into_iter().map(&mut checked).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::Kind;

    fn entry() -> Entry {
        let fact = Fact {
            id: Uuid::from_u128(1),
            kind: Kind::parse("pim.priced").unwrap(),
            schema: 1,
            at: Timestamp::from_microsecond(7).unwrap(),
            actor: Some("account:42".into()),
            correlation: Uuid::from_u128(2),
            causation: None,
            trace: None,
            payload: r#"{"cents":995}"#.into(),
        };
        let stream = StreamName::parse("product:1").unwrap();
        Entry { position: Position::new(9), stream, version: Version::new(3), fact }
    }

    #[test]
    fn whatever_was_changed_shows_and_says_where() {
        let kept = checksum(&entry().stream, entry().version, &entry().fact);
        let read =
            |entry: Entry| Entry::stored(entry.position, entry.stream, entry.version, entry.fact, kept);
        assert_eq!(read(entry()), Ok(entry()));
        let changes: [fn(&mut Entry); 7] = [
            |entry| entry.fact.payload = r#"{"cents":9950}"#.into(),
            |entry| entry.fact.id = Uuid::from_u128(3),
            |entry| entry.fact.schema = 2,
            |entry| entry.version = Version::new(4),
            |entry| entry.fact.actor = None,
            |entry| entry.fact.causation = Some(Uuid::from_u128(2)),
            |entry| (entry.fact.actor, entry.fact.trace) = (None, Some(Arc::from("account:42"))),
        ];
        for change in changes {
            let mut changed = entry();
            change(&mut changed);
            assert_eq!(read(changed.clone()), Err(Corrupt(Position::new(9))), "{changed:?}");
        }
    }

    #[test]
    fn a_hole_says_where_it_is() {
        let at = |position| Entry { position: Position::new(position), ..entry() };
        assert!(contiguous(Position::new(3), [Ok(at(4)), Ok(at(5))]).is_ok());
        let holed = contiguous(Position::START, [Ok(at(1)), Err(Corrupt(Position::new(3)))]);
        assert!(matches!(holed, Err(ReadError::Corrupt(Corrupt(at))) if at == Position::new(2)), "{holed:?}");
    }
}
