//! The program `git`, on bare repositories of the cache.
//!
//! Arguments are passed without a shell, and everything from configurations comes after `--end-of-options` or is the
//! value of a setting. The user's configuration of git applies, for credentials and proxies, but no hook and no remote
//! helper runs. The output of git is read with limits.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::cache::{ABANDONED_AFTER, CacheError, at};
use crate::limits::{ExceededLimit, MAX_FETCH, MAX_LISTING};
use crate::listing::Listing;
use crate::messages::{is_damage, reason};
use crate::process::{Process, ProcessEnd};

/// A failure of `git`, or of a repository in the cache.
#[derive(Debug)]
pub(crate) enum GitError {
    /// The program cannot be started.
    Start(io::Error),
    /// The repository in the cache cannot be written.
    Cache(CacheError),
    /// The program ended with an error.
    Failed {
        /// The most informative line of its messages.
        reason: String,
        /// `true` if the repository in the cache may be damaged, so that another one may help.
        is_damage: bool,
    },
    /// The program returned something unexpected, so the repository in the cache is damaged.
    Output(&'static str),
    /// A reference that leads to something else than a commit.
    NoCommit,
    /// The repository exceeds a limit.
    ExceededLimit(ExceededLimit),
}

impl GitError {
    /// Returns `true` if a new repository in the cache may help.
    pub(crate) const fn is_damage(&self) -> bool {
        matches!(self, Self::Output(_) | Self::Failed { is_damage: true, .. })
    }
}

/// The files that a fetch leaves out, if the server can do that. Files that are needed are fetched later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    /// None: everything is fetched.
    Nothing,
    /// Files that are larger than almost every `.proto` file.
    LargeFiles,
    /// All files, so that only commits and folders are fetched.
    Files,
}

impl Filter {
    const fn flag(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::LargeFiles => Some("--filter=blob:limit=1m"),
            Self::Files => Some("--filter=blob:none"),
        }
    }
}

/// A bare repository in the cache.
#[derive(Debug)]
pub(crate) struct Repository {
    folder: PathBuf,
    /// The lock of the repository. Programs that write to the repository have it as their output: it stays locked
    /// until they end, even if this process is killed.
    lock: File,
}

/// The first contents of a repository, as `git init --bare` writes them.
const CONFIG: &str = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";
const HEAD: &str = "ref: refs/heads/main\n";

/// The reference for what was fetched last.
const FETCHED: &str = "refs/protoward/fetched";

/// The name of the remote, which only settings on the command line define.
const REMOTE: &str = "protoward";

/// The depth that git takes for the whole history.
const WHOLE_HISTORY: &str = "--depth=2147483647";

/// Maximum number of packs. Each fetch adds one, and git gets slower with their number.
const MAX_PACKS: usize = 100;

impl Repository {
    /// Opens or creates a repository, whose lock the caller has.
    pub(crate) fn open(folder: PathBuf, lock: File) -> Result<Self, GitError> {
        let repository = Self { folder, lock };
        repository.remove_leftovers();
        if !repository.folder.join("HEAD").is_file() || !repository.folder.join("config").is_file() {
            repository.create()?;
        }
        Ok(repository)
    }

    fn create(&self) -> Result<(), GitError> {
        let created = ["objects/pack", "refs"].iter().try_for_each(|it| fs::create_dir_all(self.folder.join(it)));
        let write = |name, text| fs::write(self.folder.join(name), text);
        let created = created.and_then(|()| write("config", CONFIG)).and_then(|()| write("HEAD", HEAD));
        at(&self.folder, created).map_err(GitError::Cache)
    }

    /// Removes all contents of the repository.
    pub(crate) fn start_again(&self) -> Result<(), GitError> {
        at(&self.folder, fs::remove_dir_all(&self.folder)).map_err(GitError::Cache)?;
        self.create()
    }

    /// Removes the files that git leaves when it is killed. No git is running, because the caller has the lock; only
    /// its children may be, which see the end of their input.
    fn remove_leftovers(&self) {
        for folder in [self.folder.clone(), self.folder.join("refs/protoward")] {
            let is_lock = |entry: &fs::DirEntry| entry.path().extension().is_some_and(|it| it == "lock");
            entries(&folder).filter(is_lock).for_each(|entry| drop(fs::remove_file(entry.path())));
        }
        let is_abandoned = |entry: &fs::DirEntry| {
            let modified = entry.metadata().and_then(|it| it.modified()).unwrap_or_else(|_| SystemTime::now());
            entry.file_name().as_encoded_bytes().starts_with(b"tmp_")
                && modified.elapsed().is_ok_and(|age| age > ABANDONED_AFTER)
        };
        entries(&self.packs()).filter(is_abandoned).for_each(|entry| drop(fs::remove_file(entry.path())));
    }

    fn packs(&self) -> PathBuf {
        self.folder.join("objects/pack")
    }

    /// Returns `true` if the repository has so many packs that a new one is better.
    pub(crate) fn is_fragmented(&self) -> bool {
        let is_pack = |entry: &fs::DirEntry| entry.path().extension().is_some_and(|it| it == "pack");
        entries(&self.packs()).filter(is_pack).count() > MAX_PACKS
    }

    /// Fetches a reference without its history, and returns the id of its commit.
    pub(crate) fn fetch(&self, url: &str, reference: &str, filter: Filter) -> Result<String, GitError> {
        let mut command = self.remote(url, filter, "default");
        command.args(["--depth=1", "--end-of-options", REMOTE]).arg(format!("+{reference}:{FETCHED}"));
        self.run_writer(command, Stdio::null())?;
        self.rev_parse(&format!("{FETCHED}^{{commit}}")).map_err(|_| GitError::NoCommit)
    }

    /// Fetches a commit that the repository has, with files that it lacks.
    pub(crate) fn fetch_again(&self, url: &str, commit: &str, filter: Filter) -> Result<(), GitError> {
        let mut command = self.remote(url, filter, "default");
        command.args(["--refetch", "--depth=1", "--end-of-options", REMOTE]).arg(format!("+{commit}:{FETCHED}"));
        self.run_writer(command, Stdio::null())
    }

    /// Fetches all branches and tags with their history, for servers that do not provide single commits.
    pub(crate) fn fetch_everything(&self, url: &str) -> Result<(), GitError> {
        let mut command = self.remote(url, Filter::Nothing, "default");
        // Servers without any program cannot change the depth, and need not if nothing was fetched before.
        command.args(self.folder.join("shallow").exists().then_some(WHOLE_HISTORY));
        command.args(["--end-of-options", REMOTE]);
        command.args(["heads", "tags"].map(|kind| format!("+refs/{kind}/*:refs/protoward/{kind}/*")));
        self.run_writer(command, Stdio::null())
    }

    /// Returns the commit of a branch or tag after [`fetch_everything`](Self::fetch_everything).
    pub(crate) fn fetched(&self, reference: &str) -> Result<String, GitError> {
        let name = reference.strip_prefix("refs/").unwrap_or(reference);
        self.rev_parse(&format!("refs/protoward/{name}^{{commit}}")).map_err(|_| GitError::NoCommit)
    }

    /// Fetches files by their ids.
    pub(crate) fn fetch_files(&self, url: &str, ids: &[&str]) -> Result<(), GitError> {
        // The server must not send differences to files of commits that are there, because the files may not be.
        let mut command = self.remote(url, Filter::Files, "noop");
        command.args(["--no-write-fetch-head", "--stdin", "--end-of-options", REMOTE]);
        let path = self.folder.join("wanted");
        let mut input = at(&path, tempfile(&path)).map_err(GitError::Cache)?;
        let text: String = ids.iter().flat_map(|id| [id, "\n"]).collect();
        let written = input.write_all(text.as_bytes()).and_then(|()| io::Seek::rewind(&mut input));
        at(&path, written).map_err(GitError::Cache)?;
        self.run_writer(command, Stdio::from(input))
    }

    /// Returns `git fetch` for a URL, without the last arguments. `negotiation` is the way to tell the server which
    /// commits the repository has.
    fn remote(&self, url: &str, filter: Filter, negotiation: &str) -> Command {
        let mut command = self.command();
        command.arg("-c").arg(format!("fetch.negotiationAlgorithm={negotiation}"));
        command.arg("-c").arg(format!("remote.{REMOTE}.url={url}"));
        // With a remote that promises objects, git accepts that some are missing.
        command.arg("-c").arg(format!("remote.{REMOTE}.promisor=true"));
        for setting in [
            "core.bigFileThreshold=16m",
            "core.fsync=none",
            "fetch.fsckObjects=false",
            "fetch.unpackLimit=1",
            "fetch.writeCommitGraph=false",
        ] {
            command.args(["-c", setting]);
        }
        command.args(["fetch", "--quiet", "--force", "--no-tags", "--no-recurse-submodules"]);
        command.args(filter.flag());
        command
    }

    /// Returns `true` if the repository has a commit.
    pub(crate) fn has_commit(&self, commit: &str) -> bool {
        self.rev_parse(&format!("{commit}^{{commit}}")).is_ok()
    }

    /// Returns the id of an object.
    pub(crate) fn rev_parse(&self, name: &str) -> Result<String, GitError> {
        let mut command = self.command();
        command.args(["rev-parse", "--verify", "--quiet", "--end-of-options", name]);
        let id = run_reader(command, |output| {
            let mut id = String::new();
            output.take(100).read_to_string(&mut id).map_err(|_| GitError::Output("an id that is not text"))?;
            Ok(id.trim().to_owned())
        })?;
        if crate::is_commit(&id) { Ok(id) } else { Err(GitError::Output("something else than an id")) }
    }

    /// Returns all files of a commit.
    pub(crate) fn list(&self, commit: &str) -> Result<Listing, GitError> {
        let mut command = self.command();
        command.args(["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit]);
        run_reader(command, |output| {
            let mut output = BufReader::with_capacity(1 << 16, output.take(MAX_LISTING));
            let listing = Listing::read(&mut output).map_err(|_| GitError::Output("less than it was asked for"))?;
            let is_whole = output.into_inner().limit() > 0;
            listing.filter(|_| is_whole).ok_or(GitError::ExceededLimit(ExceededLimit::Entries))
        })
    }

    /// Returns the ids of the objects that the repository lacks.
    pub(crate) fn missing<'a>(&self, ids: &[&'a str]) -> Result<Vec<&'a str>, GitError> {
        let mut missing = Vec::new();
        self.objects("--batch-check", ids, |index, output| {
            if header(output)?.is_none() {
                missing.push(ids[index]);
            }
            Ok::<_, GitError>(())
        })?;
        Ok(missing)
    }

    /// Passes objects to `take`, with their positions in `ids`. An object that is missing is `None`.
    pub(crate) fn contents<E: From<GitError>>(
        &self,
        ids: &[&str],
        mut take: impl FnMut(usize, Option<Object<'_>>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.objects("--batch", ids, |index, output| {
            let Some(size) = header(output)? else { return take(index, None) };
            let mut left = output.by_ref().take(size);
            take(index, Some(Object { size, content: &mut left }))?;
            let mut end = [0];
            let is_read = left.limit() == 0 && output.read_exact(&mut end).is_ok();
            if is_read { Ok(()) } else { Err(GitError::Output("less than it was asked for").into()) }
        })
    }

    /// Asks `git cat-file` for objects. `take` reads one answer.
    fn objects<E: From<GitError>>(
        &self,
        mode: &str,
        ids: &[&str],
        mut take: impl FnMut(usize, &mut Output) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut command = self.command();
        command.args(["cat-file", mode, "--buffer"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Process::start(command.env("GIT_NO_LAZY_FETCH", "1")).map_err(GitError::Start)?;
        let (Some(mut input), Some(output)) = process.pipes() else { return Err(GitError::Output("nothing").into()) };
        std::thread::scope(|scope| {
            // A separate thread, because git stops reading while its output is not read.
            scope.spawn(move || ids.iter().try_for_each(|id| writeln!(input, "{id}")));
            let mut output = BufReader::with_capacity(1 << 16, output);
            let taken = (0..ids.len()).try_for_each(|index| take(index, &mut output));
            drop(output);
            // After an error, git is killed, and the thread ends because nothing reads what it writes.
            drop(process);
            taken
        })
    }

    fn command(&self) -> Command {
        let mut command = base();
        let mut folder = OsString::from("--git-dir=");
        folder.push(&self.folder);
        command.arg(folder);
        command
    }

    /// Runs a command that writes to the repository.
    fn run_writer(&self, mut command: Command, input: Stdio) -> Result<(), GitError> {
        let lock = self.lock.try_clone().map_err(GitError::Start)?;
        let process = Process::start(command.stdin(input).stdout(lock)).map_err(GitError::Start)?;
        let packs = self.packs();
        let before = size_of(&packs);
        let is_excessive = || size_of(&packs).saturating_sub(before) > MAX_FETCH;
        match process.finish(is_excessive).map_err(GitError::Start)? {
            ProcessEnd::Killed => Err(GitError::ExceededLimit(ExceededLimit::Fetch)),
            ProcessEnd::Ended(status, _) if status.success() => Ok(()),
            ProcessEnd::Ended(_, messages) => {
                Err(GitError::Failed { reason: reason(&messages), is_damage: is_damage(&messages) })
            }
        }
    }
}

/// The standard output of git, which is read while it runs.
type Output = BufReader<std::process::ChildStdout>;

/// An object that git has written, with its size.
pub(crate) struct Object<'a> {
    pub(crate) size: u64,
    content: &'a mut dyn Read,
}

impl Object<'_> {
    /// Returns the bytes of the object, or `None` if they are more than `limit`.
    pub(crate) fn read(self, limit: u64) -> Result<Option<Vec<u8>>, GitError> {
        if self.size > limit {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let read = self.content.read_to_end(&mut bytes);
        if read.is_ok() && bytes.len() as u64 == self.size {
            Ok(Some(bytes))
        } else {
            Err(GitError::Output("less than it was asked for"))
        }
    }
}

/// Runs a command that only reads the repository, and passes its output to `read`.
fn run_reader<T>(
    mut command: Command,
    read: impl FnOnce(std::process::ChildStdout) -> Result<T, GitError>,
) -> Result<T, GitError> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).env("GIT_NO_LAZY_FETCH", "1");
    let mut process = Process::start(&mut command).map_err(GitError::Start)?;
    let (_, Some(output)) = process.pipes() else { return Err(GitError::Output("nothing")) };
    let value = read(output);
    if let Err(GitError::ExceededLimit(_)) = value {
        return value;
    }
    match process.finish(|| false).map_err(GitError::Start)? {
        ProcessEnd::Ended(status, _) if status.success() => value,
        ProcessEnd::Ended(_, messages) => Err(GitError::Failed { reason: reason(&messages), is_damage: true }),
        ProcessEnd::Killed => Err(GitError::Output("nothing")),
    }
}

/// Returns the output of `git ls-remote`: the references of a repository and their commits.
pub(crate) fn list_remote(url: &str) -> Result<Vec<u8>, GitError> {
    let mut command = base();
    command.args(["ls-remote", "--quiet", "--end-of-options", url]);
    run_reader(command, |output| {
        let mut refs = Vec::new();
        let mut output = output.take(MAX_LISTING);
        output.read_to_end(&mut refs).map_err(|_| GitError::Output("less than it was asked for"))?;
        if output.limit() > 0 { Ok(refs) } else { Err(GitError::ExceededLimit(ExceededLimit::Entries)) }
    })
}

/// Returns a command without the variables that point git to another repository.
fn base() -> Command {
    let mut command = Command::new("git");
    for variable in OTHER_REPOSITORIES {
        command.env_remove(variable);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_REPLACE_OBJECTS", "1").env("LC_ALL", "C");
    for setting in [
        "protocol.ext.allow=never",
        "core.hooksPath=/dev/null",
        // Git for Windows otherwise writes no path of more than 260 characters.
        "core.longpaths=true",
        "gc.auto=0",
        "maintenance.auto=false",
        "advice.detachedHead=false",
    ] {
        command.args(["-c", setting]);
    }
    command
}

const OTHER_REPOSITORIES: [&str; 11] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
];

/// Creates an empty file without a name, or with one that the next call replaces.
fn tempfile(path: &Path) -> io::Result<File> {
    let file = File::options().create(true).truncate(true).read(true).write(true).open(path)?;
    // On Windows, a file that is open keeps its name.
    let _ = fs::remove_file(path);
    Ok(file)
}

fn entries(folder: &Path) -> impl Iterator<Item = fs::DirEntry> {
    fs::read_dir(folder).into_iter().flatten().flatten()
}

fn size_of(folder: &Path) -> u64 {
    entries(folder).filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// Reads the first line of an answer of `git cat-file`, and returns the size of the object; `None` if it is missing.
fn header(output: &mut impl BufRead) -> Result<Option<u64>, GitError> {
    let mut header = String::new();
    let read = output.by_ref().take(1000).read_line(&mut header);
    let line = header.trim_end();
    match line.rsplit_once(' ') {
        _ if read.is_err() || !header.ends_with('\n') => Err(GitError::Output("less than it was asked for")),
        Some((_, "missing")) => Ok(None),
        Some((_, size)) => size.parse().map(Some).map_err(|_| GitError::Output("no size of an object")),
        None => Err(GitError::Output("no such object")),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn reads_headers_of_objects() {
        assert_eq!(header(&mut &b"aa blob 3\na\nb\n"[..]).unwrap(), Some(3));
        assert_eq!(header(&mut &b"aa missing\n"[..]).unwrap(), None);
        assert!(header(&mut &b"aa blob 5"[..]).is_err());
        assert!(header(&mut &b"aa blob x\n"[..]).is_err());
        assert!(header(&mut &b"aa blob 99999999999999999999999\n"[..]).is_err());
    }

    #[test]
    fn reads_no_more_of_an_object_than_the_limit() {
        let read = |size: u64, limit: u64| Object { size, content: &mut &b"abc"[..] }.read(limit);
        assert_eq!(read(3, 3).unwrap().as_deref(), Some(&b"abc"[..]));
        assert!(read(1 << 60, 1 << 20).unwrap().is_none());
        assert!(read(4, 1 << 20).is_err(), "the object is incomplete");
    }
}
