//! The bytes of a descriptor set in blocks, so that the memory of each block can be freed after it is read.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use super::detail::{self, Detail};
use super::raw::{self, RawError};
use crate::wire::{Field, Reader, Value, Writer};

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
    pub fn read(reader: impl BufRead) -> io::Result<Self> {
        Self::read_each(reader, &mut |_, _| {})
    }

    /// Reads a descriptor set with some of its locations.
    ///
    /// # Errors
    /// Returns the errors of the reader.
    pub fn read_with(detail: Detail, reader: impl BufRead) -> io::Result<Self> {
        match detail {
            Detail::Full => Self::read(reader),
            Detail::Declarations => {
                let mut lean = Writer::default();
                Self::read_each(reader, &mut |block, start| without_parts(block, start, &mut lean))
            }
        }
    }

    /// Reads a descriptor set. `change` may change each file: the end of a block, from the position of its field.
    fn read_each(mut reader: impl BufRead, change: &mut dyn FnMut(&mut Vec<u8>, usize)) -> io::Result<Self> {
        let mut blocks = Vec::new();
        let mut block = Vec::new();
        while let Some(head) = Head::read(&mut reader)? {
            let length = head.length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
            if block.len() + head.bytes.len() + length > block.capacity() {
                blocks.push(std::mem::replace(&mut block, Vec::with_capacity(BLOCK)));
            }
            let start = block.len();
            block.extend_from_slice(&head.bytes);
            match head.length {
                Some(length) => _ = (&mut reader).take(length).read_to_end(&mut block)?,
                None => _ = reader.read_to_end(&mut block)?,
            }
            if head.length.is_some() {
                change(&mut block, start);
            }
        }
        blocks.push(block);
        blocks.retain(|block| !block.is_empty());
        Ok(Self { blocks })
    }

    /// Returns all bytes.
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

/// Removes locations from the field of a file, which begins at `start`. A malformed field is not changed.
fn without_parts(block: &mut Vec<u8>, start: usize, lean: &mut Writer) {
    lean.clear();
    let field = Reader::new(&block[start..]).next();
    if let Some(Ok(Field { value: Value::Bytes(file), .. })) = field
        && detail::add_declarations(file, lean).is_ok()
    {
        let mut header = Writer::default();
        header.header(1, lean.as_bytes().len());
        block.truncate(start);
        block.extend_from_slice(header.as_bytes());
        block.extend_from_slice(lean.as_bytes());
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
struct Head {
    bytes: Vec<u8>,
    /// The length of the file; `None` for other fields.
    length: Option<u64>,
}

impl Head {
    /// Reads the tag and, for a file, the length. Returns `None` at the end.
    fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
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
    fn what_is_no_file_is_read_as_well() {
        for rest in [&[0x12, 0, FILE, 0][..], &[FILE, 9, 1], &[FILE], &[FILE, 0xff, 0xff, 0xff, 0xff, 0xff, 1]] {
            assert_eq!(blocks(&[&[FILE, 1, 9], rest].concat()), [3 + rest.len()]);
        }
    }

    #[test]
    fn malformed_files_are_read_as_they_are() {
        for bytes in [&[FILE, 2, 9 << 3 | 2, 5][..], &[FILE, 9, 1], &[FILE, 2, 0xff, 0xff], &[0x12, 0]] {
            let read = Blocks::read_with(Detail::Declarations, bytes).expect("a slice can be read");
            assert_eq!(*read.bytes(), *bytes);
        }
    }
}
