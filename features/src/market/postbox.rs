//! A mail server that writes down what it is given, and takes its time to say so.
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::letters::Letter;
use crate::dice::Dice;

/// How long it may take, in milliseconds, until it says that it has a letter.
const SLOWEST: u64 = 20;

/// The server, until it is dropped.
#[derive(Debug)]
pub(crate) struct Postbox {
    /// Its address, as a setting has it.
    pub(crate) url: String,
    book: Arc<Book>,
    task: JoinHandle<()>,
}

/// What it is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// It has a letter, and has not said so.
    Taken,
    /// It has said so.
    Said,
}

#[derive(Debug)]
struct Book {
    begun: Instant,
    letters: Mutex<Vec<Letter>>,
    moments: Sender<Moment>,
}

impl Postbox {
    /// Opens it, on a free port.
    pub(crate) async fn open(seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("smtp://{}", listener.local_addr()?);
        let (moments, _) = broadcast::channel(64);
        let book = Arc::new(Book { begun: Instant::now(), letters: Mutex::default(), moments });
        let task = tokio::spawn(serve(listener, Arc::clone(&book), Dice::new(seed)));
        Ok(Self { url, book, task })
    }

    /// All letters that came so far to those who buy on the day of that name: letters of an earlier one may still come.
    pub(crate) fn letters_to(&self, name: &str) -> Vec<Letter> {
        let day = format!("{name}@");
        self.book.letters().iter().filter(|letter| letter.to.contains(&day)).cloned().collect()
    }

    /// What it is at from now on.
    pub(crate) fn moments(&self) -> Receiver<Moment> {
        self.book.moments.subscribe()
    }

    /// Milliseconds since it opened.
    pub(crate) fn now(&self) -> u64 {
        self.book.now()
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Book {
    fn letters(&self) -> MutexGuard<'_, Vec<Letter>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

async fn serve(listener: TcpListener, book: Arc<Book>, mut dice: Dice) {
    while let Ok((stream, _)) = listener.accept().await {
        let dice = Dice::new(dice.roll());
        // whoever breaks off is gone, and what they had said stays
        tokio::spawn(converse(stream, Arc::clone(&book), dice));
    }
}

async fn converse(stream: TcpStream, book: Arc<Book>, mut dice: Dice) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    say(&mut write, "220 here").await?;
    while let Some(line) = lines.next_line().await? {
        match line.split([' ', ':']).next().unwrap_or_default() {
            "DATA" => {
                say(&mut write, "354 go on").await?;
                let Some(text) = letter(&mut lines).await? else { return Ok(()) };
                book.letters().push(Letter::read(&text, book.now()));
                let _ = book.moments.send(Moment::Taken);
                sleep(Duration::from_millis(dice.below(SLOWEST))).await;
                say(&mut write, "250 taken").await?;
                let _ = book.moments.send(Moment::Said);
            }
            "QUIT" => return say(&mut write, "221 bye").await,
            _ => say(&mut write, "250 fine").await?,
        }
    }
    Ok(())
}

/// All lines of a letter; nothing if it breaks off.
async fn letter(lines: &mut Lines<BufReader<OwnedReadHalf>>) -> io::Result<Option<String>> {
    let mut text = String::new();
    while let Some(line) = lines.next_line().await? {
        if line == "." {
            return Ok(Some(text));
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push('\n');
    }
    Ok(None)
}

async fn say(to: &mut OwnedWriteHalf, what: &str) -> io::Result<()> {
    to.write_all(format!("{what}\r\n").as_bytes()).await
}
