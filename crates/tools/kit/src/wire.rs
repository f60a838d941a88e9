//! A minimal parser of the wire format that splits a descriptor set by file, independent of the code under test.

/// Returns bytes as hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file of a descriptor set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileEntry<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// Returns the files of a `FileDescriptorSet` in its order, or `None` if the bytes are not a valid set.
pub fn files_of(set: &[u8]) -> Option<Vec<FileEntry<'_>>> {
    let mut files = Vec::new();
    for (number, bytes) in chunks(set)? {
        if number == 1 {
            let name = chunks(bytes)?.into_iter().find(|(number, _)| *number == 1)?.1;
            files.push(FileEntry { name: std::str::from_utf8(name).ok()?, bytes });
        }
    }
    Some(files)
}

/// Returns a serialized `FileDescriptorSet` of serialized files.
pub fn set_of<'a>(files: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut set = Vec::new();
    for file in files {
        set.push(1 << 3 | 2);
        let mut length = file.len();
        while length > 0x7f {
            set.push(length.to_le_bytes()[0] | 0x80);
            length >>= 7;
        }
        set.push(length.to_le_bytes()[0]);
        set.extend_from_slice(file);
    }
    set
}

/// Returns the numbers and contents of the length-delimited fields of a message. Other fields are skipped.
fn chunks(mut rest: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let key = varint(&mut rest)?;
        match key & 7 {
            0 => drop(varint(&mut rest)?),
            1 => rest = rest.get(8..)?,
            2 => {
                let length = usize::try_from(varint(&mut rest)?).ok()?;
                found.push((key >> 3, rest.get(..length)?));
                rest = &rest[length..];
            }
            5 => rest = rest.get(4..)?,
            _ => return None,
        }
    }
    Some(found)
}

/// Reads a varint. Returns `None` if there is none.
pub fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_a_set_into_its_files() {
        let long = [b"\x0a\x01b\x1a\x01a\x1a\x01c\x42\xc8\x01".as_slice(), &[b' '; 200]].concat();
        let set = set_of([b"\x0a\x01a".as_slice(), &long]);
        let files = files_of(&set).expect("it was just written");
        assert_eq!(files.iter().map(|it| it.name).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(files[1].bytes, long);
    }

    #[test]
    fn rejects_truncated_sets() {
        assert_eq!(files_of(b"\x0a\x05\x0a"), None);
        assert_eq!(files_of(&[0xff; 12]), None);
    }
}
