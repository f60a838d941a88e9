//! Files on disk and standard input, with errors about what is there instead.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::error::InputError;
use protoward_source::paths::shown;
use protoward_source::{MAX_FILE, MAX_LFS_POINTER, ReadError, nearest, not_a_pointer};

/// Reads a file that the user named; `what` is its expected kind.
pub fn read_file(path: &Path, what: &'static str) -> Result<Vec<u8>, InputError> {
    let bytes = read_all(file_to_read(path, what)?, &shown(path).to_string())?;
    not_a_pointer(|| shown(path).to_string(), &bytes)?;
    Ok(bytes)
}

/// A file that is not too large to be read, as far as that is known.
pub(super) fn file_to_read(path: &Path, what: &'static str) -> Result<File, InputError> {
    is_file(path, what)?;
    let file = File::open(path).map_err(|error| io(path, error))?;
    let size = file.metadata().map_err(|error| io(path, error))?.len();
    if size > MAX_FILE { Err(InputError::TooLarge { path: shown(path).to_string() }) } else { Ok(file) }
}

/// Checks that a file is no pointer of Git LFS. Longer files are not read.
pub(super) fn file_not_a_pointer(file: &File, path: &Path) -> Result<(), InputError> {
    let size = file.metadata().map_err(|error| io(path, error))?.len();
    if size < MAX_LFS_POINTER as u64 {
        read_file(path, "file")?;
    }
    Ok(())
}

/// Checks that a path is a file; `what` is its expected kind.
pub(super) fn is_file(path: &Path, what: &'static str) -> Result<(), InputError> {
    match kind(path, what)? {
        FileKind::File => Ok(()),
        FileKind::Folder => Err(wrong(path, "a folder", "a file")),
        FileKind::Other => Err(wrong(path, "a pipe or a device", "a file")),
    }
}

/// The displayed name of standard input.
pub const STDIN: &str = "standard input";

/// Returns the content of standard input. It is read once and kept, because an input may be opened several times.
pub(super) fn stdin() -> Result<Vec<u8>, InputError> {
    static CONTENT: Mutex<Option<Vec<u8>>> = Mutex::new(None);
    let mut content = CONTENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(content) = &*content {
        return Ok(content.clone());
    }
    let read = read_all(std::io::stdin().lock(), STDIN)?;
    Ok(content.insert(read).clone())
}

fn read_all(reader: impl Read, display: &str) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    let read = reader.take(MAX_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| InputError::Io { path: display.to_owned(), error })?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(InputError::TooLarge { path: display.to_owned() });
    }
    Ok(bytes)
}

pub(super) enum FileKind {
    Folder,
    File,
    Other,
}

pub(super) fn kind(path: &Path, what: &'static str) -> Result<FileKind, InputError> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(FileKind::Folder),
        Ok(metadata) if metadata.is_file() => Ok(FileKind::File),
        Ok(_) => Ok(FileKind::Other),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            if let Ok(target) = std::fs::read_link(path) {
                let path = shown(path).to_string();
                let target = Some(shown(&target).to_string());
                return Err(InputError::Tree(ReadError::Dangling { path, target }));
            }
            Err(InputError::NotFound { what, path: shown(path).to_string(), similar: similar(path), commit: None })
        }
        Err(error) => Err(io(path, error)),
    }
}

/// Checks that a file or a folder exists; `what` is the word for it in the error.
pub(super) fn exists(path: &Path, what: &'static str) -> Result<(), InputError> {
    kind(path, what).map(|_| ())
}

/// Returns names similar to a missing path in the same folder.
fn similar(path: &Path) -> Vec<String> {
    let Some(name) = path.file_name().map(|name| shown(name).to_string()) else { return Vec::new() };
    let parent = path.parent().unwrap_or(Path::new(""));
    let listed = std::fs::read_dir(if parent == Path::new("") { Path::new(".") } else { parent });
    let mut names: Vec<String> =
        listed.into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let near = nearest(&name, names.iter().map(String::as_str));
    near.into_iter().map(|name| shown(&parent.join(name)).to_string()).collect()
}

pub(super) fn wrong(path: &Path, is: &'static str, wanted: &'static str) -> InputError {
    InputError::WrongKind { path: shown(path).to_string(), is, wanted }
}

pub(super) fn io(path: &Path, error: std::io::Error) -> InputError {
    InputError::Io { path: shown(path).to_string(), error }
}
