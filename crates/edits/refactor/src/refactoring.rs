//! The result of planning: edits of files, and what they change.

use crate::proof::Changes;
use protoward_schema::FileId;
use protoward_source::{Edit, Place};

/// A file that does not exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// The import path of the new file.
    pub path: String,
    /// The complete text of the new file.
    pub text: String,
    /// A file of the same module.
    pub beside: FileId,
}

/// The edits of a refactoring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refactoring {
    /// The edits of declarations and references, in any files of the schema.
    pub edits: Vec<Edit>,
    /// The edits of strings in options that name fields: paths of http rules, and signatures of methods.
    pub strings: Vec<Edit>,
    /// The edits of links in comments.
    pub links: Vec<Edit>,
    /// Strings in options that may mean the element. They stay as they are.
    pub mentions: Vec<Place>,
    /// The number of references that get a longer spelling than before, because the new name hides others or the scope
    /// is another. The inverse does not make them shorter again.
    pub longer: usize,
    /// The consequence, as a list of what stops working.
    pub breaks: Option<&'static str>,
    /// Files that do not exist yet.
    pub created: Vec<NewFile>,
    /// Files that nothing is left of.
    pub removed: Vec<FileId>,
    /// Notes for a person: sentences without a full stop.
    pub notes: Vec<String>,
    /// The differences between the schemas before and after, for their [proof](crate::proof).
    pub changes: Changes,
}

impl Refactoring {
    /// Returns the edits of declarations, references, strings and links.
    pub fn all_edits(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter().chain(&self.strings).chain(&self.links)
    }
}
