//! The bytes of a descriptor set in blocks, so that the memory of each can be given back when it was read.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use super::raw::{self, RawError};

/// The bytes of a descriptor set, in blocks of whole fields.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    blocks: Vec<Vec<u8>>,
}

/// The tag of a file in a set.
const FILE: u8 = 0x0a;

/// A length has no more bytes.
const LENGTH: usize = 5;

impl Blocks {
    /// Reads a set, a block for each file. From what is not a file on, all is one block.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read(mut reader: impl BufRead) -> io::Result<Self> {
        let mut blocks = Vec::new();
        while let Some((mut block, length)) = head(&mut reader)? {
            match length {
                Some(length) => (&mut reader).take(length).read_to_end(&mut block)?,
                None => reader.read_to_end(&mut block)?,
            };
            block.shrink_to_fit();
            blocks.push(block);
        }
        Ok(Self { blocks })
    }

    /// All bytes.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match &self.blocks[..] {
            [block] => Cow::Borrowed(block),
            blocks => Cow::Owned(blocks.concat()),
        }
    }

    /// The number of bytes.
    pub fn size(&self) -> u64 {
        self.blocks.iter().map(|block| block.len() as u64).sum()
    }

    /// The bytes of each file.
    ///
    /// # Errors
    /// When this is no descriptor set.
    pub(super) fn pieces(&self) -> Result<Vec<&[u8]>, RawError> {
        let mut pieces = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            pieces.append(&mut raw::pieces(block)?);
        }
        Ok(pieces)
    }

    pub(super) fn into_blocks(self) -> Vec<Vec<u8>> {
        self.blocks
    }
}

/// Equal where the bytes are, whatever the blocks.
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

/// Reads the tag and the length of the next file, and gives its length; `None` for that where there is something else.
fn head(reader: &mut impl BufRead) -> io::Result<Option<(Vec<u8>, Option<u64>)>> {
    let mut block = Vec::new();
    let mut next = |block: &mut Vec<u8>| reader.by_ref().take(1).read_to_end(block);
    if next(&mut block)? == 0 {
        return Ok(None);
    }
    if block != [FILE] {
        return Ok(Some((block, None)));
    }
    let mut length = 0;
    for at in 0..LENGTH {
        if next(&mut block)? == 0 {
            break;
        }
        let byte = u64::from(block[block.len() - 1]);
        length |= (byte & 0x7f) << (7 * at);
        if byte < 0x80 {
            return Ok(Some((block, Some(length))));
        }
    }
    Ok(Some((block, None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(bytes: &[u8]) -> Vec<Vec<u8>> {
        let read = Blocks::read(bytes).expect("a slice can be read");
        assert_eq!(*read.bytes(), *bytes);
        read.into_blocks()
    }

    #[test]
    fn every_file_is_a_block() {
        let long = [&[FILE, 0xc8, 0x01][..], &[7; 200]].concat();
        assert_eq!(blocks(&[&[FILE, 1, 9], &long[..], &[FILE, 0]].concat()), [vec![FILE, 1, 9], long, vec![FILE, 0]]);
        assert!(blocks(&[]).is_empty());
    }

    #[test]
    fn what_is_no_file_is_one_block_with_all_behind_it() {
        for rest in [&[0x12, 0, FILE, 0][..], &[FILE, 9, 1], &[FILE], &[FILE, 0xff, 0xff, 0xff, 0xff, 0xff, 1]] {
            assert_eq!(blocks(&[&[FILE, 1, 9], rest].concat()), [&[FILE, 1, 9], rest]);
        }
    }
}
