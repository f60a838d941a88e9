//! Archives: valid ones, and others with paths out of the archive, cyclic links and wrong sizes.

use std::io::{Cursor, Write};

use flate2::Compression as Level;
use flate2::write::GzEncoder;
use protoward_inputs::{ArchiveFormat, ArchiveTree, Compression};
use protoward_source::Tree;

use super::mutation;
use crate::alternatives::one_of;
use protoward_kit::random::Random;

/// All archive formats.
const FORMATS: [ArchiveFormat; 4] = [
    ArchiveFormat::Tar(Compression::None),
    ArchiveFormat::Tar(Compression::Gzip),
    ArchiveFormat::Tar(Compression::Zstd),
    ArchiveFormat::Zip,
];

/// The names of entries, including invalid ones.
const NAMES: &str = "a.proto|api-1.0/proto/a.proto|proto//a.proto|./proto/a.proto|../a.proto|proto/../../a.proto|/etc/a.proto|\
    ..\\a.proto|C:\\a.proto|proto/a.proto/b.proto|buf.yaml|é/a.proto|proto/|";

/// The targets of symbolic links.
const TARGETS: &[&str] =
    &["a.proto", "../a.proto", "/etc/passwd", ".", "..", "link.proto", "proto", "proto/link.proto"];

/// Returns the bytes of an archive, mostly mutated.
pub(super) fn bytes(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let tar = |text: &[u8], random: &mut Random| {
        let plain = tar(text, random);
        let changed = if random.chance(2) { mutation::bytes(&plain, &plain, random) } else { plain };
        if random.chance(2) { gzip(&changed) } else { changed }
    };
    let made = if random.chance(2) { tar(text, random) } else { zip(text, random) };
    if random.chance(3) {
        return made;
    }
    let another = if random.chance(2) { tar(other, random) } else { zip(other, random) };
    mutation::bytes(&made, &another, random)
}

fn name(random: &mut Random) -> &'static str {
    one_of(NAMES, random)
}

fn tar(text: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..=random.below(6) {
        let mut header = tar::Header::new_gnu();
        let name = name(random).as_bytes();
        let field = &mut header.as_old_mut().name;
        field[..name.len()].copy_from_slice(name);
        let kind = random.below(6);
        header.set_entry_type(match kind {
            0 => tar::EntryType::Symlink,
            1 => tar::EntryType::Link,
            2 => tar::EntryType::Directory,
            3 => tar::EntryType::GNULongName,
            _ => tar::EntryType::Regular,
        });
        let content = if kind < 3 { &[][..] } else { text };
        if kind < 2 {
            let target = random.pick(TARGETS).copied().unwrap_or_default().as_bytes();
            header.as_old_mut().linkname[..target.len()].copy_from_slice(target);
        }
        header.set_mode(0o644);
        header.set_size(if random.chance(10) { random.next_u64() >> random.below(64) } else { content.len() as u64 });
        header.set_cksum();
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Level::fast());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

fn zip(text: &[u8], random: &mut Random) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let methods = [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated];
    for _ in 0..=random.below(6) {
        let options = zip::write::SimpleFileOptions::default().compression_method(methods[random.below(2)]);
        let target = random.pick(TARGETS).copied().unwrap_or_default();
        // Some entries are rejected because their name exists already. The others are enough.
        let _ = match random.below(6) {
            0 => writer.add_symlink(name(random), target, options),
            1 => writer.add_directory(name(random), options),
            _ => writer.start_file(name(random), options).and_then(|()| Ok(writer.write_all(text)?)),
        };
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// Reads the bytes in every format. Checks that no path leaves the archive and that listed files can be read.
pub(super) fn run(bytes: &[u8]) {
    for format in FORMATS {
        let read = || ArchiveTree::read("archive", Cursor::new(bytes), format);
        for strip in [0, 1] {
            match read().and_then(|tree| tree.strip_components(strip)) {
                Ok(tree) => look(&tree),
                Err(error) => assert!(!error.to_string().is_empty(), "an error without words"),
            }
        }
    }
}

fn look(tree: &ArchiveTree) {
    let Ok(files) = tree.files("", ".proto") else { return };
    for file in files {
        let inside = !file.starts_with('/') && !file.contains('\\') && file.split('/').all(|part| part != "..");
        assert!(inside, "`{file}` leads out of the archive");
        let _ = tree.read(&file);
        assert!(!tree.display(&file).is_empty(), "a file without a name");
    }
    for outside in ["../a.proto", "/etc/passwd", "proto/../../a.proto"] {
        assert!(!matches!(tree.read(outside), Ok(Some(_))), "`{outside}` is read");
    }
}
