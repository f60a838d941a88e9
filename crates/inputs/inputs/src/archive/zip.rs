//! The entries of a zip, according to its central directory.

use std::collections::HashSet;
use std::io::{BufReader, Read, Seek, SeekFrom};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::entries::{Entries, Limits, MAX_PATH, Node};
use super::error::ArchiveProblem;
use crate::compression::{Limited, UnpackError};

/// Reads the files of a zip.
pub(super) fn read(reader: impl Read + Seek, limits: Limits) -> Result<Entries, ArchiveProblem> {
    let mut archive = ZipArchive::new(reader).map_err(problem)?;
    if archive.has_duplicate_names() {
        let directory = archive.central_directory_start();
        let mut reader = archive.into_inner();
        // For duplicate names, `ZipArchive` silently keeps one entry.
        no_file_twice(&mut reader, directory, limits).map_err(|error| error.unwrap_or_else(damaged_directory))?;
        archive = ZipArchive::new(reader).map_err(problem)?;
    }
    let mut entries = Entries::new(limits);
    for index in 0..archive.len() {
        entries.count()?;
        let wanted = wanted(&archive, index)?;
        if let Some((path, kind)) = wanted {
            admit(&mut entries, path, kind, index, &mut archive)?;
        }
    }
    Ok(entries)
}

/// The kind of a relevant entry.
enum EntryKind {
    File,
    Link,
    Other,
}

/// Returns the path and the kind of an entry, from the directory alone.
fn wanted<R: Read + Seek>(
    archive: &ZipArchive<R>,
    index: usize,
) -> Result<Option<(String, EntryKind)>, ArchiveProblem> {
    let entry = archive.by_index_data(index).map_err(problem)?;
    let name = entry.name_raw();
    let Some(path) = Entries::path(name)? else { return Ok(None) };
    let is_folder = name.ends_with(b"/") || name.ends_with(b"\\");
    let kind = match entry.unix_mode().map(|mode| mode & 0o170_000) {
        Some(0o120_000) => EntryKind::Link,
        Some(0 | 0o100_000) | None if !is_folder => EntryKind::File,
        _ if is_folder => return Ok(None),
        _ => EntryKind::Other,
    };
    let is_included = matches!(kind, EntryKind::Link) || Entries::keeps(&path);
    Ok(is_included.then_some((path, kind)))
}

fn admit<R: Read + Seek>(
    entries: &mut Entries,
    path: String,
    kind: EntryKind,
    index: usize,
    archive: &mut ZipArchive<R>,
) -> Result<(), ArchiveProblem> {
    if let EntryKind::Other = kind {
        return entries.add(path, Node::Unreadable("it is a pipe or a device"));
    }
    let entry = match archive.by_index(index) {
        Ok(entry) => entry,
        Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
            return Err(ArchiveProblem::Encrypted { entry: path });
        }
        Err(ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_)) => {
            return Err(ArchiveProblem::Method { entry: path });
        }
        Err(error) => return Err(problem(error)),
    };
    if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(ArchiveProblem::Method { entry: path });
    }
    let size = entry.size();
    if let EntryKind::File = kind {
        return entries.file(path, size, entry);
    }
    let mut target = Vec::new();
    let read = Limited::new(entry, MAX_PATH as u64).read_to_end(&mut target);
    read.map_err(|error| UnpackError::from_io(&error))?;
    entries.symbolic_link(path, &target)
}

/// Checks that the directory contains no kept file twice, which would be ambiguous.
fn no_file_twice<R: Read + Seek>(reader: &mut R, directory: u64, limits: Limits) -> Result<(), Option<ArchiveProblem>> {
    const SIGNATURE: &[u8] = b"PK\x01\x02";
    reader.seek(SeekFrom::Start(directory)).map_err(|_| None)?;
    let mut reader = BufReader::new(reader);
    let mut seen = HashSet::new();
    for _ in 0..limits.entries {
        let mut header = [0; 46];
        if reader.read_exact(&mut header).is_err() || !header.starts_with(SIGNATURE) {
            return Ok(());
        }
        let length = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
        let mut name = vec![0; length(28)];
        reader.read_exact(&mut name).map_err(|_| None)?;
        reader.seek_relative((length(30) + length(32)) as i64).map_err(|_| None)?;
        let path = Entries::path(&name)?.filter(|path| Entries::keeps(path));
        if let Some(path) = path
            && !seen.insert(path.clone())
        {
            return Err(Some(ArchiveProblem::Twice { path }));
        }
    }
    Ok(())
}

fn damaged_directory() -> ArchiveProblem {
    UnpackError::Damaged { reason: "its directory cannot be read".to_owned() }.into()
}

fn problem(error: ZipError) -> ArchiveProblem {
    match error {
        ZipError::Io(error) => UnpackError::from_io(&error).into(),
        error => UnpackError::Damaged { reason: error.to_string() }.into(),
    }
}
