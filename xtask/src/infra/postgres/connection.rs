//! As much of PostgreSQL's protocol as it takes to run one statement.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use crate::infra::find_program;
use crate::infra::readiness::connect;

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    host: String,
    user: String,
    password: Option<String>,
    database: String,
}

impl Address {
    pub(super) fn private(port: u16) -> Self {
        let user = "postgres".to_owned();
        Self { host: format!("127.0.0.1:{port}"), user: user.clone(), password: None, database: user }
    }

    pub(super) fn parse(url: &str) -> io::Result<Self> {
        let wrong =
            || io::Error::other("a database URL looks like postgres://user:password@127.0.0.1:5432/database");
        let rest = url
            .strip_prefix("postgres://")
            .or_else(|| url.strip_prefix("postgresql://"))
            .ok_or_else(wrong)?;
        let rest = rest.split('?').next().unwrap_or_default();
        let (place, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (credentials, host) = place.rsplit_once('@').unwrap_or(("postgres", place));
        let (user, password) = match credentials.split_once(':') {
            Some((user, password)) => (user, Some(password.to_owned())),
            None => (credentials, None),
        };
        let host = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
        let database = if database.is_empty() { user } else { database };
        Ok(Self { host, user: user.to_owned(), password, database: database.to_owned() })
    }

    pub(super) fn url(&self) -> String {
        let password = self.password.as_ref().map(|password| format!(":{password}")).unwrap_or_default();
        format!("postgres://{}{password}@{}/{}", self.user, self.host, self.database)
    }

    pub(super) fn of_database(&self, name: &str) -> Self {
        Self { database: name.to_owned(), ..self.clone() }
    }
}

/// Runs one statement. Where the server wants more than a plain password, `psql` is asked to do it.
pub(super) fn execute(address: &Address, sql: &str) -> io::Result<()> {
    let mut socket = connect(&address.host)?;
    // making or dropping a database takes longer than saying hello
    socket.set_read_timeout(Some(std::time::Duration::from_secs(30)))?;
    match start(&mut socket, address)? {
        Start::Ready => {
            send(&mut socket, b"Q", &[sql.as_bytes(), b"\0"].concat())?;
            until_ready(&mut socket)
        }
        Start::NeedsMore => with_psql(address, sql),
    }
}

enum Start {
    Ready,
    NeedsMore,
}

fn start(socket: &mut TcpStream, address: &Address) -> io::Result<Start> {
    let version = 196_608_u32.to_be_bytes();
    let words = format!("user\0{}\0database\0{}\0\0", address.user, address.database);
    send(socket, b"", &[&version, words.as_bytes()].concat())?;
    loop {
        let (kind, body) = receive(socket)?;
        match (kind, body.get(3)) {
            (b'R', Some(0)) => return until_ready(socket).map(|()| Start::Ready),
            (b'R', Some(3)) => {
                let password = address.password.clone().unwrap_or_default() + "\0";
                send(socket, b"p", password.as_bytes())?;
            }
            (b'R', _) => return Ok(Start::NeedsMore),
            (b'E', _) => return Err(refusal(&body)),
            _ => {}
        }
    }
}

fn until_ready(socket: &mut TcpStream) -> io::Result<()> {
    let mut outcome = Ok(());
    loop {
        match receive(socket)? {
            (b'E', body) => outcome = Err(refusal(&body)),
            (b'Z', _) => return outcome,
            _ => {}
        }
    }
}

fn send(socket: &mut TcpStream, kind: &[u8], body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len() + 4).map_err(io::Error::other)?;
    socket.write_all(&[kind, &length.to_be_bytes(), body].concat())
}

fn receive(socket: &mut TcpStream) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    socket.read_exact(&mut head)?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    let mut body = vec![0; usize::try_from(length.saturating_sub(4)).map_err(io::Error::other)?];
    socket.read_exact(&mut body)?;
    Ok((head[0], body))
}

fn refusal(body: &[u8]) -> io::Error {
    let mut fields = body.split(|byte| *byte == 0);
    let message = fields.find_map(|field| field.strip_prefix(b"M")).unwrap_or(b"no reason given");
    io::Error::other(format!("PostgreSQL refused: {}", String::from_utf8_lossy(message)))
}

fn with_psql(address: &Address, sql: &str) -> io::Result<()> {
    let psql = find_program("psql")
        .ok_or_else(|| io::Error::other("this server wants a hashed password, and psql is not installed"))?;
    let output = Command::new(psql)
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql, &address.url()])
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_its_url() {
        for url in ["postgres://a:b@db:5433/c", "postgres://a@127.0.0.1:1/a"] {
            assert_eq!(Address::parse(url).expect("an address").url(), url);
        }
    }

    #[test]
    fn what_a_url_leaves_out_is_filled_in() {
        let address = Address::parse("postgresql://ada@db?sslmode=disable").expect("an address");
        assert_eq!(address.url(), "postgres://ada@db:5432/ada");
        assert!(Address::parse("mysql://db").is_err());
    }
}
