//! Lock files: the exact commit and contents of each git dependency.

use std::fmt::Write as _;

use protoward_source::Place;

use crate::requirement::{Origin, Reference, Requirement};

/// The name of a lock file, which is next to the configuration.
pub const LOCK_FILE_NAME: &str = "protoward.lock";

/// The version of the format.
pub(crate) const VERSION: &str = "1";

/// The locked dependencies: an entry for each requirement. Requirements of one name have several entries if they differ
/// and lead to the same files, such as a branch and a tag.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    /// The entries of the lock file.
    pub dependencies: Vec<Locked>,
}

/// A git repository at a locked commit.
#[derive(Clone, Debug)]
pub struct Locked {
    /// The name of the dependency.
    pub name: String,
    /// The place of its table in the lock file.
    pub place: Option<Place>,
    /// The URL of the repository.
    pub git: String,
    /// The reference that the requirement has, which the commit satisfied when it was locked.
    pub reference: Reference,
    /// The folder in which import paths start.
    pub root: String,
    /// The visible files and folders; empty for all.
    pub paths: Vec<String>,
    /// The id of the commit.
    pub commit: String,
    /// The id of the tree of the commit.
    pub tree: String,
    /// The SHA-256 digest of the list of files with their digests.
    pub digest: String,
}

impl Locked {
    /// Returns `true` if the entry is for this requirement, unchanged.
    pub fn satisfies(&self, requirement: &Requirement) -> bool {
        let Origin::Git { url, reference } = &requirement.origin else { return false };
        (&self.name, &self.git, &self.reference) == (&requirement.name, url, reference)
            && (&self.root, &self.paths) == (&requirement.root, &requirement.paths)
    }

    /// Returns what the entry is for.
    pub(crate) fn key(&self) -> (&str, &str, &Reference, &str, &[String]) {
        (&self.name, &self.git, &self.reference, &self.root, &self.paths)
    }

    /// Returns the commit as errors show it: a tag, or the first digits of the id.
    pub fn version(&self) -> &str {
        match &self.reference {
            Reference::Tag(tag) => tag,
            _ => short(&self.commit),
        }
    }

    /// Returns the version with the commit: `v1.2 (3f2a1c9)`.
    pub fn version_with_commit(&self) -> String {
        match (self.version(), short(&self.commit)) {
            (version, commit) if version == commit => commit.to_owned(),
            (version, commit) => format!("{version} ({commit})"),
        }
    }
}

/// Returns the first digits of a commit id.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

impl Lock {
    /// Returns the first entry of a name.
    pub fn get(&self, name: &str) -> Option<&Locked> {
        self.dependencies.iter().find(|locked| locked.name == name)
    }

    /// Replaces a requirement by the locked one of the same name, or else of the same repository.
    pub fn apply_to(&self, requirement: &mut Requirement) {
        let Origin::Git { url, .. } = &requirement.origin else { return };
        let all = || self.dependencies.iter();
        let same = all().find(|it| it.satisfies(requirement)).or_else(|| self.get(&requirement.name));
        let Some(locked) = same.or_else(|| all().find(|it| it.git == *url)) else { return };
        requirement.name.clone_from(&locked.name);
        requirement.origin = Origin::Git { url: locked.git.clone(), reference: locked.reference.clone() };
        requirement.root.clone_from(&locked.root);
        requirement.paths.clone_from(&locked.paths);
    }

    /// Returns the text of the lock file. Equal locks have equal texts.
    pub fn render(&self) -> String {
        let mut text = format!("{HEADER}\nversion = {VERSION}\n");
        let mut sorted: Vec<&Locked> = self.dependencies.iter().collect();
        sorted.sort_by_key(|locked| locked.key());
        for locked in sorted {
            let _ = write!(text, "\n[[dependency]]\nname = \"{}\"\ngit = \"{}\"\n", locked.name, locked.git);
            if let Some((key, value)) = locked.reference.key() {
                let _ = writeln!(text, "{key} = \"{value}\"");
            }
            if !locked.root.is_empty() {
                let _ = writeln!(text, "root = \"{}\"", locked.root);
            }
            if !locked.paths.is_empty() {
                let paths: Vec<String> = locked.paths.iter().map(|path| format!("\"{path}\"")).collect();
                let _ = writeln!(text, "paths = [{}]", paths.join(", "));
            }
            for (key, value) in [("commit", &locked.commit), ("tree", &locked.tree), ("digest", &locked.digest)] {
                let _ = writeln!(text, "{key} = \"{value}\"");
            }
        }
        text
    }
}

const HEADER: &str = "# Written by `protoward deps update`: commit it, and do not edit it.";
