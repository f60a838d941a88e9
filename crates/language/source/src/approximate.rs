//! Diagnostics of a schema without texts, whose locations become exact once the texts are there.

use std::ops::Range;

use super::{Diagnostic, Label};
use crate::{Place, SourceId, Sources};

/// A diagnostic from a schema without texts. Descriptors locate options, but not values in them. Such values are
/// located once the texts are available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approximate {
    /// The diagnostic with locations from the schema.
    pub diagnostic: Diagnostic,
    /// For each label, the string literal to find inside the label's location.
    literals: Vec<Option<Literal>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Literal {
    text: String,
    /// The byte range of the literal to mark.
    part: Range<usize>,
}

impl Approximate {
    /// Creates a diagnostic with exact locations.
    pub const fn new(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, literals: Vec::new() }
    }

    /// Narrows the last label to a string literal inside its location.
    #[must_use]
    pub fn narrowed(mut self, text: &str) -> Self {
        self.literals.resize(self.diagnostic.labels.len(), None);
        if let Some(last) = self.literals.last_mut().filter(|_| !text.is_empty()) {
            *last = Some(Literal { text: text.to_owned(), part: 0..text.len() });
        }
        self
    }

    /// Narrows the last label further to a byte range of the literal.
    #[must_use]
    pub fn within(mut self, part: Range<usize>) -> Self {
        if let Some(Some(literal)) = self.literals.last_mut() {
            literal.part = part;
        }
        self
    }

    /// Adds a label with an exact location, as in [`Diagnostic::label`].
    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.label(place, text);
        self
    }

    /// Returns the diagnostic with locations in `sources`. `known` maps a source of the schema to the source with its
    /// text.
    pub fn exact(&self, sources: &Sources, known: impl Fn(SourceId) -> SourceId) -> Diagnostic {
        let mut diagnostic = self.diagnostic.clone();
        let literals = self.literals.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        for (Label { place, .. }, literal) in diagnostic.labels.iter_mut().zip(literals) {
            place.source = known(place.source);
            *place = literal.and_then(|literal| literal.find(*place, sources)).unwrap_or(*place);
        }
        diagnostic
    }
}

impl Literal {
    /// Returns the location of the literal if it is written without escapes. An empty part selects the whole literal.
    fn find(&self, place: Place, sources: &Sources) -> Option<Place> {
        let around = sources.bytes(place)?;
        let text = sources.get(place.source).text.as_deref()?.get(around.clone())?;
        let quoted = ["\"", "'"].map(|quote| format!("{quote}{}{quote}", self.text));
        let start = quoted.iter().find_map(|quoted| text.find(quoted))? + around.start;
        let found = if self.part.is_empty() {
            start..start + self.text.len() + 2
        } else {
            start + 1 + self.part.start..start + 1 + self.part.end
        };
        Some(sources.place(place.source, found))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;
    use crate::Position;

    #[test]
    fn finds_a_literal_inside_a_location() {
        let mut sources = Sources::default();
        let text = "option (a) = {\n  get: \"/v1/{x}\"\n};\n";
        let id = sources.add("a.proto", "a.proto", Some(text.into()));
        let place = sources.place(id, 0..text.len());
        let problem = Approximate::new(Diagnostic::error(Code::new("x"), "x").label(place, "here"));
        let start =
            |problem: Approximate| problem.exact(&sources, |id| id).place().and_then(|place| sources.start(place));
        assert_eq!(start(problem.clone().narrowed("/v1/{x}")), Some(Position::new(1, 8)));
        assert_eq!(start(problem.clone().narrowed("/v1/{x}").within(5..6)), Some(Position::new(1, 13)));
        assert_eq!(start(problem.clone().narrowed("elsewhere")), Some(Position::new(0, 0)));
        assert_eq!(start(problem.narrowed("")), Some(Position::new(0, 0)));
    }
}
