//! What a message carries to be told from all others, wherever in a frame it ends up.
use std::fmt;

/// A message's number and when it was meant to be sent, in nanoseconds since an agreed moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) number: u64,
    pub(crate) at: u64,
}

/// A mark, and the number of the topic that it is told on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Publication {
    pub(crate) topic: u32,
    pub(crate) mark: Mark,
}

impl Publication {
    /// Bytes of a publication between programs.
    pub(crate) const RAW: usize = 20;
    /// Bytes of a message.
    pub(crate) const SIZE: usize = 200;

    /// A publication as one program tells another.
    pub(crate) fn raw(self) -> [u8; Self::RAW] {
        let mut raw = [0; Self::RAW];
        raw[..4].copy_from_slice(&self.topic.to_le_bytes());
        raw[4..12].copy_from_slice(&self.mark.number.to_le_bytes());
        raw[12..].copy_from_slice(&self.mark.at.to_le_bytes());
        raw
    }

    /// The publications at the beginning of these bytes, and how many bytes they took.
    pub(crate) fn all_raw(bytes: &[u8]) -> (Vec<Self>, usize) {
        let whole = bytes.chunks_exact(Self::RAW).filter_map(|raw| {
            let (topic, mark) = raw.split_at(4);
            let (number, at) = mark.split_at(8);
            let mark = Mark {
                number: u64::from_le_bytes(number.try_into().ok()?),
                at: u64::from_le_bytes(at.try_into().ok()?),
            };
            Some(Self { topic: u32::from_le_bytes(topic.try_into().ok()?), mark })
        });
        let publications: Vec<Self> = whole.collect();
        let taken = publications.len() * Self::RAW;
        (publications, taken)
    }

    /// What an application would publish: an object of [`Self::SIZE`] bytes.
    pub(crate) fn message(self) -> String {
        let mut message = format!(r#"{{"type":"bench","data":{{"mark":"{}","text":""#, self.mark);
        while message.len() + 3 < Self::SIZE {
            message.push('.');
        }
        message.push_str("\"}}");
        message
    }
}

impl Mark {
    /// Bytes of a mark in a message: always the same, so that all frames are of one size.
    pub(crate) const LEN: usize = 2 + 12 + 1 + 16;

    /// The mark in a message. `place` is where the last one was: most are in the same place.
    pub(crate) fn find(message: &[u8], place: &mut usize) -> Option<Self> {
        Self::at_place(message, *place).or_else(|| {
            let found = (0..message.len()).find(|&place| Self::at_place(message, place).is_some())?;
            *place = found;
            Self::at_place(message, found)
        })
    }

    fn at_place(message: &[u8], place: usize) -> Option<Self> {
        let mark = message.get(place..place + Self::LEN)?.strip_prefix(b"zq")?;
        let (number, at) = (digits(&mark[..12])?, digits(&mark[13..])?);
        (mark[12] == b'z').then_some(Self { number, at })
    }
}

fn digits(text: &[u8]) -> Option<u64> {
    text.iter()
        .try_fold(0_u64, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0')))
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "zq{:012}z{:016}", self.number, self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_wherever_it_is() {
        let mark = Mark { number: 42, at: 1_234_567_890 };
        assert_eq!(mark.to_string().len(), Mark::LEN);
        let mut place = 3;
        for before in ["", "zq", "{\"zqz\":\""] {
            let message = format!("{before}{mark}\"");
            assert_eq!(Mark::find(message.as_bytes(), &mut place), Some(mark));
            assert_eq!(place, before.len());
        }
        assert_eq!(Mark::find(b"zq0z", &mut place), None);
        assert_eq!(Publication { topic: 1, mark }.message().len(), Publication::SIZE);
    }

    #[test]
    fn publications_survive_their_way_between_programs() {
        let all = [1, 2].map(|number| Publication { topic: 9, mark: Mark { number, at: number * 7 } });
        let mut bytes = all.map(Publication::raw).concat();
        bytes.push(0);
        assert_eq!(Publication::all_raw(&bytes), (all.to_vec(), 2 * Publication::RAW));
    }
}
