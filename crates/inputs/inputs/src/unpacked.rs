//! Images and archives from their bytes, wherever these come from: a file, standard input, a commit or a registry.

use std::sync::Arc;

use super::error::InputError;
use super::image::{Image, ImageBytes};
use super::input::{ArchiveInput, CommitName, ImageInput};
use super::opened::OpenedFiles;
use super::{ArchiveTree, Compression};
use protoward_source::{SourcePath, Tree, nearest};

/// Creates an image from its bytes.
pub(super) fn unpacked(
    input: &ImageInput,
    packed: Vec<u8>,
    display: SourcePath,
    commit: Option<CommitName>,
) -> Result<Image, InputError> {
    let bytes = match input.compression {
        Compression::None => packed,
        compression => {
            compression.unpack(&packed).map_err(|error| InputError::Unpack { path: display.shown.clone(), error })?
        }
    };
    Ok(Image { bytes: ImageBytes::Read(bytes.into()), format: input.format, display, commit })
}

/// Returns the selected folder of an archive.
pub(super) fn files_of_archive(
    input: &ArchiveInput,
    tree: ArchiveTree,
    commit: Option<CommitName>,
) -> Result<OpenedFiles, InputError> {
    let tree = tree.strip_components(input.strip_components)?;
    let path = input.subdir.clone();
    if !path.is_empty() && !tree.is_folder(&path) {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let names = tree.names(parent);
        let similar = nearest(name, names.iter().map(String::as_str)).into_iter();
        let similar = similar.map(|name| protoward_source::join(parent, name)).collect();
        return Err(InputError::NotInArchive { path, archive: tree.display(""), similar });
    }
    Ok(OpenedFiles { tree: Arc::new(tree), path, is_file: false, is_package: false, root: None, commit })
}
