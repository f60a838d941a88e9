//! The names of files and fields in rules: those that the schema does not have are mistakes.

use super::fields;
use super::rules::{Rules, is_below};
use protoward_source::LocatedText;

/// A name in a rule, which files of the schema should have.
#[derive(Clone, Copy, Debug)]
pub enum MatchedName<'a> {
    /// The import name of a file, or of a folder of files.
    Path(&'a LocatedText),
    /// The full name of a field.
    Field(&'a LocatedText),
}

impl<'a> MatchedName<'a> {
    /// Returns the name with its place.
    pub const fn word(self) -> &'a LocatedText {
        match self {
            Self::Path(word) | Self::Field(word) => word,
        }
    }

    /// Returns `true` if a file has this name, is in this folder, or declares this field. `descriptor` is the serialized file.
    pub fn is_of(self, path: &str, descriptor: &[u8]) -> bool {
        match self {
            Self::Path(word) => is_below(path, &word.text),
            Self::Field(word) => fields::declares(descriptor, &word.text),
        }
    }
}

impl Rules {
    /// Returns the names of files and fields in the rules.
    pub fn names(&self) -> impl Iterator<Item = MatchedName<'_>> {
        let disabled = self.disable.iter().map(|rule| &rule.about);
        let matchers = disabled.chain(self.overrides.iter().map(|rule| &rule.about));
        matchers.flat_map(|about| {
            let path = about.path.iter().map(MatchedName::Path);
            path.chain(about.field.iter().map(MatchedName::Field))
        })
    }
}
