//! Models that are kept in files, so that a start need not read everything again.
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use uuid::Uuid;

use super::{Model, Shown};
use crate::{Head, Position};

/// A model that can be kept.
pub trait Kept: Model {
    /// What its file is called; a word.
    const NAME: &'static str;
    /// The version of what is written: one of another is not read.
    const SHAPE: u32;

    /// Writes it: the same bytes whenever it is the same, in whatever order it came to be.
    fn save(&self) -> Vec<u8>;

    /// Reads what was written; nothing if it can't be read.
    fn restore(saved: &[u8]) -> Option<Self>;

    /// How many things it knows.
    fn size(&self) -> usize;
}

/// A folder of snapshots. All of it blocks: not for a task that others wait for.
#[derive(Debug, Clone)]
pub struct Snapshots(PathBuf);

/// What a file begins with.
const MAGIC: &[u8; 8] = b"sourced2";
/// Magic, shape, store, position, the id of the event there, checksum of all else.
const HEADER: usize = 8 + 4 + 16 + 8 + 16 + 4;
/// Where the position stands in it.
const POSITION: std::ops::Range<usize> = 28..36;

impl Snapshots {
    /// In a folder, which is made when something is kept.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Keeps a model of this store: written aside, then put in the place of the one before, so that whoever is killed in the
    /// middle leaves that one. While another process does so in the same folder it is left to that one.
    pub fn keep<M: Kept>(&self, shown: &Shown<M>, store: Uuid) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let mine = File::create(self.0.join(format!("{}.lock", M::NAME)))?;
        match mine.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let (place, aside) = (self.path::<M>(), self.0.join(format!("{}.new", M::NAME)));
        let mut file = File::create(&aside)?;
        let body = shown.model.save();
        let mut head = header::<M>(store, shown.at, shown.last);
        head.extend(checksum(&head, &body).to_le_bytes());
        file.write_all(&head)?;
        file.write_all(&body)?;
        file.sync_all()?;
        fs::rename(aside, place)?;
        File::open(&self.0)?.sync_all()
    }

    /// Through where the model goes that was kept, if one was: whoever wants it has to know which event stands there.
    #[must_use]
    pub fn place<M: Kept>(&self) -> Option<Position> {
        let mut written = [0; HEADER];
        File::open(self.path::<M>()).ok()?.read_exact(&mut written).ok()?;
        position(&written)
    }

    /// The model that was kept, and through where it goes, where the event of that id stands. One that is torn, of another shape,
    /// another store or another past of it, or from a future that the store does not know, is ignored: everything is read again
    /// then.
    #[must_use]
    pub fn find<M: Kept>(&self, head: Head, last: Uuid) -> Option<(M, Position)> {
        let file = fs::read(self.path::<M>()).ok()?;
        let (written, body) = file.split_at_checked(HEADER)?;
        let (said, kept) = written.split_at(HEADER - 4);
        let at = position(said)?;
        let is_ours = said == header::<M>(head.store, at, last) && at <= head.position;
        let is_whole = kept == checksum(said, body).to_le_bytes();
        (is_ours && is_whole).then(|| M::restore(body)).flatten().map(|model| (model, at))
    }

    /// When the model of that name was kept, if it was.
    #[must_use]
    pub fn kept_at(&self, model: &str) -> Option<SystemTime> {
        fs::metadata(self.file(model)).and_then(|file| file.modified()).ok()
    }

    fn path<M: Kept>(&self) -> PathBuf {
        self.file(M::NAME)
    }

    fn file(&self, model: &str) -> PathBuf {
        self.0.join(format!("{model}.snapshot"))
    }
}

fn header<M: Kept>(store: Uuid, at: Position, last: Uuid) -> Vec<u8> {
    let (shape, at) = (M::SHAPE.to_le_bytes(), at.number().to_le_bytes());
    [&MAGIC[..], &shape, store.as_bytes(), &at, last.as_bytes()].concat()
}

fn position(header: &[u8]) -> Option<Position> {
    Some(Position::new(u64::from_le_bytes(header.get(POSITION)?.try_into().ok()?)))
}

fn checksum(head: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(body);
    hasher.finalize()
}
