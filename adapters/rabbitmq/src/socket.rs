//! A second handle of a connection's socket.
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, mem};

/// Shuts the socket down when it is dropped: whoever still waits for something on it is told.
#[derive(Default)]
pub(crate) struct Plug(Arc<Mutex<Socket>>);

/// Where a plug gets its socket from.
pub(crate) struct Outlet(Arc<Mutex<Socket>>);

#[derive(Default)]
enum Socket {
    #[default]
    Awaited,
    Open(TcpStream),
    Pulled,
}

impl Plug {
    pub(crate) fn outlet(&self) -> Outlet {
        Outlet(Arc::clone(&self.0))
    }
}

impl Drop for Plug {
    fn drop(&mut self) {
        let mut socket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Socket::Open(stream) = mem::replace(&mut *socket, Socket::Pulled) {
            // it fails when the other side has closed already
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Outlet {
    /// Hands the socket to the plug, unless that was pulled meanwhile.
    pub(crate) fn connect(&self, stream: &impl AsFd) -> io::Result<()> {
        let stream = TcpStream::from(stream.as_fd().try_clone_to_owned()?);
        let mut socket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*socket, Socket::Pulled) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        *socket = Socket::Open(stream);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::net::TcpListener;

    fn connection() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let ours = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        (ours, listener.accept().unwrap().0)
    }

    #[test]
    fn whoever_reads_is_told_when_the_plug_is_pulled() {
        let (mut ours, mut theirs) = connection();
        let plug = Plug::default();
        plug.outlet().connect(&ours).unwrap();
        drop(plug);
        assert_eq!(ours.read(&mut [0]).unwrap(), 0);
        assert_eq!(theirs.read(&mut [0]).unwrap(), 0);
    }

    #[test]
    fn a_socket_that_comes_too_late_is_refused() {
        let plug = Plug::default();
        let outlet = plug.outlet();
        drop(plug);
        assert!(outlet.connect(&connection().0).is_err());
    }
}
