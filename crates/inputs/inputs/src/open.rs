//! Opens inputs: finds the repository around a path, and chooses the tree through which its files are read.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use super::disk::{FileKind, STDIN, file_not_a_pointer, io, is_file, kind, read_file, stdin, wrong};
use super::error::InputError;
use super::git::WorkingFolder;
use super::image::{Image, ImageBytes, ImageFile};
use super::input::{ArchiveInput, ImageFormat, ImageInput, Input, Location};
use super::opened::{Opened, OpenedFiles};
use super::registry_image::pull_image;
use super::sparse::SparseTree;
use super::spelled_names::{SpelledNames, ignores_case};
use super::text_links::TextLinks;
use super::unpacked::{files_of_archive, unpacked};
use super::work_tree::WorkTree;
use super::{ArchiveTree, Compression, at, git, root_folders, staged};
use protoward_schema::descriptor::Detail;
use protoward_source::paths::shown;
use protoward_source::{FolderTree, SourcePath, Tree};

impl Input {
    /// Opens the referenced input.
    ///
    /// # Errors
    /// Fails if the input does not exist or cannot be read.
    pub fn open(&self) -> Result<Opened, InputError> {
        self.open_with(Detail::Full)
    }

    /// Like [`open`](Self::open), but an uncompressed image may have only some of its locations.
    ///
    /// # Errors
    /// Fails if the input does not exist or cannot be read.
    pub fn open_with(&self, detail: Detail) -> Result<Opened, InputError> {
        match self {
            Self::Folder(path) => folder(path).map(Opened::Files),
            Self::File(path) => file(path).map(Opened::Files),
            Self::Package(path) => {
                file(path).map(|files| Opened::Files(OpenedFiles { is_package: files.is_file, ..files }))
            }
            Self::Image(input) => image(input, detail).map(Opened::Image),
            Self::Archive(input) => archive(input).map(Opened::Files),
            Self::Git(git) => at::git(git).map(Opened::Files),
            Self::At { commit, input } => at::at(commit, input),
            Self::Staged { input, index } => staged::open(input, index.as_deref()).map(Opened::Files),
        }
    }
}

fn folder(path: &Path) -> Result<OpenedFiles, InputError> {
    let kind = match kind(path, "folder") {
        Err(error @ InputError::NotFound { .. }) => {
            return left_out(path, path, false)?.ok_or_else(|| with_commit(path, error));
        }
        kind => kind?,
    };
    match kind {
        FileKind::Folder => files(path, path, false),
        // On disk, a link to a folder that git checked out as text is a file.
        FileKind::File => {
            let files = files(path, path, false)?;
            if files.tree.is_folder(&files.path) { Ok(files) } else { Err(wrong(path, "a file", "a folder")) }
        }
        FileKind::Other => Err(wrong(path, "a pipe or a device", "a folder")),
    }
}

/// Adds the commit that a missing path may mean to its error.
fn with_commit(path: &Path, error: InputError) -> InputError {
    let commit_meant = || {
        let here = protoward_source::paths::absolute(Path::new(".")).ok()?;
        git::commit_meant(root_folders::repository_root(&here)?, path)
    };
    match error {
        InputError::NotFound { what, path, similar, .. } => {
            InputError::NotFound { what, path, similar, commit: commit_meant() }
        }
        error => error,
    }
}

fn file(path: &Path) -> Result<OpenedFiles, InputError> {
    let parent = path.parent().filter(|it| *it != Path::new("")).unwrap_or(Path::new("."));
    let kind = match kind(path, "file") {
        Err(error @ InputError::NotFound { .. }) => return left_out(path, parent, true)?.ok_or(error),
        kind => kind?,
    };
    match kind {
        FileKind::File => files(path, parent, true),
        FileKind::Folder => files(path, path, false),
        FileKind::Other => Err(wrong(path, "a pipe or a device", "a file")),
    }
}

/// Opens a path that does not exist, if a sparse checkout leaves it out.
fn left_out(path: &Path, folder: &Path, is_file: bool) -> Result<Option<OpenedFiles>, InputError> {
    // Only the system can resolve `..`, and it does not know a path that does not exist.
    if [path, folder].iter().any(|path| protoward_source::paths::absolute(path).is_err()) {
        return Ok(None);
    }
    let files = files(path, folder, is_file)?;
    let is_there = if is_file { files.tree.read(&files.path)?.is_some() } else { files.tree.is_folder(&files.path) };
    Ok(is_there.then_some(files))
}

/// Opens the tree of the enclosing repository, or of the outermost configured folder, or else of `folder`.
fn files(path: &Path, folder: &Path, is_file: bool) -> Result<OpenedFiles, InputError> {
    let absolute = |path: &Path| protoward_source::paths::absolute(path).map_err(|error| io(path, error));
    let absolute_path = absolute(path)?;
    let folder_at = absolute(folder)?;
    let repository = root_folders::repository_root(&folder_at);
    let around = repository.or_else(|| root_folders::configured_root(&folder_at));
    let root = around.unwrap_or(&folder_at).to_owned();
    let inside = absolute_path.strip_prefix(&root).ok().and_then(protoward_source::paths::tree_path);
    let inside = inside.ok_or_else(|| wrong(path, "not UTF-8", "a path that protobuf can name"))?;
    let here = if path.is_absolute() { root.clone() } else { absolute(Path::new("."))? };
    let disk =
        if path.is_absolute() { FolderTree::new(root.clone()) } else { FolderTree::seen_from(root.clone(), &here) };
    let left_out = match repository {
        Some(root) => git::left_out(root, WorkingFolder::seen_from(&here, root, path))?,
        None => None,
    };
    let tree: Arc<dyn Tree> = match left_out {
        Some(left_out) => Arc::new(SparseTree::new(disk, left_out)),
        None if repository.is_some() => Arc::new(WorkTree::new(disk, root.clone())),
        None => Arc::new(disk),
    };
    let tree = spelled(tree, &root, repository);
    let tree = match repository {
        Some(repository) => with_links(tree, repository),
        None => tree,
    };
    Ok(OpenedFiles { tree, path: inside, is_file, is_package: false, root: Some(root), commit: None })
}

/// Returns a tree whose names have the case that other systems see.
fn spelled(tree: Arc<dyn Tree>, root: &Path, repository: Option<&Path>) -> Arc<dyn Tree> {
    // Only on Windows, an input has the case of the disk however it is typed (`paths::absolute`). Elsewhere, nothing would be found in
    // an input that is typed in another case.
    if !cfg!(windows) || !ignores_case(root) {
        return tree;
    }
    let names = repository.map(git::schema_files).unwrap_or_default();
    Arc::new(SpelledNames::new(tree, root.to_owned(), names))
}

/// Returns a work tree in which the links that git has checked out as text are links.
fn with_links(tree: Arc<dyn Tree>, repository: &Path) -> Arc<dyn Tree> {
    let links = git::links_as_text(repository);
    if links.is_empty() { tree } else { Arc::new(TextLinks::new(tree, links)) }
}

fn image(input: &ImageInput, detail: Detail) -> Result<Image, InputError> {
    if let (Location::Path(path), ImageFormat::Binary, Compression::None) =
        (&input.from, input.format, input.compression)
    {
        let file = ImageFile::open(path)?;
        let bytes = match detail {
            Detail::Full => ImageBytes::Read(file.read()?),
            Detail::Declarations => ImageBytes::File(file),
        };
        return Ok(Image { bytes, format: input.format, display: shown(path).to_string().into(), commit: None });
    }
    let (packed, display) = match &input.from {
        Location::Path(path) => (read_file(path, "image")?, SourcePath::from(shown(path).to_string())),
        Location::Stdin => (stdin()?, SourcePath::name(STDIN)),
        Location::Registry(reference) => (pull_image(reference)?, SourcePath::name(reference.to_string())),
    };
    unpacked(input, packed, display, None)
}

fn archive(input: &ArchiveInput) -> Result<OpenedFiles, InputError> {
    let tree = match &input.from {
        Location::Path(path) => {
            is_file(path, "archive")?;
            let file = std::fs::File::open(path).map_err(|error| io(path, error))?;
            file_not_a_pointer(&file, path)?;
            ArchiveTree::read(&shown(path).to_string(), file, input.format)
        }
        Location::Stdin => ArchiveTree::read(STDIN, Cursor::new(stdin()?), input.format),
        Location::Registry(reference) => {
            ArchiveTree::read(&reference.to_string(), Cursor::new(pull_image(reference)?), input.format)
        }
    };
    files_of_archive(input, tree?, None)
}
