//! The path of a source: the text that people see, and its meaning, so that nothing has to guess the meaning from the text.

use std::sync::Arc;

/// A path as people see it, with its meaning.
///
/// ```
/// use protoward_source::SourcePath;
/// let old = SourcePath::from("../user@home/a.proto").at("HEAD~1".into());
/// assert_eq!(old.shown, "../user@home/a.proto@HEAD~1");
/// assert_eq!(old.without_revision(), "../user@home/a.proto");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcePath {
    /// The text, with the revision of an older version at its end: `proto/user.proto@HEAD~1`.
    pub shown: String,
    /// The meaning of the text.
    pub origin: SourceOrigin,
}

/// The meaning of the path of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceOrigin {
    /// The folder from which the path starts.
    pub start: PathStart,
    /// The revision that the text has at its end, for a file of an older version.
    pub revision: Option<Arc<str>>,
}

/// The folder from which a shown path starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathStart {
    /// The working folder, or the root of the system: the path is one that the user may type.
    #[default]
    WorkingFolder,
    /// The root of a tree that is elsewhere, such as a named repository or an archive.
    Tree,
    /// The name of a dependency whose files are in the cache.
    Dependency,
    /// None: the text is a name and no path, such as `standard input`, a flag, or a file that is part of the program.
    Nowhere,
}

impl SourcePath {
    /// Creates a path that starts from a folder.
    pub fn from_start(shown: impl Into<String>, start: PathStart) -> Self {
        Self { shown: shown.into(), origin: SourceOrigin { start, revision: None } }
    }

    /// Creates a name that is no path.
    pub fn name(shown: impl Into<String>) -> Self {
        Self::from_start(shown, PathStart::Nowhere)
    }

    /// Returns the path of the same file at a revision.
    #[must_use]
    pub fn at(mut self, revision: Arc<str>) -> Self {
        self.shown.push('@');
        self.shown.push_str(&revision);
        Self { origin: SourceOrigin { revision: Some(revision), ..self.origin }, ..self }
    }

    /// Returns the text without the revision.
    pub fn without_revision(&self) -> &str {
        self.origin.without_revision(&self.shown)
    }
}

impl SourceOrigin {
    /// Returns a shown text of this origin without the revision.
    pub(crate) fn without_revision<'a>(&self, shown: &'a str) -> &'a str {
        let length_of_revision = self.revision.as_ref().map_or(0, |revision| "@".len() + revision.len());
        &shown[..shown.len() - length_of_revision]
    }
}

impl From<String> for SourcePath {
    fn from(shown: String) -> Self {
        Self { shown, origin: SourceOrigin::default() }
    }
}

impl From<&str> for SourcePath {
    fn from(shown: &str) -> Self {
        Self::from(shown.to_owned())
    }
}

impl From<&String> for SourcePath {
    fn from(shown: &String) -> Self {
        Self::from(shown.clone())
    }
}
