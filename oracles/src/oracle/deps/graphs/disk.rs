//! A graph on disk: repositories that `git fast-import` writes, folders, and the project.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::model::{From, History, Needed, Reference, State, World};
use protoward_kit::error::Error;
pub(super) use protoward_kit::files::write;
use protoward_kit::process::Run;

/// The folder of a graph.
pub(super) struct Disk {
    folder: PathBuf,
    /// The ids of the commits that are written, by repository.
    commits: BTreeMap<usize, Vec<String>>,
}

impl Disk {
    pub(super) fn new(folder: &Path) -> Disk {
        Disk { folder: folder.to_owned(), commits: BTreeMap::new() }
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    pub(super) fn url(&self, repository: usize) -> String {
        format!("file://{}", self.path(&format!("r{repository}.git")).display())
    }

    pub(super) fn commit(&self, repository: usize, commit: usize) -> &str {
        &self.commits[&repository][commit]
    }

    /// Commits the versions, and writes the folders, that are not on disk yet.
    pub(super) fn write(&mut self, world: &World) -> Result<(), Error> {
        // A configuration can have the id of a commit in a repository that is written after its own: such ids are those of
        // commits that were written before, or else of later repositories, which come first.
        for index in (0..world.repositories.len()).rev() {
            self.repository(index, &world.repositories[index])?;
        }
        for (index, state) in world.folders.iter().enumerate() {
            for (path, text) in self.files(state) {
                write(&self.path(&format!("d{index}/{path}")), &text)?;
            }
        }
        let module = "\n[[module]]\npath = \"proto\"\n";
        write(&self.path("project/protoward.toml"), &(self.config(&world.project) + module))
    }

    fn repository(&mut self, index: usize, history: &History) -> Result<(), Error> {
        let folder = self.path(&format!("r{index}.git"));
        let git = |args: &[&str]| Run::new("git").install_hint("git").args(args).current_dir(&folder);
        if !folder.exists() {
            fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
            git(&["init", "--bare", "--quiet", "--template=", "--initial-branch=main"]).finish()?;
            // Half of the servers can leave files out.
            let filter = if index.is_multiple_of(2) { "true" } else { "false" };
            git(&["config", "uploadpack.allowFilter", filter]).finish()?;
        }
        let known = self.commits.get(&index).map_or(0, Vec::len);
        let mut stream = String::new();
        for (number, state) in history.commits.iter().enumerate().skip(known) {
            let parent = if number == 0 { String::new() } else { format!("from :{number}\n") };
            let _ = write!(
                stream,
                "commit refs/heads/main\nmark :{}\ncommitter A <a@example.com> {} +0000\ndata 0\n{parent}deleteall\n",
                number + 1,
                1_700_000_000 + number
            );
            for (path, text) in self.files(state) {
                let _ = write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len());
            }
        }
        let mut reset = |name: String, commit: usize| {
            let _ = write!(stream, "reset refs/{name}\nfrom :{}\n\n", commit + 1);
        };
        history.branches.iter().for_each(|(name, commit)| reset(format!("heads/{name}"), *commit));
        history.tags.iter().for_each(|(name, commit)| reset(format!("tags/{name}"), *commit));
        let marks = ["--import-marks-if-exists=marks", "--export-marks=marks"];
        git(&["fast-import", "--quiet", "--force", marks[0], marks[1]]).stdin(stream.as_bytes()).finish()?;
        let marks = folder.join("marks");
        let text = fs::read_to_string(&marks).map_err(Error::at(&marks))?;
        let mut ids: Vec<(usize, String)> = text.lines().filter_map(mark).collect();
        ids.sort();
        self.commits.insert(index, ids.into_iter().map(|(_, id)| id).collect());
        Ok(())
    }

    /// Returns the files of a state with its configurations.
    fn files(&self, state: &State) -> Vec<(String, String)> {
        let configs = state.configs.iter().map(|(folder, needed)| {
            let path = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            (format!("{path}protoward.toml"), self.config(needed))
        });
        let protos = state.protos.iter().map(|(path, text)| (path.clone(), text.clone()));
        configs.chain(protos).collect()
    }

    fn config(&self, needed: &[Needed]) -> String {
        let mut text = "[dependencies]\n".to_owned();
        for Needed { name, from, root, paths, overrides } in needed {
            let from = match from {
                From::Folder(path) => format!("path = \"{path}\""),
                From::Git(repository, reference) => {
                    let reference = match reference {
                        Reference::Default => String::new(),
                        Reference::Tag(name) => format!(", tag = \"{name}\""),
                        Reference::Branch(name) => format!(", branch = \"{name}\""),
                        Reference::Rev(commit) => format!(", rev = \"{}\"", self.commit(*repository, *commit)),
                    };
                    format!("git = \"{}\"{reference}", self.url(*repository))
                }
            };
            let root = if root.is_empty() { String::new() } else { format!(", root = \"{root}\"") };
            let paths = if paths.is_empty() { String::new() } else { format!(", paths = {paths:?}") };
            let overrides = if *overrides { ", override = true" } else { "" };
            let _ = writeln!(text, "{name} = {{ {from}{root}{paths}{overrides} }}");
        }
        text
    }
}

/// Parses a line of a marks file: `:1 ID`.
fn mark(line: &str) -> Option<(usize, String)> {
    let (number, id) = line.strip_prefix(':')?.split_once(' ')?;
    Some((number.parse().ok()?, id.to_owned()))
}
