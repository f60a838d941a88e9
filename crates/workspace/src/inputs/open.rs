use std::fmt;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::InputError;
use super::git::WorkingFolder;
use super::image::{Image, ImageBytes, ImageFile};
use super::input::{ArchiveInput, CommitName, ImageFormat, ImageInput, Input, Location};
use super::sparse::SparseTree;
use super::work_tree::WorkTree;
use super::{ArchiveTree, Compression, at, git, root_folders, staged};
use protoward_schema::descriptor::Detail;
use protoward_source::{FolderTree, MAX_FILE, MAX_LFS_POINTER, ReadError, Tree, nearest, not_a_pointer};

/// An opened input.
#[derive(Clone, Debug)]
pub enum Opened {
    /// `.proto` files in a folder or a commit.
    Files(Files),
    /// A compiled schema.
    Image(Image),
}

/// `.proto` files in a tree.
#[derive(Clone)]
pub struct Files {
    /// The tree of the enclosing repository, or else of the input alone.
    pub tree: Arc<dyn Tree>,
    /// The path of the input in the tree; empty for the whole tree.
    pub path: String,
    /// `true` if the input is a single file.
    pub is_file: bool,
    /// The folder of `tree`, now or at the commit; `None` for a named repository and for an archive.
    pub root: Option<PathBuf>,
    /// The commit of the tree.
    pub commit: Option<CommitName>,
}

/// Omits the tree, which does not implement `Debug`.
impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tree: _, path, is_file, root, commit } = self;
        let mut debug = f.debug_struct("Files");
        debug.field("path", path).field("is_file", is_file).field("root", root).field("commit", commit);
        debug.finish_non_exhaustive()
    }
}

impl Files {
    /// Returns `true` if the repository of the tree has a submodule at a path.
    pub(crate) fn has_submodule(&self, path: &str) -> bool {
        !path.is_empty() && self.root.as_deref().is_some_and(|root| git::has_submodule(root, path))
    }

    /// Converts a path that is written like the input to a path in the tree; `None` outside of the tree.
    pub fn path_of(&self, path: &Path) -> Option<String> {
        match &self.root {
            Some(root) => protoward_source::paths::absolute(path)
                .ok()?
                .strip_prefix(root)
                .ok()
                .and_then(protoward_source::paths::tree_path),
            None => {
                let path =
                    protoward_source::paths::tree_path(path).filter(|path| protoward_source::stays_inside(path))?;
                Some(protoward_source::join(&self.path, &path))
            }
        }
    }
}

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
            Self::Image(input) => image(input, detail).map(Opened::Image),
            Self::Archive(input) => archive(input).map(Opened::Files),
            Self::Git(git) => at::git(git).map(Opened::Files),
            Self::At { commit, input } => at::at(commit, input),
            Self::Staged { input, index } => staged::open(input, index.as_deref()).map(Opened::Files),
        }
    }
}

fn folder(path: &Path) -> Result<Files, InputError> {
    let kind = match kind(path, "folder") {
        Err(error @ InputError::NotFound { .. }) => return left_out(path, path, false)?.ok_or(error),
        kind => kind?,
    };
    match kind {
        FileKind::Folder => files(path, path, false),
        // A file with another extension is treated as a `.proto` file.
        FileKind::File => Err(wrong(path, "a file", "a folder")),
        FileKind::Other => Err(wrong(path, "a pipe or a device", "a folder")),
    }
}

fn file(path: &Path) -> Result<Files, InputError> {
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
fn left_out(path: &Path, folder: &Path, is_file: bool) -> Result<Option<Files>, InputError> {
    // Only the system can resolve `..`, and it does not know a path that does not exist.
    if [path, folder].iter().any(|path| protoward_source::paths::absolute(path).is_err()) {
        return Ok(None);
    }
    let files = files(path, folder, is_file)?;
    let is_there = match is_file {
        true => files.tree.read(&files.path)?.is_some(),
        false => files.tree.is_folder(&files.path),
    };
    Ok(is_there.then_some(files))
}

/// Opens the tree of the enclosing repository, or of the outermost configured folder, or else of `folder`.
fn files(path: &Path, folder: &Path, is_file: bool) -> Result<Files, InputError> {
    let absolute = |path: &Path| protoward_source::paths::absolute(path).map_err(|error| io(path, error));
    let (absolute_path, folder_at) = (absolute(path)?, absolute(folder)?);
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
    Ok(Files { tree, path: inside, is_file, root: Some(root), commit: None })
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
        return Ok(Image { bytes, format: input.format, display: path.display().to_string(), commit: None });
    }
    let (packed, display) = match &input.from {
        Location::Path(path) => (read_file(path, "image")?, path.display().to_string()),
        Location::Stdin => (stdin()?, STDIN.to_owned()),
    };
    unpacked(input, packed, display, None)
}

/// Creates an image from its bytes.
pub(super) fn unpacked(
    input: &ImageInput,
    packed: Vec<u8>,
    display: String,
    commit: Option<CommitName>,
) -> Result<Image, InputError> {
    let bytes = match input.compression {
        Compression::None => packed,
        compression => {
            compression.unpack(&packed).map_err(|error| InputError::Unpack { path: display.clone(), error })?
        }
    };
    Ok(Image { bytes: ImageBytes::Read(bytes.into()), format: input.format, display, commit })
}

fn archive(input: &ArchiveInput) -> Result<Files, InputError> {
    let tree = match &input.from {
        Location::Path(path) => {
            is_file(path, "archive")?;
            let file = std::fs::File::open(path).map_err(|error| io(path, error))?;
            file_not_a_pointer(&file, path)?;
            ArchiveTree::read(&path.display().to_string(), file, input.format)
        }
        Location::Stdin => ArchiveTree::read(STDIN, Cursor::new(stdin()?), input.format),
    };
    files_of_archive(input, tree?, None)
}

/// Returns the selected folder of an archive.
pub(super) fn files_of_archive(
    input: &ArchiveInput,
    tree: ArchiveTree,
    commit: Option<CommitName>,
) -> Result<Files, InputError> {
    let tree = tree.strip_components(input.strip_components)?;
    let path = input.subdir.clone();
    if !path.is_empty() && !tree.is_folder(&path) {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let names = tree.names(parent);
        let similar = nearest(name, names.iter().map(String::as_str)).into_iter();
        let similar = similar.map(|name| protoward_source::join(parent, name)).collect();
        return Err(InputError::NotInArchive { path, archive: tree.display(""), similar });
    }
    Ok(Files { tree: Arc::new(tree), path, is_file: false, root: None, commit })
}

/// Reads a file that the user named; `what` is its expected kind.
pub fn read_file(path: &Path, what: &'static str) -> Result<Vec<u8>, InputError> {
    let bytes = read_all(file_to_read(path, what)?, &path.display().to_string())?;
    not_a_pointer(|| path.display().to_string(), &bytes)?;
    Ok(bytes)
}

/// A file that is not too large to be read, as far as that is known.
pub(super) fn file_to_read(path: &Path, what: &'static str) -> Result<File, InputError> {
    is_file(path, what)?;
    let file = File::open(path).map_err(|error| io(path, error))?;
    let size = file.metadata().map_err(|error| io(path, error))?.len();
    match size > MAX_FILE {
        true => Err(InputError::TooLarge { path: path.display().to_string() }),
        false => Ok(file),
    }
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
fn is_file(path: &Path, what: &'static str) -> Result<(), InputError> {
    match kind(path, what)? {
        FileKind::File => Ok(()),
        FileKind::Folder => Err(wrong(path, "a folder", "a file")),
        FileKind::Other => Err(wrong(path, "a pipe or a device", "a file")),
    }
}

/// The displayed name of standard input.
const STDIN: &str = "standard input";

/// Returns the content of standard input. It is read once and kept, because an input may be opened several times.
fn stdin() -> Result<Vec<u8>, InputError> {
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

enum FileKind {
    Folder,
    File,
    Other,
}

fn kind(path: &Path, what: &'static str) -> Result<FileKind, InputError> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(FileKind::Folder),
        Ok(metadata) if metadata.is_file() => Ok(FileKind::File),
        Ok(_) => Ok(FileKind::Other),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            if let Ok(target) = std::fs::read_link(path) {
                let (path, target) = (path.display().to_string(), Some(target.display().to_string()));
                return Err(InputError::Tree(ReadError::Dangling { path, target }));
            }
            let commit = if what == "folder" { git::commit_meant(path) } else { None };
            Err(InputError::NotFound { what, path: path.display().to_string(), similar: similar(path), commit })
        }
        Err(error) => Err(io(path, error)),
    }
}

/// Checks that `path` exists.
pub(super) fn exists(path: &Path, what: &'static str) -> Result<(), InputError> {
    kind(path, what).map(|_| ())
}

/// Returns names similar to a missing path in the same folder.
fn similar(path: &Path) -> Vec<String> {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return Vec::new() };
    let parent = path.parent().unwrap_or(Path::new(""));
    let listed = std::fs::read_dir(if parent == Path::new("") { Path::new(".") } else { parent });
    let mut names: Vec<String> =
        listed.into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let near = nearest(&name, names.iter().map(String::as_str));
    near.into_iter().map(|name| parent.join(name).display().to_string()).collect()
}

pub(super) fn wrong(path: &Path, is: &'static str, wanted: &'static str) -> InputError {
    InputError::WrongKind { path: path.display().to_string(), is, wanted }
}

pub(super) fn io(path: &Path, error: std::io::Error) -> InputError {
    InputError::Io { path: path.display().to_string(), error }
}
