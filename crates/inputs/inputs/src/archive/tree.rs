//! An archive as a tree in memory. Its links are followed inside of it, with limits, because they can form circles and multiply
//! files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use super::entries::{Entries, LEADS_OUT, Limits, MAX_PATH, Node};
use super::error::{ArchiveError, ArchiveProblem};
use super::{tar, zip};
use crate::compression::{Compression, PLAIN_TAR, StartError, UnpackError, ZIP, looks_like};
use protoward_source::paths::shown;
use protoward_source::{Listing, PathStart, ReadError, SourcePath, Tree, UnreadEntry, UnreadKind, join, stays_inside};

/// Maximum number of links in one path, as in Linux.
const MAX_LINKS: usize = 40;

/// Maximum number of files that one listing visits again through links, which can multiply them.
const MAX_AGAIN: usize = 1 << 17;

/// The format of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveFormat {
    /// A tar, compressed or not: `.tar`, `.tar.gz`, `.tgz`, `.tar.zst`.
    Tar(Compression),
    /// A zip: `.zip`.
    Zip,
}

impl ArchiveFormat {
    /// Returns the format for a file extension.
    ///
    /// ```
    /// use protoward_inputs::{ArchiveFormat, Compression};
    /// assert_eq!(ArchiveFormat::of_name("api-1.0.tar.gz"), Some(ArchiveFormat::Tar(Compression::Gzip)));
    /// assert_eq!(ArchiveFormat::of_name("api.rar"), None);
    /// ```
    pub fn of_name(name: &str) -> Option<Self> {
        let endings = [
            (".tar", Self::Tar(Compression::None)),
            (".tar.gz", Self::Tar(Compression::Gzip)),
            (".tgz", Self::Tar(Compression::Gzip)),
            (".tar.zst", Self::Tar(Compression::Zstd)),
            (".zip", Self::Zip),
        ];
        endings.iter().find(|(ending, _)| name.ends_with(ending)).map(|&(_, format)| format)
    }
}

/// The files of an archive.
///
/// The `.proto`, `.yaml` and `.toml` files are decompressed into memory, and others are skipped; nothing is written.
/// Links are followed inside of the archive. An archive is not trusted: it may have a million entries, 512 MiB of
/// kept files and 4 GiB of decompressed data. An entry that leaves the archive, and two different files with one
/// path, are errors.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_source::Resolver;
/// use protoward_inputs::{ArchiveFormat, ArchiveTree, Compression};
/// # let mut tar = tar::Builder::new(Vec::new());
/// # let text = b"syntax = \"proto3\"; message A {}";
/// # let mut header = tar::Header::new_gnu();
/// # header.set_size(text.len() as u64);
/// # tar.append_data(&mut header, "api-1.0/proto/a.proto", &text[..])?;
/// # let folder = std::env::temp_dir().join(format!("protoward-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("api-1.0.tar.gz");
/// # std::fs::write(&path, Compression::Gzip.pack(&tar.into_inner()?))?;
///
/// // api-1.0.tar.gz has api-1.0/proto/a.proto.
/// let archive = ArchiveTree::open(&path)?.strip_components(1)?;
/// let compiled = Compiler::new().resolver(archive.below("proto")).compile(["a.proto"])?;
/// assert!(compiled.schema().find("A").is_some());
///
/// // The same from bytes.
/// let bytes = std::io::Cursor::new(std::fs::read(&path)?);
/// let archive = ArchiveTree::read("api", bytes, ArchiveFormat::Tar(Compression::Gzip))?;
/// assert!(archive.resolve("api-1.0/proto/a.proto")?.is_some());
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ArchiveTree {
    name: String,
    nodes: BTreeMap<String, Node>,
}

impl ArchiveTree {
    /// Reads the archive at `path`, whose extension determines the format.
    ///
    /// # Errors
    /// Fails if the archive cannot be read or has another format.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ArchiveError> {
        let path = path.as_ref();
        let name = shown(path).to_string();
        let error = |problem| ArchiveError { archive: name.clone(), problem };
        let format = ArchiveFormat::of_name(&name);
        let format = format.ok_or_else(|| error(ArchiveProblem::UnknownEnding))?;
        Self::read(&name, BufReader::new(open(path).map_err(|it| error(ArchiveProblem::Io(it)))?), format)
    }

    /// Reads an archive; `name` is its displayed name.
    ///
    /// # Errors
    /// Fails if the archive cannot be read or has another format.
    pub fn read(name: &str, reader: impl Read + Seek, format: ArchiveFormat) -> Result<Self, ArchiveError> {
        let entries = read(reader, format, Limits::DEFAULT);
        let entries = entries.map_err(|problem| ArchiveError { archive: name.to_owned(), problem })?;
        Ok(Self { name: name.to_owned(), nodes: entries.nodes })
    }

    /// Removes the first `count` components of every path. As in `tar`, shorter paths are dropped.
    ///
    /// # Errors
    /// Fails if two different files get the same path.
    pub fn strip_components(self, count: usize) -> Result<Self, ArchiveError> {
        let mut entries = Entries::new(Limits::DEFAULT);
        for (path, node) in &self.nodes {
            let Some(path) = stripped(path, count).filter(|path| !path.is_empty()) else { continue };
            let node = match node {
                // A fully stripped target is the new root folder, or a dropped file.
                Node::Link(target) => match stripped(target, count) {
                    Some(rest) if !rest.is_empty() || !self.nodes.contains_key(target) => Node::Link(rest),
                    Some(_) | None => Node::Unreadable(LEADS_OUT),
                },
                node => node.clone(),
            };
            let added = entries.add(path, node);
            added.map_err(|problem| ArchiveError { archive: self.name.clone(), problem })?;
        }
        Ok(Self { name: self.name, nodes: entries.nodes })
    }

    /// Returns the names in a folder, for suggestions.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let inside = self.inside(folder).filter_map(|(rest, _)| rest.split('/').next().map(str::to_owned));
        let mut names: Vec<String> = inside.collect();
        names.dedup();
        names
    }

    /// Returns the entries below a folder, by relative path.
    fn inside<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a Node)> + use<'a> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from = self.nodes.range(prefix.clone()..);
        from.map_while(move |(path, node)| Some((path.strip_prefix(&prefix)?, node)))
    }

    /// Returns the target of `path` with links followed; `None` if it does not exist.
    fn resolve(&self, path: &str) -> Result<Option<ResolvedPath<'_>>, ReadError> {
        let mut path: String = parts(path).collect::<Vec<_>>().join("/");
        let asked = path.clone();
        for _ in 0..=MAX_LINKS {
            match self.nodes.get(&path) {
                Some(Node::File(bytes)) => return Ok(Some(ResolvedPath::File(bytes))),
                Some(Node::Unreadable(reason)) => return Err(self.broken(&asked, reason)),
                Some(Node::Link(target)) => path.clone_from(target),
                None if path.is_empty() || self.inside(&path).next().is_some() => {
                    return Ok(Some(ResolvedPath::Folder(path)));
                }
                None => match self.folder_link(&path) {
                    Some((target, rest)) => path = join(target, rest),
                    None => return Ok(None),
                },
            }
            if path.len() > MAX_PATH {
                break;
            }
        }
        Err(ReadError::LinkLoop { path: self.display(&asked) })
    }

    /// Returns the first linked folder in `path`: its target, and the rest of the path.
    fn folder_link<'a>(&'a self, path: &'a str) -> Option<(&'a str, &'a str)> {
        path.match_indices('/').find_map(|(at, _)| match self.nodes.get(&path[..at]) {
            Some(Node::Link(target)) => Some((target.as_str(), &path[at + 1..])),
            _ => None,
        })
    }

    fn broken(&self, path: &str, reason: &str) -> ReadError {
        ReadError::Broken { path: self.display(path), reason: reason.to_owned() }
    }

    /// Lists one folder, and returns linked folders as further steps.
    fn list_folder(&self, step: &Step, endings: &[&str], progress: &mut Progress) -> Result<Vec<Step>, ReadError> {
        let mut next = Vec::new();
        for (rest, node) in self.inside(&step.real) {
            progress.visited += 1;
            if progress.visited > self.nodes.len() + MAX_AGAIN || step.path.len() > MAX_PATH {
                return Err(self.broken(&step.path, "its links multiply its files beyond reason"));
            }
            let path = join(&step.path, rest);
            let is_included = endings.iter().any(|ending| path.ends_with(ending));
            match node {
                _ if rest.split('/').any(|part| part.starts_with('.')) => {}
                Node::File(_) if is_included => progress.found.files.push(path),
                Node::Link(_) => match self.linked(step, rest, &path) {
                    Ok(ResolvedPath::Folder(real)) => {
                        let mut above = step.above.clone();
                        above.push(join(&step.real, rest));
                        next.push(Step { path, real, above });
                    }
                    Ok(ResolvedPath::File(_)) if is_included => progress.found.files.push(path),
                    Err((kind, error)) if is_included || kind == UnreadKind::Cycle => {
                        progress.found.unread.push(UnreadEntry { path, kind, error });
                    }
                    Ok(ResolvedPath::File(_)) | Err(_) => {}
                },
                // Like in the file system, entries that are neither files nor links are not listed.
                Node::Unreadable(LEADS_OUT) if is_included => {
                    let error = self.broken(&path, LEADS_OUT);
                    progress.found.unread.push(UnreadEntry { path, kind: UnreadKind::File, error });
                }
                Node::File(_) | Node::Unreadable(_) => {}
            }
        }
        Ok(next)
    }

    /// Returns the target of a link in a folder; `path` is its listed path.
    fn linked(&self, step: &Step, rest: &str, path: &str) -> Result<ResolvedPath<'_>, (UnreadKind, ReadError)> {
        let link = join(&step.real, rest);
        match self.resolve(&link) {
            Ok(Some(ResolvedPath::Folder(real))) => {
                let mut around = step.above.iter().chain([&link]);
                if around.any(|above| is_at_or_above(&real, above)) {
                    Err((UnreadKind::Cycle, ReadError::LinkLoop { path: self.display(path) }))
                } else {
                    Ok(ResolvedPath::Folder(real))
                }
            }
            Ok(Some(file)) => Ok(file),
            Ok(None) => Err((UnreadKind::File, self.broken(path, "it is a link to what the archive does not have"))),
            Err(error) => Err((UnreadKind::File, error)),
        }
    }
}

/// The state of a listing.
#[derive(Default)]
struct Progress {
    found: Listing,
    visited: usize,
}

/// A path after its links are followed.
enum ResolvedPath<'a> {
    File(&'a [u8]),
    /// A folder, with its path after following links.
    Folder(String),
}

/// A step of a listing: the listed path, the real path, and the links on the way.
struct Step {
    path: String,
    real: String,
    above: Vec<String>,
}

/// Returns `true` if `path` is `folder` or contains it.
fn is_at_or_above(path: &str, folder: &str) -> bool {
    path.is_empty() || folder.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

/// Removes the first `count` components; `None` if there are fewer.
fn stripped(path: &str, count: usize) -> Option<String> {
    let rest = parts(path).skip(count).collect::<Vec<_>>().join("/");
    (parts(path).count() >= count).then_some(rest)
}

/// Opens a regular file. A pipe would block, and a folder is no archive.
fn open(path: &Path) -> std::io::Result<File> {
    let is_file = std::fs::metadata(path)?.is_file();
    if is_file { File::open(path) } else { Err(std::io::Error::other("it is not a file")) }
}

pub(super) fn read(reader: impl Read + Seek, format: ArchiveFormat, limits: Limits) -> Result<Entries, ArchiveProblem> {
    let mut reader = BufReader::new(reader);
    let start = std::io::BufRead::fill_buf(&mut reader).map_err(ArchiveProblem::Io)?;
    let looks = looks_like(start);
    let start = start.len();
    match format {
        ArchiveFormat::Zip if start == 0 => Err(UnpackError::CutOff.into()),
        ArchiveFormat::Zip if looks.is_some_and(|looks| looks != ZIP) => {
            Err(UnpackError::NotPacked { wanted: ZIP, looks }.into())
        }
        ArchiveFormat::Zip => zip::read(reader, limits),
        ArchiveFormat::Tar(Compression::None) if looks.is_some_and(|looks| looks != PLAIN_TAR) => {
            Err(UnpackError::NotPacked { wanted: PLAIN_TAR, looks }.into())
        }
        ArchiveFormat::Tar(compression) => match compression.reader(reader) {
            Ok(reader) => tar::read(reader, limits),
            Err(StartError::Io(error)) => Err(ArchiveProblem::Io(error)),
            Err(StartError::Unpack(error)) => Err(error.into()),
        },
    }
}

impl Tree for ArchiveTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !stays_inside(path) {
            return Err(ReadError::Escapes { path: path.to_owned() });
        }
        match self.resolve(path)? {
            Some(ResolvedPath::File(bytes)) => Ok(Some(bytes.to_vec())),
            // Such a file is skipped, so that it is unknown whether it is there.
            None if !Entries::keeps(path) => {
                Err(self.broken(path, "files with this extension are not read from an archive"))
            }
            Some(ResolvedPath::Folder(_)) | None => Ok(None),
        }
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let Some(ResolvedPath::Folder(real)) = self.resolve(under)? else { return Ok(Listing::default()) };
        let mut steps = vec![Step { path: parts(under).collect::<Vec<_>>().join("/"), real, above: Vec::new() }];
        let mut progress = Progress::default();
        while let Some(step) = steps.pop() {
            steps.extend(self.list_folder(&step, endings, &mut progress)?);
        }
        progress.found.sort();
        Ok(progress.found)
    }

    fn is_folder(&self, path: &str) -> bool {
        stays_inside(path) && matches!(self.resolve(path), Ok(Some(ResolvedPath::Folder(_))))
    }

    /// Returns `true` for hard links too, which archives do not tell from symbolic ones once they are read.
    fn is_link(&self, path: &str) -> bool {
        matches!(self.nodes.get(path), Some(Node::Link(_) | Node::Unreadable(LEADS_OUT)))
    }

    fn displayed(&self, path: &str) -> SourcePath {
        let shown = if path.is_empty() { &self.name } else { path };
        SourcePath::from_start(shown, PathStart::Tree)
    }
}
