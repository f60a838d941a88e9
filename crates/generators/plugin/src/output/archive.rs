//! Archives, byte for byte as protoc writes them: uncompressed, sorted and without times.

use std::collections::BTreeMap;

use flate2::Crc;

use super::Content;

/// Returns `true` if the name of an output is that of an archive.
pub(super) fn is_archive(location: &str) -> bool {
    [".zip", ".jar", ".srcjar"].iter().any(|ending| location.ends_with(ending))
}

/// The file that every `.jar` contains.
const MANIFEST: &str = "META-INF/MANIFEST.MF";
const MANIFEST_CONTENT: &[u8] = b"Manifest-Version: 1.0\nCreated-By: 1.6.0 (protoc)\n\n";

/// 1980-01-01, the earliest representable date.
const DATE: u16 = 0x0021;
/// The version of the format, 1.0, which suffices for files that are only stored.
const VERSION: u16 = 10;

/// The error for an archive that exceeds the limits of the format.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// Returns the bytes of an archive.
pub(super) fn archive(location: &str, files: &BTreeMap<String, Content>) -> Result<Vec<u8>, TooLarge> {
    let mut entries: BTreeMap<&str, &[u8]> =
        files.iter().map(|(name, file)| (name.as_str(), file.content.as_slice())).collect();
    if location.ends_with(".jar") {
        entries.entry(MANIFEST).or_insert(MANIFEST_CONTENT);
    }
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    let count = u16::try_from(entries.len()).map_err(|_| TooLarge)?;
    for (name, content) in entries {
        let offset = size(bytes.len())?;
        let described = description(name, content)?;
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&described);
        bytes.extend(name.as_bytes());
        bytes.extend(content);
        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&described);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let length = size(directory.len())?;
    let offset = size(bytes.len())?;
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(offset.to_le_bytes());
    bytes.extend([0; 2]);
    Ok(bytes)
}

/// Returns the common part of both headers of a file.
fn description(name: &str, content: &[u8]) -> Result<Vec<u8>, TooLarge> {
    let mut crc = Crc::new();
    crc.update(content);
    let length = size(content.len())?;
    let mut bytes = Vec::new();
    bytes.extend(VERSION.to_le_bytes());
    // No flags, stored, midnight.
    bytes.extend([0; 6]);
    bytes.extend(DATE.to_le_bytes());
    bytes.extend(crc.sum().to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(u16::try_from(name.len()).map_err(|_| TooLarge)?.to_le_bytes());
    bytes.extend([0; 2]);
    Ok(bytes)
}

fn size(length: usize) -> Result<u32, TooLarge> {
    u32::try_from(length).map_err(|_| TooLarge)
}
