//! The files of a crate's types as `.proto` text, for other crates that import them.

use std::collections::BTreeMap;

use super::diagnostics;
use protoward_compiler::well_known;
use protoward_output::is_plain;
use protoward_schema::descriptor::encode_files;
use protoward_schema::{FileId, Schema};
use protoward_source::{Diagnostic, Sources};

/// The texts of `.proto` files, by import path.
pub(super) type Texts = BTreeMap<String, Vec<u8>>;

/// Returns the texts of files: the original texts from `sources`, or texts rendered from descriptors without `sources`. The
/// files of well-known types are left out, because every compiler has them.
pub(super) fn texts(schema: &Schema, files: &[FileId], sources: Option<&Sources>) -> Result<Texts, Box<Diagnostic>> {
    let name = |file: FileId| schema.text(schema[file].path);
    let listed: Vec<FileId> = files.iter().copied().filter(|&file| well_known(name(file)).is_none()).collect();
    if let Some(&file) = listed.iter().find(|&&file| !is_plain(name(file)) || name(file).starts_with('#')) {
        return Err(diagnostics::invalid_file_name(name(file)));
    }
    let Some(sources) = sources else { return rendered(schema, &listed) };
    let text = |file: FileId| Some(sources.get(schema[file].source).text.as_ref()?.as_bytes().to_vec());
    Ok(BTreeMap::from_iter(listed.iter().filter_map(|&file| Some((name(file).to_owned(), text(file)?)))))
}

/// Renders the texts of files from their descriptors.
fn rendered(schema: &Schema, files: &[FileId]) -> Result<Texts, Box<Diagnostic>> {
    use protoward_proto_text::DescriptorSource;
    use protoward_source::Resolver;

    let mut source = DescriptorSource::default();
    let added = source.add(&encode_files(schema, files.iter().copied(), false));
    debug_assert!(added.is_some(), "what was written can be read");
    let text = |name: &str| Some((name.to_owned(), source.resolve(name).ok().flatten()?));
    Ok(source.names().filter_map(text).collect())
}

/// Returns the fingerprint of a file: the FNV-1a hash of its descriptor without comments.
pub(super) fn fingerprint(schema: &Schema, file: FileId) -> String {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    const FACTOR: u64 = 0x0000_0100_0000_01b3;
    let bytes = encode_files(schema, [file], false);
    let hash = bytes.iter().fold(START, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(FACTOR));
    format!("{hash:016x}")
}
