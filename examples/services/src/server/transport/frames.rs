//! The frame headers of HTTP/2 in one direction of a connection ([RFC 9113 4.1](https://www.rfc-editor.org/rfc/rfc9113#section-4.1)).

const HEAD: usize = 9;
pub(super) const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;

/// A frame whose header has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    kind: u8,
    is_empty: bool,
}

impl Frame {
    /// Returns `true` for a part of a message: headers, or data that is not empty.
    pub(super) fn is_content(self) -> bool {
        match self.kind {
            DATA => !self.is_empty,
            HEADERS | CONTINUATION => true,
            _ => false,
        }
    }
}

/// The position in a sequence of frames.
#[derive(Debug, Default)]
pub(super) struct Frames {
    head: [u8; HEAD],
    /// The number of known bytes of the frame header.
    known: usize,
    /// The number of missing bytes of the payload.
    payload: usize,
}

impl Frames {
    /// Continues with these bytes, and calls `each` for each frame whose header ends in them.
    pub(super) fn read(&mut self, mut bytes: &[u8], mut each: impl FnMut(Frame)) {
        while !bytes.is_empty() {
            if self.payload > 0 {
                let passed = self.payload.min(bytes.len());
                self.payload -= passed;
                bytes = &bytes[passed..];
                continue;
            }
            let more = (HEAD - self.known).min(bytes.len());
            self.head[self.known..][..more].copy_from_slice(&bytes[..more]);
            self.known += more;
            bytes = &bytes[more..];
            if self.known == HEAD {
                self.known = 0;
                let [high, middle, low, kind, ..] = self.head;
                self.payload = u32::from_be_bytes([0, high, middle, low]) as usize;
                each(Frame { kind, is_empty: self.payload == 0 });
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{DATA, Frame, Frames, HEADERS};

    pub(in super::super) const PING: u8 = 6;

    /// Returns a frame of stream 1.
    pub(in super::super) fn frame(kind: u8, length: u8) -> Vec<u8> {
        [vec![0, 0, length, kind, 0, 0, 0, 0, 1], vec![0xff; length.into()]].concat()
    }

    #[test]
    fn frames_are_found_however_they_are_cut() {
        let kinds = [(HEADERS, 30), (DATA, 0), (PING, 8), (DATA, 255), (0x42, 1)];
        let bytes: Vec<u8> = kinds.iter().flat_map(|(kind, length)| frame(*kind, *length)).collect();
        let expected: Vec<_> =
            kinds.iter().map(|(kind, length)| Frame { kind: *kind, is_empty: *length == 0 }).collect();
        for size in 1..=bytes.len() {
            let (mut frames, mut found) = (Frames::default(), Vec::new());
            bytes.chunks(size).for_each(|part| frames.read(part, |frame| found.push(frame)));
            assert_eq!(found, expected, "in parts of {size}");
        }
        assert_eq!(
            expected.iter().map(|frame| frame.is_content()).collect::<Vec<_>>(),
            [true, false, false, true, false]
        );
    }
}
