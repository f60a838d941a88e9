//! The program `git`, on bare repositories of the cache.
//!
//! Arguments are passed without a shell, and everything from configurations comes after `--end-of-options`. The
//! user's configuration of git applies, for credentials and proxies, but no hook and no remote helper runs.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A failure of `git`.
#[derive(Debug)]
pub(crate) enum GitError {
    /// The program cannot be started.
    Start(io::Error),
    /// The program failed, with the most informative line of its messages.
    Failed(String),
    /// The program wrote something unexpected.
    Output(&'static str),
}

/// A bare repository.
#[derive(Debug)]
pub(crate) struct Repository {
    folder: PathBuf,
    /// The lock of the repository. Programs that write to the repository have it as their input: it stays locked
    /// until they end, even if this process is killed.
    lock: File,
}

/// The reference for what was fetched last.
const FETCHED: &str = "refs/protoward/fetched";

/// The depth that git takes for the whole history.
const WHOLE_HISTORY: &str = "2147483647";

impl Repository {
    /// Opens or creates a repository, whose lock the caller has.
    pub(crate) fn open(folder: PathBuf, lock: File) -> Result<Self, GitError> {
        let repository = Self { folder, lock };
        repository.remove_stale_locks();
        if !repository.folder.join("HEAD").is_file() || !repository.folder.join("config").is_file() {
            let mut command = base();
            command.args(["init", "--bare", "--quiet", "--template=", "--end-of-options"]).arg(&repository.folder);
            repository.run(command)?;
        }
        Ok(repository)
    }

    /// Removes the lock files that git leaves when it is killed. No git is running, because the caller has the lock.
    fn remove_stale_locks(&self) {
        for folder in [self.folder.clone(), self.folder.join("refs/protoward")] {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            for entry in entries.filter(|entry| entry.path().extension().is_some_and(|it| it == "lock")) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Fetches a reference without its history, and returns the id of its commit.
    pub(crate) fn fetch(&self, url: &str, reference: &str) -> Result<String, GitError> {
        self.fetch_refs(url, "1", &[format!("+{reference}:{FETCHED}")])?;
        self.rev_parse(&format!("{FETCHED}^{{commit}}"))
    }

    /// Fetches all branches and tags with their history, for servers that do not provide single commits.
    pub(crate) fn fetch_everything(&self, url: &str) -> Result<(), GitError> {
        let all = ["heads", "tags"].map(|kind| format!("+refs/{kind}/*:refs/protoward/{kind}/*"));
        self.fetch_refs(url, WHOLE_HISTORY, &all)
    }

    fn fetch_refs(&self, url: &str, depth: &str, refs: &[String]) -> Result<(), GitError> {
        let mut command = self.command();
        command.args(["fetch", "--quiet", "--force", "--no-tags", "--no-recurse-submodules", "--depth", depth]);
        command.args(["--end-of-options", url]).args(refs);
        self.run(command).map(|_| ())
    }

    /// Returns `true` if the repository has a commit.
    pub(crate) fn has_commit(&self, commit: &str) -> bool {
        self.rev_parse(&format!("{commit}^{{commit}}")).is_ok()
    }

    /// Returns the id of an object.
    pub(crate) fn rev_parse(&self, name: &str) -> Result<String, GitError> {
        let mut command = self.command();
        command.args(["rev-parse", "--verify", "--quiet", "--end-of-options", name]);
        let output = self.run(command)?.stdout;
        let id = String::from_utf8(output).map_err(|_| GitError::Output("an id that is not text"))?;
        let id = id.trim().to_owned();
        if crate::is_commit(&id) { Ok(id) } else { Err(GitError::Output("something else than an id")) }
    }

    /// Returns the output of `git ls-tree` for all files of a commit.
    pub(crate) fn list(&self, commit: &str) -> Result<Vec<u8>, GitError> {
        let mut command = self.command();
        command.args(["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit]);
        self.run(command).map(|output| output.stdout)
    }

    /// Passes the contents of objects to `take`, with their positions in `ids`.
    pub(crate) fn contents<E: From<GitError>>(
        &self,
        ids: &[&str],
        mut take: impl FnMut(usize, Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut command = self.command();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(GitError::Start)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (Some(mut input), Some(output)) = (input, output) else { return Err(GitError::Output("nothing").into()) };
        let taken = std::thread::scope(|scope| {
            // A separate thread, because git stops reading while its output is not read.
            scope.spawn(move || ids.iter().try_for_each(|id| writeln!(input, "{id}")));
            let mut output = BufReader::with_capacity(1 << 16, output);
            for index in 0..ids.len() {
                take(index, object(&mut output)?)?;
            }
            drop(output);
            Ok(())
        });
        let _ = child.wait();
        taken
    }

    fn command(&self) -> Command {
        let mut command = base();
        let mut folder = std::ffi::OsString::from("--git-dir=");
        folder.push(&self.folder);
        command.arg(folder);
        command
    }

    fn run(&self, mut command: Command) -> Result<Output, GitError> {
        let lock = self.lock.try_clone().map_err(GitError::Start)?;
        let output = command.stdin(lock).output().map_err(GitError::Start)?;
        match output.status.success() {
            true => Ok(output),
            false => Err(GitError::Failed(reason(&String::from_utf8_lossy(&output.stderr)))),
        }
    }
}

/// Returns the output of `git ls-remote`: the references of a repository and their commits.
pub(crate) fn list_remote(url: &str) -> Result<Vec<u8>, GitError> {
    let mut command = base();
    let output = command.args(["ls-remote", "--quiet", "--end-of-options", url]).stdin(Stdio::null()).output();
    let output = output.map_err(GitError::Start)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(GitError::Failed(reason(&String::from_utf8_lossy(&output.stderr)))),
    }
}

/// Returns a command without the variables that point git to another repository.
fn base() -> Command {
    let mut command = Command::new("git");
    for variable in
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"]
    {
        command.env_remove(variable);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    for setting in [
        "protocol.ext.allow=never",
        "core.hooksPath=/dev/null",
        "gc.auto=0",
        "maintenance.auto=false",
        "advice.detachedHead=false",
    ] {
        command.args(["-c", setting]);
    }
    command
}

/// Reads an object of `git cat-file --batch`.
fn object(output: &mut impl BufRead) -> Result<Vec<u8>, GitError> {
    let ended = |_| GitError::Output("less than it was asked for");
    let mut header = String::new();
    output.by_ref().take(1000).read_line(&mut header).map_err(ended)?;
    let size = header.trim_end().strip_suffix(" missing").is_none().then(|| header.trim_end().rsplit(' ').next());
    let Some(size) = size.flatten().and_then(|size| size.parse::<u64>().ok()) else {
        return Err(GitError::Output("no such object, so the repository is incomplete"));
    };
    let mut bytes = Vec::new();
    output.by_ref().take(size).read_to_end(&mut bytes).map_err(ended)?;
    let mut end = [0];
    output.read_exact(&mut end).map_err(ended)?;
    if bytes.len() as u64 == size { Ok(bytes) } else { Err(GitError::Output("less than it was asked for")) }
}

/// Returns the line of git's messages that says most, without control characters.
fn reason(messages: &str) -> String {
    let lines = || messages.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = |prefix: &'static str| lines().find(move |line| line.starts_with(prefix));
    let line = said("ssh:").or_else(|| lines().find(|line| line.contains("Permission denied")));
    let line = line.or_else(|| said("fatal:")).or_else(|| lines().next_back()).unwrap_or("it gave no reason");
    line.trim_start_matches("fatal: ").chars().filter(|it| !it.is_control()).take(300).collect()
}

/// Returns `true` for a folder of a repository that exists.
pub(crate) fn exists(folder: &Path) -> bool {
    folder.join("HEAD").is_file()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn shows_the_line_that_says_most() {
        let of_ssh =
            "ssh: Could not resolve hostname x\nfatal: Could not read from remote repository.\n\nPlease make sure\n";
        assert_eq!(reason(of_ssh), "ssh: Could not resolve hostname x");
        assert_eq!(reason("remote: no\u{1b}[0m\nfatal: unable to access\u{7}\n"), "unable to access");
        assert_eq!(reason(""), "it gave no reason");
    }

    #[test]
    fn reads_objects() {
        let mut output: &[u8] = b"aa blob 3\na\nb\nbb missing\n";
        assert_eq!(object(&mut output).unwrap(), b"a\nb");
        assert!(object(&mut output).is_err());
        assert!(object(&mut &b"aa blob 5\nab"[..]).is_err());
    }
}
