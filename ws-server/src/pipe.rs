//! The way out of a socket: whole frames, one after the other, whoever has them.
use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Buf, Bytes};
use service::realtime::Outlet;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a client may take none of what waits for it.
const WRITE: Duration = Duration::from_secs(5);
/// Frames that leave in one call.
const AT_ONCE: usize = 64;

/// A socket that its task and a flusher write to.
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) stream: TcpStream,
    /// What the socket did not take yet; the first of it may have been begun.
    kept: Mutex<VecDeque<Bytes>>,
}

impl Pipe {
    pub(crate) fn of(stream: TcpStream) -> Self {
        Self { stream, kept: Mutex::default() }
    }

    /// Writes frames, and what was kept before them: that they leave together is what makes a burst cheap.
    pub(crate) async fn finish(&self, frames: VecDeque<Bytes>) -> io::Result<()> {
        let mut done = self.try_write(frames)?;
        while !done {
            timeout(WRITE, self.stream.writable()).await??;
            done = self.try_write(VecDeque::new())?;
        }
        Ok(())
    }

    /// Whether something waits for the socket.
    pub(crate) fn is_blocked(&self) -> bool {
        !self.kept().is_empty()
    }

    /// Writes what the socket takes; gives whether that was all.
    pub(crate) fn try_write(&self, mut frames: VecDeque<Bytes>) -> io::Result<bool> {
        let mut kept = self.kept();
        if kept.is_empty() {
            mem::swap(&mut *kept, &mut frames);
        } else {
            kept.append(&mut frames);
        }
        while !kept.is_empty() {
            match self.write_some(&kept) {
                Ok(written) => take_off(&mut kept, written),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        // most connections wait for long
        *kept = VecDeque::new();
        Ok(true)
    }

    fn write_some(&self, frames: &VecDeque<Bytes>) -> io::Result<usize> {
        if let (Some(frame), 1) = (frames.front(), frames.len()) {
            return self.stream.try_write(frame);
        }
        let mut slices = [IoSlice::new(&[]); AT_ONCE];
        for (slice, frame) in slices.iter_mut().zip(frames) {
            *slice = IoSlice::new(frame);
        }
        self.stream.try_write_vectored(&slices[..frames.len().min(AT_ONCE)])
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Bytes>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outlet for Pipe {
    fn write(&self, frames: VecDeque<Bytes>) -> bool {
        // what went wrong, the task finds too
        self.try_write(frames).unwrap_or(false)
    }
}

/// Takes so many written bytes off.
fn take_off(frames: &mut VecDeque<Bytes>, mut written: usize) {
    while let Some(frame) = frames.front_mut() {
        if written < frame.len() {
            return frame.advance(written);
        }
        written -= frame.len();
        frames.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::io::AsyncReadExt;
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    /// Both ends of a connection that holds little.
    async fn pair() -> (Arc<Pipe>, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_send_buffer_size(4096).unwrap();
        let stream = socket.connect(listener.local_addr().unwrap()).await.unwrap();
        let (other, _) = listener.accept().await.unwrap();
        (Arc::new(Pipe::of(stream)), other)
    }

    /// A frame whose length no buffer is a multiple of.
    fn frame(number: usize) -> Bytes {
        Bytes::from(format!("{number:-<6007}"))
    }

    async fn read(stream: &mut TcpStream, frames: usize) -> Vec<Bytes> {
        let mut all = vec![0; frames * frame(0).len()];
        stream.read_exact(&mut all).await.unwrap();
        all.chunks(frame(0).len()).map(Bytes::copy_from_slice).collect()
    }

    #[tokio::test]
    async fn a_frame_that_the_socket_takes_in_part_goes_on_before_any_other() {
        let (pipe, mut other) = pair().await;
        let mut written = 0;
        let mut write = |count: usize| {
            let frames = (written..written + count).map(frame).collect();
            written += count;
            frames
        };
        while pipe.write(write(3)) {}
        assert!(pipe.is_blocked());
        // who writes past the task as well as the task itself
        assert!(!pipe.write(write(1)));
        let rest = write(70);
        let finished = tokio::spawn({
            let pipe = Arc::clone(&pipe);
            async move { pipe.finish(rest).await }
        });
        assert_eq!(read(&mut other, written).await, (0..written).map(frame).collect::<Vec<_>>());
        finished.await.unwrap().unwrap();
        assert!(!pipe.is_blocked());
    }

    #[tokio::test]
    async fn who_takes_nothing_is_given_up() {
        let (pipe, _other) = pair().await;
        while pipe.write([frame(0)].into()) {}
        tokio::time::pause();
        let error = pipe.finish(VecDeque::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}
