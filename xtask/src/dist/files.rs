//! Files of an artifact, and the containers that hold them.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A file of an artifact.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// The path in the artifact, without a leading `/`.
    pub(super) path: String,
    /// The permissions, such as `0o755`.
    pub(super) mode: u32,
    pub(super) content: Vec<u8>,
}

impl File {
    pub(super) fn new(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), mode: 0o644, content: content.into() }
    }

    pub(super) fn executable(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { mode: 0o755, ..Self::new(path, content) }
    }

    /// Returns the file below a folder.
    pub(super) fn below(self, folder: &str) -> Self {
        Self { path: format!("{folder}/{}", self.path), ..self }
    }
}

/// Returns a tar archive of the files and of the folders that contain them. All entries belong to root.
pub(super) fn tar(files: &[File], time: u64) -> io::Result<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut known = std::collections::BTreeSet::new();
    let mut sorted: Vec<&File> = files.iter().collect();
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    for file in sorted {
        for (end, _) in file.path.match_indices('/') {
            let folder = &file.path[..=end];
            if known.insert(folder.to_owned()) {
                builder.append_data(&mut header(0, 0o755, tar::EntryType::Directory, time), folder, io::empty())?;
            }
        }
        let mut header = header(file.content.len() as u64, file.mode, tar::EntryType::Regular, time);
        builder.append_data(&mut header, &file.path, &*file.content)?;
    }
    builder.into_inner()
}

fn header(size: u64, mode: u32, kind: tar::EntryType, time: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(mode);
    header.set_mtime(time);
    header.set_uid(0);
    header.set_gid(0);
    header
}

/// Compresses bytes. The result has no time.
pub(super) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Returns a zip archive of the files, in their order.
pub(super) fn zip(files: &[File]) -> io::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    for file in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(DateTime::default())
            .unix_permissions(file.mode);
        writer.start_file(&file.path, options)?;
        writer.write_all(&file.content)?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn archives_have_folders_and_do_not_depend_on_the_order_of_files() {
        let files = [File::executable("bin/a", "1"), File::new("b", "2")];
        let reversed = [files[1].clone(), files[0].clone()];
        let archive = tar(&files, 7).unwrap();
        assert_eq!(archive, tar(&reversed, 7).unwrap());
        let mut read = tar::Archive::new(&*archive);
        let entries = read.entries().unwrap().map(|entry| {
            let entry = entry.unwrap();
            (entry.path().unwrap().display().to_string(), entry.header().mode().unwrap())
        });
        let expected = [("bin/", 0o755), ("bin/a", 0o755), ("b", 0o644)].map(|(path, mode)| (path.to_owned(), mode));
        let mut expected = expected.to_vec();
        expected.sort();
        let mut entries: Vec<_> = entries.collect();
        entries.sort();
        assert_eq!(entries, expected);
    }
}
