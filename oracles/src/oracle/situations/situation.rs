//! One situation: a clone after an event, the answer of protoward, and that of the reference.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::copy::{CloneKind, Copy};
use super::event::{Baseline, Event};
use super::judge::{self, Answers, Judgment, Reference};
use super::upstream::Upstream;
use super::work::Work;
use super::{Shelled, shell, write};
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// A script that creates the home of a user and enters the folder of the situation.
const HOME: &str = "\
mkdir -p \"$TOP/home\"
cat >\"$TOP/home/.gitconfig\" <<'END'
[user]
	name = test
	email = test@example.com
[protocol \"file\"]
	allow = always
[advice]
	detachedHead = false
[gc]
	auto = 0
END
";

/// The part of the files that a run is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    All,
    Folder(&'static str),
    Path(&'static str),
    Inside(&'static str),
}

impl Input {
    fn draw(upstream: &Upstream, random: &mut Random) -> Self {
        let folder = if upstream.history.submodule.is_empty() || random.chance(2) { "x" } else { "sub" };
        match random.below(8) {
            0..4 => Self::All,
            4 | 5 => Self::Folder(folder),
            6 => Self::Path(folder),
            _ => Self::Inside(folder),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::All => "everything",
            Self::Folder("sub") | Self::Path("sub") | Self::Inside("sub") => "the submodule",
            Self::Folder(_) => "a folder",
            Self::Path(_) => "--path",
            Self::Inside(_) => "inside of a folder",
        }
    }

    /// Returns the folder to run in, below the root, and the arguments.
    fn arguments(self) -> (&'static str, Vec<&'static str>) {
        match self {
            Self::All => (".", vec![]),
            Self::Folder(folder) => (".", vec![folder]),
            Self::Path(folder) => (".", vec!["--path", folder]),
            Self::Inside(folder) => (folder, vec![]),
        }
    }

    /// Returns the baseline in another folder.
    fn in_folder(self, folder: &Path) -> PathBuf {
        match self {
            Self::All | Self::Path(_) => folder.to_owned(),
            Self::Folder(below) | Self::Inside(below) => folder.join(below),
        }
    }
}

pub(super) struct Situation<'a> {
    upstream: &'a Upstream,
    program: &'a Path,
    event: Event,
    copy: Copy,
    work: Work,
    input: Input,
    command: &'static str,
    top: PathBuf,
}

impl<'a> Situation<'a> {
    pub(super) fn draw(
        upstream: &'a Upstream,
        program: &'a Path,
        top: PathBuf,
        random: &mut Random,
    ) -> Result<Self, Error> {
        let event = Event::draw(upstream, random)?;
        let copy = Copy::draw(upstream, &event, random);
        let work = Work::draw(upstream, &event, &copy, random);
        let input = Input::draw(upstream, random);
        let command = if random.chance(5) { "check" } else { "breaking" };
        Ok(Self { upstream, program, event, copy, work, input, command, top })
    }

    /// Returns the values of all dimensions.
    pub(super) fn dimensions(&self) -> [(&'static str, &'static str); 8] {
        let history = &self.upstream.history;
        let state = if self.copy.is_autocrlf || history.commits[0].state.is_crlf() { "crlf" } else { self.work.name };
        [
            ("history", history.shape.name()),
            ("configuration", history.layout.name()),
            ("service", self.event.service),
            ("event", self.event.name),
            ("clone", self.copy.kind.name()),
            ("submodule", self.copy.submodule.name()),
            ("state", state),
            ("input", self.input.name()),
        ]
    }

    /// Asks protoward and the reference.
    pub(super) fn judge(&self) -> Result<Judgment, Error> {
        std::fs::create_dir_all(&self.top).map_err(Error::at(&self.top))?;
        let setup = self.shell(&self.setup())?;
        if setup.code != Some(0) {
            return Err(Error::Usage(format!("the setup fails: {}\n{}", setup.text, self.setup())));
        }
        let done = self.shell(&self.run())?;
        let reference = self.reference()?;
        let answers = Answers {
            code: done.code,
            text: &done.text,
            reference: &reference,
            may_lack_objects: !self.copy.is_complete(),
            has_repository: self.copy.kind != CloneKind::NoRepository,
            is_ci: self.event.is_ci(),
        };
        let mut judgment = answers.judge();
        judgment.text = format!("{}\n{}", reference.describe(), done.text.trim_end());
        Ok(judgment)
    }

    /// Writes the scripts and the streams that repeat the situation.
    pub(super) fn save(&self, folder: &Path, title: &str) -> Result<(), Error> {
        std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
        for name in ["up.fi", "sub.fi"] {
            let from = self.upstream.folder.join(name);
            std::fs::copy(&from, folder.join(name)).map_err(Error::at(&from))?;
        }
        let commented: String = title.lines().map(|line| format!("# {line}\n")).collect();
        let header = "set -eu\nFROM=$(cd \"$(dirname \"$0\")\" && pwd)\nTOP=${1:-$(mktemp -d)}\nUP=$TOP\n\
                      PROTOWARD=${PROTOWARD:-protoward}\nexport TOP UP PROTOWARD HOME=\"$TOP/home\" GIT_CONFIG_NOSYSTEM=1\n";
        let text = format!(
            "#!/bin/sh\n{commented}{header}NAMES='sub up'\nDEFAULT={}\n{}{}echo \"the situation is in $TOP/work\"\n{}",
            self.upstream.history.default,
            super::upstream::CREATE,
            self.setup(),
            self.run()
        );
        write(&folder.join("replay.sh"), &text)
    }

    fn setup(&self) -> String {
        let mut script = HOME.to_owned() + &self.copy.script(self.upstream, &self.event) + &self.work.edit;
        if let Some(commit) = &self.work.submodule {
            script += &format!("git -C sub checkout -q {commit}\n");
        }
        script + self.work.record
    }

    fn run(&self) -> String {
        let mut script = "cd \"$TOP/work\"\n".to_owned();
        if let Some(json) = &self.event.json {
            script += &format!(
                "cat >\"$TOP/event.json\" <<'END'\n{json}\nEND\nexport GITHUB_EVENT_PATH=\"$TOP/event.json\"\n"
            );
        }
        for (name, value) in &self.event.variables {
            script += &format!("export {name}='{value}'\n");
        }
        let (folder, arguments) = self.input.arguments();
        let flags = self.event.flags.join(" ");
        script
            + &format!(
                "mkdir -p {folder} && cd {folder}\n\"$PROTOWARD\" {} {} {flags}\n",
                self.command,
                arguments.join(" ")
            )
    }

    fn shell(&self, script: &str) -> Result<Shelled, Error> {
        let top = self.top.display().to_string();
        let up = self.upstream.folder.display().to_string();
        let program = self.program.display().to_string();
        let home = format!("{top}/home");
        shell(&self.top, script, &[("TOP", &*top), ("UP", &up), ("PROTOWARD", &program), ("HOME", &home)])
    }

    /// Compares the complete trees as plain folders.
    fn reference(&self) -> Result<Reference, Error> {
        let sets = match &self.event.baseline {
            Baseline::Itself if self.work.is_clean() => return Ok(Reference::Itself),
            Baseline::Itself => vec![vec![self.event.checkout.commit.clone()]],
            Baseline::First if self.is_unchanged() => return Ok(Reference::First),
            Baseline::First => vec![vec![self.event.checkout.commit.clone()]],
            Baseline::OneOf(sets) => self.with_head(self.with_named(sets.clone())),
        };
        let is_missing = match &self.event.named {
            Some(named) if self.copy.kind != CloneKind::NoRepository => !self.has_commit(named)?,
            _ => false,
        };
        if is_missing {
            return Ok(Reference::NotFetched);
        }
        if let Some(branch) = self.missing_branch()? {
            return Ok(Reference::BranchNotFetched(branch));
        }
        let new = self.new_tree()?;
        let mut codes = BTreeSet::new();
        let mut commits = BTreeSet::new();
        let mut findings = Vec::new();
        for set in sets {
            let (code, found) = self.verdict(&new, &set)?;
            codes.insert(code);
            findings.push(found);
            commits.extend(set);
        }
        if matches!(self.event.baseline, Baseline::Itself) && self.is_unchanged() {
            // Other folders may be those of imports, so that either answer is right.
            codes.insert(1);
        }
        Ok(Reference::Codes { codes, commits: commits.into_iter().collect(), findings })
    }

    /// Returns `true` if the work tree has no change of the input. Edits of the readme and of other folders are none.
    fn is_unchanged(&self) -> bool {
        let below = match self.input {
            Input::All => "",
            Input::Folder(folder) | Input::Path(folder) | Input::Inside(folder) => folder,
        };
        let path = |line| ["cat >", "rm "].into_iter().find_map(|command| str::strip_prefix(line, command));
        let mut edited = self.work.edit.lines().filter_map(path);
        self.work.submodule.is_none() && !edited.any(|path| path.starts_with(below) && !path.starts_with("readme"))
    }

    /// Adds the named commit alone where a shallow clone cannot tell the merge bases.
    fn with_named(&self, mut sets: Vec<Vec<String>>) -> Vec<Vec<String>> {
        if let Some(named) = self.event.named.as_ref().filter(|_| self.copy.is_shallow())
            && sets.iter().any(|set| set.contains(named))
        {
            sets.push(vec![named.clone()]);
        }
        sets
    }

    /// Adds HEAD to the baselines where changes are not committed.
    fn with_head(&self, mut sets: Vec<Vec<String>>) -> Vec<Vec<String>> {
        let head = self.event.checkout.commit.clone();
        if self.work.is_clean() || self.event.name == "--against" {
            return sets;
        }
        if self.work.is_committed() && self.event.is_parent {
            // The commit that is not pushed is compared with the branch of the origin.
            return vec![vec![head]];
        }
        let more = sets.iter().map(|set| [set.as_slice(), std::slice::from_ref(&head)].concat()).collect::<Vec<_>>();
        // The parent alone does not have what HEAD has added.
        if self.event.is_parent {
            more
        } else {
            sets.extend(more);
            sets
        }
    }

    /// Returns the target of a request if the clone lacks it. GitLab names a commit too, and a merge has that of its target.
    fn missing_branch(&self) -> Result<Option<&'static str>, Error> {
        let is_named = self.event.name == "request" && self.event.named.is_none();
        if !is_named || self.copy.kind != CloneKind::SingleBranch {
            return Ok(None);
        }
        let target = self.upstream.history.target;
        let script = format!("cd \"$TOP/work\"\ngit rev-parse -q --verify 'refs/remotes/origin/{target}'\n");
        Ok((self.shell(&script)?.code != Some(0)).then_some(target))
    }

    fn has_commit(&self, commit: &str) -> Result<bool, Error> {
        let script = format!("cd \"$TOP/work\"\nGIT_NO_LAZY_FETCH=1 git cat-file -e '{commit}^{{commit}}'\n");
        Ok(self.shell(&script)?.code == Some(0))
    }

    /// Creates a folder with the files of the work tree, complete, and without a repository.
    fn new_tree(&self) -> Result<PathBuf, Error> {
        let tree = self.upstream.tree(&self.event.checkout.commit)?;
        if self.work.is_clean() {
            return Ok(tree);
        }
        let new = self.top.join("new");
        let mut script = format!("cp -r '{}' '{}'\ncd '{1}'\n", tree.display(), new.display());
        script += &self.work.edit;
        if let Some(commit) = &self.work.submodule {
            script += &format!("rm -r sub && mkdir sub && git -C \"$UP/sub.git\" archive {commit} | tar -x -C sub\n");
        }
        self.shell(&script)?.succeed()?;
        Ok(new)
    }

    /// Returns all findings, and 100 if there are some, otherwise 1 if one comparison failed, otherwise 0.
    fn verdict(&self, new: &Path, commits: &[String]) -> Result<(i32, BTreeSet<String>), Error> {
        let mut verdict = 0;
        let mut findings = BTreeSet::new();
        let trees = commits.iter().map(|commit| self.upstream.tree(commit)).collect::<Result<Vec<_>, _>>()?;
        // The configuration is not the first one if the branch began with one, whatever the other commits lack.
        let has_configuration = trees.iter().any(|tree| is_configured(tree));
        for tree in trees {
            let is_lacking = has_configuration && !is_configured(&tree);
            let old = self.input.in_folder(&tree);
            let (folder, arguments) = self.input.arguments();
            let arguments = arguments.join(" ");
            let script = format!(
                "cd '{}'\n\"$PROTOWARD\" breaking {arguments} --against '{}'\n",
                new.join(folder).display(),
                old.display()
            );
            let done = self.shell(&script)?;
            let found = judge::findings(&done.text);
            let (relaxed, found): (BTreeSet<_>, BTreeSet<_>) =
                found.into_iter().partition(|finding| is_lacking && judge::is_left_out(finding));
            let is_fine = found.is_empty() && !relaxed.is_empty();
            findings.extend(found);
            verdict = match (done.code, verdict) {
                (Some(100), verdict) if is_fine => verdict,
                (Some(100), _) | (_, 100) => 100,
                (Some(0), verdict) => verdict,
                _ => 1,
            };
        }
        Ok((verdict, findings))
    }
}

/// Returns `true` if a tree has a configuration at its root.
fn is_configured(tree: &Path) -> bool {
    ["protoward.toml", "buf.yaml"].iter().any(|name| tree.join(name).exists())
}
