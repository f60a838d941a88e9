//! The complete repositories of a history, and what `git` says of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::history::History;
use super::state::schema;
use super::{shell, write};
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// A script that creates the repositories `$NAMES` in `$UP` from their streams in `$FROM`.
pub(super) const CREATE: &str = "\
for name in $NAMES; do
  git init -q --bare \"$UP/$name.git\"
  git -C \"$UP/$name.git\" config uploadpack.allowAnySHA1InWant true
  git -C \"$UP/$name.git\" config uploadpack.allowFilter true
  git -C \"$UP/$name.git\" fast-import --quiet --export-marks=\"$UP/$name.marks\" <\"$FROM/$name.fi\"
  git -C \"$UP/$name.git\" symbolic-ref HEAD \"refs/heads/$DEFAULT\"
done
";

/// The complete repositories of a history in a folder: `up.git`, and its submodule `sub.git`.
pub(super) struct Upstream {
    pub(super) folder: PathBuf,
    pub(super) history: History,
    /// The ids of the commits.
    pub(super) ids: Vec<String>,
    /// The ids of the submodule's commits.
    pub(super) submodule_ids: Vec<String>,
}

impl Upstream {
    pub(super) fn create(folder: PathBuf, history: History) -> Result<Self, Error> {
        std::fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
        let created = |name: &str, default: &str, stream: &str| {
            write(&folder.join(name).with_extension("fi"), stream)?;
            let here = folder.display().to_string();
            let variables = [("NAMES", name), ("UP", &here), ("FROM", &here), ("DEFAULT", default)];
            shell(&folder, CREATE, &variables)?.succeed()?;
            marks(&folder.join(name).with_extension("marks"))
        };
        let submodule_ids = created("sub", "main", &submodule_stream(&history))?;
        let ids = created("up", history.default, &stream(&history, &submodule_ids))?;
        Ok(Self { folder, history, ids, submodule_ids })
    }

    /// Returns the lines of a command of git in the complete repository.
    pub(super) fn git(&self, arguments: &[&str]) -> Result<Vec<String>, Error> {
        let repository = self.folder.join("up.git");
        let run = Run::new("git").args(["-C"]).arg(&repository).args(arguments).install_hint("git");
        let done = run.finish()?;
        Ok(String::from_utf8_lossy(&done.stdout).lines().map(str::to_owned).collect())
    }

    /// Returns all merge bases of two commits.
    pub(super) fn merge_bases(&self, one: &str, other: &str) -> Result<Vec<String>, Error> {
        self.git(&["merge-base", "--all", one, other])
    }

    pub(super) fn is_ancestor(&self, ancestor: &str, commit: &str) -> Result<bool, Error> {
        Ok(self.merge_bases(ancestor, commit)? == [ancestor])
    }

    /// Returns the first parent.
    pub(super) fn parent(&self, commit: &str) -> Result<Option<String>, Error> {
        let lines = self.git(&["rev-list", "--parents", "-1", commit])?;
        Ok(lines.first().and_then(|line| line.split(' ').nth(1)).map(str::to_owned))
    }

    /// Returns the id of the commit of a branch.
    pub(super) fn tip(&self, branch: &str) -> &str {
        &self.ids[self.history.refs[branch]]
    }

    /// Checks the complete tree of a commit out, with that of its submodule. Returns the folder, which is the same for each call.
    pub(super) fn tree(&self, commit: &str) -> Result<PathBuf, Error> {
        let tree = self.folder.join("trees").join(commit);
        if tree.is_dir() {
            return Ok(tree);
        }
        let path = tree.display().to_string();
        let variables = [("TREE", &*path), ("COMMIT", commit)];
        shell(&self.folder, CHECKOUT, &variables)?.succeed()?;
        Ok(tree)
    }
}

/// A script that checks a commit of `up.git` out to `$TREE`, with its submodule.
pub(super) const CHECKOUT: &str = "\
mkdir -p \"$TREE\"
GIT_INDEX_FILE=\"$TREE.index\" git -C up.git read-tree \"$COMMIT\"
GIT_INDEX_FILE=\"$TREE.index\" git -C up.git --work-tree=\"$TREE\" checkout-index --all --prefix=\"$TREE/\"
rm -f \"$TREE.index\"
sub=$(git -C up.git ls-tree \"$COMMIT\" sub | cut -d' ' -f3 | cut -f1)
if [ -n \"$sub\" ]; then
  mkdir -p \"$TREE/sub\"
  git -C sub.git archive \"$sub\" | tar -x -C \"$TREE/sub\"
fi
";

fn marks(path: &Path) -> Result<Vec<String>, Error> {
    let text = std::fs::read_to_string(path).map_err(Error::at(path))?;
    let numbered = text.lines().filter_map(|line| {
        let (mark, id) = line.strip_prefix(':')?.split_once(' ')?;
        Some((mark.parse::<usize>().ok()?, id.to_owned()))
    });
    Ok(numbered.collect::<BTreeMap<usize, String>>().into_values().collect())
}

fn submodule_stream(history: &History) -> String {
    let mut stream = String::new();
    for (at, fields) in history.submodule.iter().enumerate() {
        let texts = BTreeMap::from([
            ("s.proto".to_owned(), schema("s.proto", fields.iter().copied())),
            ("readme".to_owned(), format!("{at}\n")),
        ]);
        let parents: Vec<usize> = at.checked_sub(1).into_iter().collect();
        commit(&mut stream, "refs/heads/main", at, &parents, 1_700_000_000, &texts);
    }
    stream
}

fn stream(history: &History, submodule_ids: &[String]) -> String {
    let mut stream = String::new();
    for (at, it) in history.commits.iter().enumerate() {
        if it.parents.is_empty() {
            stream += "reset refs/tmp/all\n\n";
        }
        commit(&mut stream, "refs/tmp/all", at, &it.parents, it.time, &it.state.texts());
        if let Some(submodule) = it.state.submodule {
            let _ = writeln!(stream, "M 160000 {} sub\n", submodule_ids[submodule]);
        }
    }
    let refs = history.refs.iter().map(|(name, at)| (format!("refs/heads/{name}"), *at));
    let others = [("refs/pull/1/merge", history.pull), ("refs/tmp/before", history.before)];
    for (name, at) in refs.chain(others.map(|(name, at)| (name.to_owned(), at))) {
        let _ = writeln!(stream, "reset {name}\nfrom :{}\n", at + 1);
    }
    stream + "reset refs/tmp/all\nfrom 0000000000000000000000000000000000000000\n\n"
}

fn commit(stream: &mut String, name: &str, at: usize, parents: &[usize], time: u64, texts: &BTreeMap<String, String>) {
    let message = format!("commit {at}\n");
    let _ = writeln!(stream, "commit {name}\nmark :{}", at + 1);
    let _ = writeln!(stream, "committer test <test@example.com> {time} +0000\ndata {}\n{message}", message.len());
    for (place, parent) in parents.iter().enumerate() {
        let _ = writeln!(stream, "{} :{}", if place == 0 { "from" } else { "merge" }, parent + 1);
    }
    stream.push_str("deleteall\n");
    for (path, text) in texts {
        let _ = writeln!(stream, "M 100644 inline {path}\ndata {}\n{text}", text.len());
    }
}
