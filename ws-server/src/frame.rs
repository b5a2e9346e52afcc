//! Frames of RFC 6455 as servers send them: whole, and without a mask.
use bytes::{BufMut, Bytes, BytesMut};

const FIN: u8 = 0x80;
const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
/// Bytes of the longest header.
const HEADER: usize = 10;
/// Bytes of the longest reason to close, which shares a short frame with its code.
const REASON: usize = 123;

/// A text.
pub(crate) fn text(payload: &str) -> Bytes {
    frame(TEXT, payload.as_bytes())
}

/// The question whether somebody is there.
pub(crate) fn ping() -> Bytes {
    frame(PING, b"")
}

/// The end, with its code and the reason.
pub(crate) fn close(code: u16, reason: &str) -> Bytes {
    let reason = &reason[..reason.floor_char_boundary(REASON)];
    frame(CLOSE, &[&code.to_be_bytes(), reason.as_bytes()].concat())
}

fn frame(opcode: u8, payload: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(HEADER + payload.len());
    frame.put_u8(FIN | opcode);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ 0..126), _) => frame.put_u8(short),
        (_, Ok(middle)) => {
            frame.put_u8(126);
            frame.put_u16(middle);
        }
        _ => {
            frame.put_u8(127);
            frame.put_u64(payload.len() as u64);
        }
    }
    frame.put_slice(payload);
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::protocol::{Role, WebSocket};

    use super::*;

    fn read(frame: &Bytes) -> Message {
        let stream = std::io::Cursor::new(frame.to_vec());
        WebSocket::from_raw_socket(stream, Role::Client, None).read().unwrap()
    }

    #[test]
    fn a_text_of_any_length_is_read_as_it_was_written() {
        for len in [0, 1, 125, 126, 65_535, 65_536] {
            let given = "x".repeat(len);
            assert_eq!(read(&text(&given)), Message::text(given), "{len}");
        }
    }

    #[test]
    fn a_reason_that_is_too_long_is_cut_between_characters() {
        let Message::Close(Some(close)) = read(&close(4008, &"ö".repeat(100))) else { panic!("no close") };
        assert_eq!((u16::from(close.code), &*close.reason), (4008, &*"ö".repeat(61)));
    }
}
