//! Subjects of refactorings, found by their names.

use crate::planner::Planner;
use protoward_schema::{Element, FileId};
use protoward_source::nearest;

/// The subject of a refactoring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A declaration.
    Element(Element),
    /// A package, with its files.
    Package(Vec<FileId>),
}

impl Planner<'_> {
    /// Returns the declaration or package with a full name. The name of an enum value may contain that of its enum.
    pub fn subject(&self, name: &str) -> Option<Subject> {
        let name = name.trim_start_matches('.');
        if let Some(element) = self.declared(name) {
            return Some(Subject::Element(element));
        }
        let files: Vec<FileId> = self.schema.files.ids().filter(|&file| self.schema.package(file) == name).collect();
        (!files.is_empty() && !name.is_empty()).then_some(Subject::Package(files))
    }

    /// Returns the names that are nearest to one that does not exist.
    pub fn near(&self, name: &str) -> Vec<String> {
        let all: Vec<String> = self.schema.declarations().map(|element| self.schema.full_name(element)).collect();
        nearest(name, all.iter().map(String::as_str)).into_iter().map(str::to_owned).collect()
    }
}
