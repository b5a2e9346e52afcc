//! The way out of a socket: whole frames, one after the other, whoever has them.
use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::mem;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Buf, Bytes};
use service::realtime::Outlet;
use tokio::net::TcpStream;
use tokio::time::timeout;
use wire::serve::keep_unsent;

use crate::frame;

/// How long a client may take none of what waits for it.
pub(crate) const WRITE: Duration = Duration::from_secs(5);
/// How long it may take to tell a client that it was too slow.
pub(crate) const FAREWELL: Duration = Duration::from_secs(3);
/// Bytes that the kernel keeps of what a client does not take: what more there is waits where it can be given up.
pub(crate) const UNSENT: u32 = 16 * 1024;
/// How those end who do not keep up.
pub(crate) const SLOW: u16 = 4008;
pub(crate) const TOO_SLOW: &str = "too slow";
/// Frames that leave in one call.
const AT_ONCE: usize = 64;

/// A socket that its task and a flusher write to.
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) stream: TcpStream,
    kept: Mutex<Kept>,
}

/// What the socket did not take yet.
#[derive(Debug, Default)]
struct Kept {
    frames: VecDeque<Bytes>,
    /// Whether the first of them was written in part.
    is_begun: bool,
    /// Whether the last of them is the last of all.
    is_over: bool,
}

impl Pipe {
    pub(crate) fn of(stream: TcpStream) -> Self {
        keep_unsent(&stream, UNSENT);
        Self { stream, kept: Mutex::default() }
    }

    /// Writes frames, and what was kept before them: that they leave together is what makes a burst cheap. Once the client is
    /// `cut_off`, as when it takes none of them for a while, it is not waited for much longer.
    pub(crate) async fn finish(
        &self,
        frames: VecDeque<Bytes>,
        cut_off: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let mut done = self.try_write(frames)?;
        let mut cut_off = pin!(cut_off);
        while !done {
            tokio::select! {
                takes = timeout(WRITE, self.stream.writable()) => match takes {
                    Ok(takes) => takes?,
                    Err(takes_none) => {
                        self.end();
                        let _ = Box::pin(self.write_out()).await;
                        return Err(takes_none.into());
                    }
                },
                // what is cut off ends here, and why is told behind it
                () = &mut cut_off => return Box::pin(self.write_out()).await,
            }
            done = self.try_write(VecDeque::new())?;
        }
        Ok(())
    }

    /// Gives up what is kept, but for a frame that can't be left half written, and says why.
    fn end(&self) {
        let mut kept = self.kept();
        let begun = usize::from(kept.is_begun);
        kept.frames.truncate(begun);
        kept.frames.push_back(frame::close(SLOW, TOO_SLOW));
        kept.is_over = true;
    }

    /// Writes the last frames of somebody who does not take them: the kernel is to keep them all, and has a moment to do so.
    async fn write_out(&self) -> io::Result<()> {
        keep_unsent(&self.stream, u32::MAX);
        let writing = async {
            while !self.try_write(VecDeque::new())? {
                self.stream.writable().await?;
            }
            Ok(())
        };
        timeout(FAREWELL, writing).await?
    }

    /// Whether something waits for the socket.
    pub(crate) fn is_blocked(&self) -> bool {
        !self.kept().frames.is_empty()
    }

    /// Writes what the socket takes; gives whether that was all.
    pub(crate) fn try_write(&self, mut more: VecDeque<Bytes>) -> io::Result<bool> {
        let kept = &mut *self.kept();
        if kept.is_over {
            more.clear();
        }
        let frames = &mut kept.frames;
        if frames.is_empty() {
            mem::swap(frames, &mut more);
        } else {
            frames.append(&mut more);
        }
        while !frames.is_empty() {
            match self.write_some(frames) {
                Ok(written) => kept.is_begun = take_off(frames, written, kept.is_begun),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        // most connections wait for long
        *frames = VecDeque::new();
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

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outlet for Pipe {
    fn write(&self, frames: VecDeque<Bytes>) -> bool {
        // what went wrong, the task finds too
        self.try_write(frames).unwrap_or(false)
    }
}

impl Drop for Pipe {
    /// What the client said and nobody reads would have the kernel throw away the last words to it.
    fn drop(&mut self) {
        let mut unheard = [0; 1024];
        for _ in 0..AT_ONCE {
            if !matches!(self.stream.try_read(&mut unheard), Ok(1..)) {
                return;
            }
        }
    }
}

/// Takes so many written bytes off, and gives whether the frame that is then the first was written in part.
fn take_off(frames: &mut VecDeque<Bytes>, mut written: usize, begun: bool) -> bool {
    let mut begun = begun || written > 0;
    while let Some(frame) = frames.front_mut() {
        if written < frame.len() {
            frame.advance(written);
            return begun;
        }
        written -= frame.len();
        frames.pop_front();
        begun = written > 0;
    }
    false
}

#[cfg(test)]
mod tests {
    use std::future::pending;
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
            async move { pipe.finish(rest, pending()).await }
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
        let error = pipe.finish(VecDeque::new(), pending()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}
