//! Generated graphs: repositories with commits, folders, and a project that requires them.

use std::collections::BTreeMap;

use protoward_kit::random::Random;

/// The files of a commit or folder: texts by path.
pub(super) type Files = BTreeMap<String, String>;

/// All repositories and folders of a graph.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) repositories: Vec<History>,
    /// Folders next to the project.
    pub(super) folders: Vec<State>,
    pub(super) project: Vec<Needed>,
}

/// A repository.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    pub(super) commits: Vec<State>,
    /// Positions in `commits` by the name of a tag.
    pub(super) tags: BTreeMap<String, usize>,
    pub(super) branches: BTreeMap<String, usize>,
}

/// The contents of a commit or a folder: schemas, and configurations by their folder.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) protos: Files,
    pub(super) configs: BTreeMap<String, Vec<Needed>>,
}

/// An entry of `[dependencies]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needed {
    pub(super) name: String,
    pub(super) from: From,
    pub(super) root: String,
    pub(super) paths: Vec<String>,
    pub(super) overrides: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum From {
    /// The position of a repository, and what of it.
    Git(usize, Reference),
    Folder(String),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reference {
    Default,
    Tag(String),
    Branch(String),
    /// The position of a commit.
    Rev(usize),
}

/// The folders of schemas in repositories; `renamed` is where they are after a move.
const ROOT: &str = "proto";
const RENAMED: &str = "schemas";

/// Import paths that several repositories have.
const SHARED: [&str; 3] = ["common/a.proto", "common/b.proto", "google/c.proto"];

/// Returns a schema whose names belong to its path, so that two files never declare one name.
fn schema(path: &str, variant: usize) -> String {
    let package = path.trim_end_matches(".proto").replace('/', ".");
    format!("syntax = \"proto3\";\npackage {package};\nmessage M{variant} {{}}\n")
}

impl World {
    pub(super) fn new(random: &mut Random) -> World {
        let count = 2 + random.below(4);
        let mut world =
            World { repositories: vec![History::default(); count], folders: Vec::new(), project: Vec::new() };
        // A repository mostly requires those after it, so that graphs have an end and sometimes a cycle.
        for index in (0..count).rev() {
            for _ in 0..1 + random.below(2) {
                world.commit(index, random);
            }
            let last = world.repositories[index].commits.len() - 1;
            world.repositories[index].tags.insert("v1".to_owned(), random.below(last + 1));
            if random.chance(3) {
                world.repositories[index].branches.insert("next".to_owned(), random.below(last + 1));
            }
        }
        for index in 0..random.below(3) {
            let mut state = State::default();
            let path = format!("folder{index}/f.proto");
            state.protos.insert(path.clone(), schema(&path, 0));
            if random.chance(3) {
                state.protos.insert(SHARED[0].to_owned(), schema(SHARED[0], random.below(2)));
            }
            let mut needed = world.needed(0, 0, random);
            if random.chance(2) {
                needed.push(folder(&format!("folder{}", random.below(3)), &format!("../d{}", random.below(index + 1))));
            }
            state.configs.insert(String::new(), distinct(needed));
            world.folders.push(state);
        }
        world.project = world.wanted_by_project(random);
        world
    }

    fn wanted_by_project(&self, random: &mut Random) -> Vec<Needed> {
        let mut needed = self.needed(0, 0, random);
        while needed.is_empty() {
            needed = self.needed(0, 0, random);
        }
        for index in 0..self.folders.len() {
            if random.chance(2) {
                needed.push(folder(&format!("folder{index}"), &format!("../d{index}")));
            }
        }
        for it in &mut needed {
            it.overrides = random.chance(4);
        }
        distinct(needed)
    }

    /// Adds a commit to a repository, and moves its branch.
    fn commit(&mut self, index: usize, random: &mut Random) {
        let mut state = self.repositories[index].commits.last().cloned().unwrap_or_default();
        let root = if state.protos.keys().any(|path| path.starts_with(RENAMED)) { RENAMED } else { ROOT };
        let own = format!("{root}/r{index}/own.proto");
        state.protos.insert(own, schema(&format!("r{index}/own.proto"), random.below(3)));
        if random.chance(2) {
            let path = format!("{root}/r{index}/deep/more.proto");
            state.protos.insert(path, schema(&format!("r{index}/deep/more.proto"), random.below(3)));
        }
        for shared in SHARED {
            if random.chance(4) {
                state.protos.insert(format!("{root}/{shared}"), schema(shared, random.below(2)));
            }
        }
        if random.chance(20) {
            let moved = |(path, text): (String, String)| match path.strip_prefix(root) {
                Some(rest) => (format!("{RENAMED}{rest}"), text),
                None => (path, text),
            };
            state.protos = std::mem::take(&mut state.protos).into_iter().map(moved).collect();
        }
        if state.configs.is_empty() || random.chance(2) {
            let mut needed = self.needed(if random.chance(6) { 0 } else { index + 1 }, index + 1, random);
            if random.chance(5) {
                state.protos.insert("inner/inner/i.proto".to_owned(), schema("inner/i.proto", random.below(2)));
                let out = if random.chance(4) { "../out" } else { "inner" };
                needed.push(folder(&format!("inner{index}"), out));
            }
            let place = if random.chance(4) { root } else { "" };
            state.configs.insert(place.to_owned(), distinct(needed));
        }
        let repository = &mut self.repositories[index];
        repository.commits.push(state);
        repository.branches.insert("main".to_owned(), repository.commits.len() - 1);
    }

    /// Returns entries for repositories, beginning with `first`. Only those from `known` on have ids of commits then.
    fn needed(&self, first: usize, known: usize, random: &mut Random) -> Vec<Needed> {
        let mut needed = Vec::new();
        for index in first..self.repositories.len() {
            if !random.chance(2) {
                continue;
            }
            let commits = self.repositories[index].commits.len().max(1);
            let has_next = self.repositories[index].branches.contains_key("next") || random.chance(8);
            let reference = match random.below(12) {
                5..=7 => Reference::Branch("main".to_owned()),
                8..=9 => Reference::Tag("v1".to_owned()),
                10 if index >= known && !self.repositories[index].commits.is_empty() => {
                    Reference::Rev(random.below(commits))
                }
                11 if has_next => Reference::Branch("next".to_owned()),
                _ => Reference::Default,
            };
            let name = match random.below(12) {
                0 => "other".to_owned(),
                1 => format!("alias{index}"),
                _ => format!("r{index}"),
            };
            let is_renamed = |state: &State| state.protos.keys().any(|path| path.starts_with(RENAMED));
            let root = match random.below(30) {
                0 => RENAMED,
                1..=2 => "",
                3 => "proto/common",
                _ if self.repositories[index].commits.last().is_some_and(is_renamed) => RENAMED,
                _ => ROOT,
            };
            let paths = match random.below(8) {
                0 => vec![format!("r{index}")],
                1 => vec!["common".to_owned(), format!("r{index}/own.proto")],
                _ => Vec::new(),
            };
            let from = From::Git(index, reference);
            needed.push(Needed { name, from, root: root.to_owned(), paths, overrides: false });
        }
        needed
    }

    /// Changes repositories as time does: branches move, and tags sometimes.
    pub(super) fn advance(&mut self, random: &mut Random) {
        for index in 0..self.repositories.len() {
            if random.chance(2) {
                self.commit(index, random);
                let last = self.repositories[index].commits.len() - 1;
                if random.chance(3) {
                    self.repositories[index].tags.insert("v1".to_owned(), last);
                }
                if random.chance(3) {
                    self.repositories[index].branches.insert("next".to_owned(), last);
                }
            }
        }
    }

    /// Changes the configuration of the project.
    pub(super) fn reconfigure(&mut self, random: &mut Random) {
        self.project = match random.below(3) {
            0 => self.wanted_by_project(random),
            1 if self.project.len() > 1 => self.project[1..].to_vec(),
            _ => {
                let mut project = self.project.clone();
                for needed in &mut project {
                    needed.overrides |= random.chance(2);
                }
                project
            }
        };
    }
}

fn folder(name: &str, path: &str) -> Needed {
    let from = From::Folder(path.to_owned());
    Needed { name: name.to_owned(), from, root: String::new(), paths: Vec::new(), overrides: false }
}

/// Keeps the first entry of each name: a table cannot have two.
fn distinct(needed: Vec<Needed>) -> Vec<Needed> {
    let mut kept: Vec<Needed> = Vec::new();
    for it in needed {
        if !kept.iter().any(|other| other.name == it.name) {
            kept.push(it);
        }
    }
    kept
}
