//! The bytes of a descriptor set in blocks, so that the memory of each block can be freed after it is read.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// The bytes of a descriptor set in blocks. Each block consists of whole fields.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    blocks: Vec<Vec<u8>>,
}

/// The tag of a file in a set.
const FILE: u8 = 0x0a;

/// The maximum number of bytes of a length.
const LENGTH: usize = 5;

/// The capacity of a block with several files. The allocator could not reuse the memory of smaller blocks.
const BLOCK: usize = 1 << 20;

impl Blocks {
    /// Reads a descriptor set. The first field that is not a file and everything after it are in one block.
    ///
    /// # Errors
    /// Returns the errors of the reader.
    pub fn read(mut reader: impl BufRead) -> io::Result<Self> {
        let mut blocks = Vec::new();
        let mut block = Vec::new();
        while let Some(head) = Head::read(&mut reader)? {
            if block.len() + head.bytes.len() + head.length() > block.capacity() {
                blocks.push(std::mem::replace(&mut block, Vec::with_capacity(BLOCK)));
            }
            head.read_rest(&mut reader, &mut block)?;
        }
        blocks.push(block);
        blocks.retain(|block| !block.is_empty());
        Ok(Self { blocks })
    }

    /// Returns the whole set. Copies if it has several blocks.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match &self.blocks[..] {
            [block] => Cow::Borrowed(block),
            blocks => Cow::Owned(blocks.concat()),
        }
    }

    /// Returns the number of bytes.
    pub fn size(&self) -> u64 {
        self.blocks.iter().map(|block| block.len() as u64).sum()
    }

    /// Returns the bytes of each file.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a descriptor set.
    #[cfg(feature = "comparison")]
    pub(super) fn pieces(&self) -> Result<Vec<&[u8]>, super::raw::RawError> {
        let mut pieces = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            pieces.append(&mut super::raw::pieces(block)?);
        }
        Ok(pieces)
    }

    pub(super) fn into_blocks(self) -> Vec<Vec<u8>> {
        self.blocks
    }
}

/// Compares the bytes, regardless of their division into blocks.
impl PartialEq for Blocks {
    fn eq(&self, other: &Self) -> bool {
        self.size() == other.size() && self.bytes() == other.bytes()
    }
}

impl Eq for Blocks {}

impl From<Vec<u8>> for Blocks {
    fn from(bytes: Vec<u8>) -> Self {
        Self { blocks: vec![bytes] }
    }
}

/// The start of the next field of a set.
pub(super) struct Head {
    bytes: Vec<u8>,
    /// The length of the file; `None` for other fields.
    length: Option<u64>,
}

impl Head {
    fn length(&self) -> usize {
        self.length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0)
    }

    /// Reads the rest of the field, or everything if it is no file, and appends the whole field to `block`.
    pub(super) fn read_rest(&self, reader: &mut impl BufRead, block: &mut Vec<u8>) -> io::Result<()> {
        block.extend_from_slice(&self.bytes);
        match self.length {
            Some(length) => reader.take(length).read_to_end(block)?,
            None => reader.read_to_end(block)?,
        };
        Ok(())
    }

    /// Reads the tag and, for a file, the length. Returns `None` at the end.
    pub(super) fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut bytes = Vec::with_capacity(1 + LENGTH);
        let mut next = |bytes: &mut Vec<u8>| reader.by_ref().take(1).read_to_end(bytes);
        if next(&mut bytes)? == 0 {
            return Ok(None);
        }
        let mut length = 0;
        let most = if bytes[0] == FILE { LENGTH } else { 0 };
        for at in 0..most {
            if next(&mut bytes)? == 0 {
                break;
            }
            let byte = u64::from(bytes[bytes.len() - 1]);
            length |= (byte & 0x7f) << (7 * at);
            if byte < 0x80 {
                return Ok(Some(Self { bytes, length: Some(length) }));
            }
        }
        Ok(Some(Self { bytes, length: None }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(bytes: &[u8]) -> Vec<usize> {
        let read = Blocks::read(bytes).expect("a slice can be read");
        assert_eq!(*read.bytes(), *bytes);
        read.into_blocks().iter().map(Vec::len).collect()
    }

    #[test]
    fn blocks_are_of_whole_files() {
        let long = [&[FILE, 0xc0, 0x84, 0x3d][..], &[7; 1_000_000]].concat();
        assert_eq!(blocks(&[&long[..], &[FILE, 0], &long].concat()), [1_000_006, 1_000_004]);
        assert!(blocks(&[]).is_empty());
    }

    #[test]
    fn keeps_what_is_no_file() {
        for rest in [&[0x12, 0, FILE, 0][..], &[FILE, 9, 1], &[FILE], &[FILE, 0xff, 0xff, 0xff, 0xff, 0xff, 1]] {
            assert_eq!(blocks(&[&[FILE, 1, 9], rest].concat()), [3 + rest.len()]);
        }
    }
}
