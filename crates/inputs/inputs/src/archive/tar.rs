//! The entries of a tar, with the GNU and POSIX forms of long names. Declared sizes are not trusted for allocations.

use std::io::{self, Read};

use tar::{Archive, EntryType};

use super::entries::{Entries, Limits, Node};
use super::error::ArchiveProblem;
use crate::compression::{Limited, UnpackError};

/// Maximum size of an extended header.
const MAX_EXTENSION: u64 = 1 << 20;

/// Extended headers for the next entry.
#[derive(Default)]
struct Extension {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    is_sparse: bool,
}

/// The size of the blocks of a tar, which ends with blocks of zeros.
const BLOCK: usize = 512;

/// Reads a tar to its end.
pub(super) fn read(reader: impl Read, limits: Limits) -> Result<Entries, ArchiveProblem> {
    let mut entries = Entries::new(limits);
    let mut ending = Ending { reader, zeros: 0 };
    let mut archive = Archive::new(Limited::new(&mut ending, limits.unpacked));
    let mut extension = Extension::default();
    for entry in archive.entries().map_err(problem)?.raw(true) {
        let mut entry = entry.map_err(problem)?;
        entries.count()?;
        match entry.header().entry_type() {
            EntryType::GNULongName => extension.path = Some(name(extended(&mut entry)?)),
            EntryType::GNULongLink => extension.link = Some(name(extended(&mut entry)?)),
            EntryType::XHeader => extension.read(&extended(&mut entry)?)?,
            EntryType::XGlobalHeader => {}
            kind => admit(&mut entries, kind, std::mem::take(&mut extension), &mut entry)?,
        }
    }
    // The rest of the compressed data contains the checksum.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(problem)?;
    if ending.zeros < BLOCK { Err(UnpackError::CutOff.into()) } else { Ok(entries) }
}

/// A reader that knows how many zeros it has read last. Without a block of them, a tar was cut off between two entries.
struct Ending<R> {
    reader: R,
    zeros: usize,
}

impl<R: Read> Read for Ending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let zeros = buffer[..count].iter().rev().take_while(|&&byte| byte == 0).count();
        self.zeros = if zeros == count { self.zeros.saturating_add(count) } else { zeros };
        Ok(count)
    }
}

fn admit<R: Read>(
    entries: &mut Entries,
    kind: EntryType,
    extension: Extension,
    entry: &mut tar::Entry<'_, R>,
) -> Result<(), ArchiveProblem> {
    let size = entry.header().entry_size().map_err(problem)?;
    if extension.size.is_some_and(|other| other != size) {
        let reason = "an entry has two sizes".to_owned();
        return Err(UnpackError::Damaged { reason }.into());
    }
    let written = extension.path.unwrap_or_else(|| entry.header().path_bytes().into_owned());
    let Some(path) = Entries::path(&written)? else { return Ok(()) };
    let link = || extension.link.or_else(|| Some(entry.header().link_name_bytes()?.into_owned())).unwrap_or_default();
    match kind {
        // A link may point to a folder, which has no extension.
        EntryType::Symlink => entries.symbolic_link(path, &link()),
        _ if !Entries::keeps(&path) => Ok(()),
        EntryType::Link => entries.hard_link(path, &link()),
        EntryType::GNUSparse => entries.add(path, Node::Unreadable("it is a sparse file")),
        EntryType::Regular | EntryType::Continuous if extension.is_sparse => {
            entries.add(path, Node::Unreadable("it is a sparse file"))
        }
        // In the oldest format, a folder is a file whose name ends with `/`.
        EntryType::Regular | EntryType::Continuous if written.ends_with(b"/") || written.ends_with(b"\\") => Ok(()),
        EntryType::Regular | EntryType::Continuous => entries.file(path, size, entry),
        EntryType::Char | EntryType::Block | EntryType::Fifo => {
            entries.add(path, Node::Unreadable("it is a pipe or a device"))
        }
        _ => Ok(()),
    }
}

impl Extension {
    /// Parses records of the form `LENGTH KEY=VALUE` with a final line break. The length is that of the whole record.
    fn read(&mut self, mut records: &[u8]) -> Result<(), ArchiveProblem> {
        while !records.is_empty() {
            let (record, rest) = record(records).ok_or_else(|| {
                let reason = "an extended header is none".to_owned();
                UnpackError::Damaged { reason }
            })?;
            match record {
                (b"path", value) => self.path = Some(name(value.to_vec())),
                (b"linkpath", value) => self.link = Some(name(value.to_vec())),
                (b"size", value) => self.size = std::str::from_utf8(value).ok().and_then(|size| size.parse().ok()),
                (key, _) if key.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                _ => {}
            }
            records = rest;
        }
        Ok(())
    }
}

type Record<'a> = (&'a [u8], &'a [u8]);

/// Returns the first record and the rest.
fn record(records: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let space = records.iter().position(|&byte| byte == b' ')?;
    let length: usize = std::str::from_utf8(&records[..space]).ok()?.parse().ok()?;
    let record = records.get(space + 1..length)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|&byte| byte == b'=')?;
    Some(((&record[..equals], &record[equals + 1..]), &records[length..]))
}

/// Reads the content of an extended header.
fn extended<R: Read>(entry: &mut tar::Entry<'_, R>) -> Result<Vec<u8>, ArchiveProblem> {
    let size = entry.header().entry_size().map_err(problem)?;
    if size > MAX_EXTENSION {
        let reason = "the name of an entry is longer than 1 MiB".to_owned();
        return Err(UnpackError::Damaged { reason }.into());
    }
    let mut text = Vec::new();
    let read = entry.read_to_end(&mut text).map_err(problem)?;
    if (read as u64) < size { Err(UnpackError::CutOff.into()) } else { Ok(text) }
}

/// Truncates a name at its zero byte.
fn name(mut text: Vec<u8>) -> Vec<u8> {
    let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
    text.truncate(end);
    text
}

/// Messages of `tar` for truncated archives; it has no error kind for them.
const ENDS_EARLY: &[&str] = &["unexpected EOF", "failed to read entire block"];

fn problem(error: io::Error) -> ArchiveProblem {
    match UnpackError::from_io(&error) {
        UnpackError::Damaged { reason } if ENDS_EARLY.iter().any(|words| reason.contains(words)) => {
            UnpackError::CutOff.into()
        }
        error => error.into(),
    }
}
