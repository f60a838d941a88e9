//! The conversions between files of the work tree and blobs: line endings, encodings and `$Id$`.

use std::io::Read;
use std::path::Path;

use gix::ObjectId;
use gix::filter::plumbing::eol::AutoCrlf;
use gix::filter::plumbing::pipeline::{CrlfRoundTripCheck, Options};
use gix::object::Kind;
use gix::worktree::stack::state::attributes::Source;

/// Returns `true` if git would store a file of the work tree as this blob. `path` is that in the repository.
pub(super) fn is_stored_as(repository: &gix::Repository, path: &str, bytes: &[u8], blob: ObjectId) -> bool {
    let is_blob = |bytes: &[u8]| gix::objs::compute_hash(blob.kind(), Kind::Blob, bytes).is_ok_and(|id| id == blob);
    is_blob(bytes) || stored(repository, path, bytes, blob).is_ok_and(|stored| is_blob(&stored))
}

/// Converts a file to the bytes that git would store. Attributes are those of the work tree. Filters are programs, which
/// are never run.
fn stored(repository: &gix::Repository, path: &str, bytes: &[u8], blob: ObjectId) -> gix::Result<Vec<u8>> {
    let mut options = Options {
        drivers: Vec::new(),
        crlf_roundtrip_check: CrlfRoundTripCheck::Skip,
        ..gix::filter::Pipeline::options(repository)?
    };
    // On Windows, the setting is usually that of the user, which is not read.
    if repository.config_snapshot().string("core.autocrlf").is_none() {
        options.eol_config.auto_crlf = AutoCrlf::Input;
    }
    let index = gix::index::State::new(blob.kind());
    let mut attributes = repository.attributes_only(&index, Source::WorktreeThenIdMapping)?;
    let entry = attributes.at_path(Path::new(path), None)?;
    let mut pipeline = gix::filter::plumbing::Pipeline::new(repository.command_context()?, blob.kind(), options);
    let mut converted = pipeline.convert_to_git(
        bytes,
        Path::new(path),
        &mut |_, found| {
            entry.matching_attributes(found);
        },
        // A blob that has carriage returns keeps them.
        &mut |buffer| Ok(gix::prelude::Find::try_find(&repository.objects, &blob, buffer)?.map(drop)),
    )?;
    let mut stored = Vec::new();
    converted.read_to_end(&mut stored).map_err(gix::Error::from_error)?;
    Ok(stored)
}
