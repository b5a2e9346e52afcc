//! A tape archive: files one after another, as every system unpacks them (POSIX ustar).
use bytes::{BufMut, Bytes, BytesMut};
use domain::Timestamp;

const BLOCK: usize = 512;

/// A file as it stands on the tape. A name has at most 100 bytes.
pub(super) fn file(name: &str, content: &[u8], at: Timestamp) -> Bytes {
    let mut tape = BytesMut::with_capacity(BLOCK * 2 + content.len());
    tape.put_slice(&header(name, content.len(), at));
    tape.put_slice(content);
    tape.put_bytes(0, content.len().next_multiple_of(BLOCK) - content.len());
    tape.freeze()
}

/// What every tape ends with.
pub(super) fn end() -> Bytes {
    Bytes::from_static(&[0; BLOCK * 2])
}

fn header(name: &str, size: usize, at: Timestamp) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |from: usize, text: &str| block[from..from + text.len()].copy_from_slice(text.as_bytes());
    put(0, name.get(..100).unwrap_or(name));
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{size:011o}\0"));
    put(136, &format!("{:011o}\0", at.as_second().max(0)));
    // the sum is made as if there were spaces in its place
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    let sum = format!("{sum:06o}\0 ");
    block[148..156].copy_from_slice(sum.as_bytes());
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tape_is_made_of_blocks_and_each_header_sums_up() {
        let tape = file("a/b.txt", b"caw", Timestamp::from_second(1).unwrap());
        assert_eq!(tape.len(), 2 * BLOCK);
        assert_eq!((&tape[..8], &tape[124..136]), (&b"a/b.txt\0"[..], &b"00000000003\0"[..]));
        assert_eq!(&tape[BLOCK..BLOCK + 4], b"caw\0");
        let said = u32::from_str_radix(std::str::from_utf8(&tape[148..154]).unwrap(), 8).unwrap();
        let sum: u32 = tape[..BLOCK].iter().map(|byte| u32::from(*byte)).sum();
        let own: u32 = tape[148..156].iter().map(|byte| u32::from(*byte)).sum();
        assert_eq!(said, sum - own + 8 * u32::from(b' '));
        assert_eq!(file("empty", b"", Timestamp::UNIX_EPOCH).len(), BLOCK);
    }
}
