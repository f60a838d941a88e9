//! References after a change of names: each is spelled so that it still means the same.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::names::{NameKind, Overlay, RescopedPart};
use crate::planner::Planner;
use crate::refactoring::Refactoring;
use crate::references::{NameForm, PlacedReference};
use crate::refusal::Refusal;
use protoward_schema::{Element, FileId, Scalar};
use protoward_source::Edit;
use protoward_syntax::ast::Span;
use protoward_syntax::{Lexer, TokenKind};

impl Planner<'_> {
    /// Adds the edits after which references have their old meaning: of those that contain one of these names, and of those in
    /// some files.
    ///
    /// # Errors
    /// Fails for a reference with comments between its components, which cannot be edited.
    pub(crate) fn respell(
        &self,
        overlay: &Overlay,
        names: &BTreeSet<&str>,
        files: &[FileId],
        refactoring: &mut Refactoring,
    ) -> Result<(), Refusal> {
        for placed in self.references().find(names, files) {
            self.respell_one(overlay, placed, refactoring)?;
        }
        for placed in self.members().in_values(names, files) {
            if let Some(name) = self.respell_one(overlay, placed, refactoring)? {
                refactoring.changes.strings.insert((placed.reference.name.clone(), name));
            }
        }
        Ok(())
    }

    /// Returns the edits of the references in parts of a file, which mean the same in a copy of the parts in another package.
    ///
    /// # Errors
    /// Fails for a reference with comments between its components, and for one that no spelling would give its meaning.
    pub(crate) fn respelled_copies(
        &self,
        file: FileId,
        parts: &[Range<usize>],
        package: &str,
    ) -> Result<Vec<Edit>, Refusal> {
        let old = self.schema.package(file);
        let mut edits = Vec::new();
        if old == package {
            return Ok(edits);
        }
        let rescoped = parts.iter().map(|range| {
            let (range, old, new) = (range.clone(), old.to_owned(), package.to_owned());
            RescopedPart { file, range, old, new }
        });
        let overlay = Overlay::rescoped(self.schema, &[], rescoped.collect());
        let in_values = self.members().in_values(&BTreeSet::new(), &[file]);
        for placed in self.references().in_file(file).chain(in_values) {
            let start = placed.reference.path.span.start as usize;
            let Some(found) = self.meaning(placed).filter(|_| parts.iter().any(|part| part.contains(&start))) else {
                continue;
            };
            if let Some(name) = self.respelled(&overlay, placed, found)? {
                self.edit_reference(placed, &name, &mut edits)?;
            }
        }
        Ok(edits)
    }

    /// Adds the edits of one reference. Returns its new spelling, if it changes.
    fn respell_one(
        &self,
        overlay: &Overlay,
        placed: &PlacedReference,
        refactoring: &mut Refactoring,
    ) -> Result<Option<String>, Refusal> {
        let Some(found) = self.meaning(placed) else { return Ok(None) };
        let name = self.respelled(overlay, placed, found)?;
        if let Some(name) = &name {
            self.edit_reference(placed, name, &mut refactoring.edits)?;
            let written = &placed.reference.name;
            let is_plain = placed.reference.path.plain;
            let old = self.schema.full_name(found);
            let new = overlay.full_name(self.schema, found);
            let count = |name: &str| name.trim_start_matches('.').split('.').count();
            let same = spellings(written, &old, &new);
            let was_longest = written.starts_with('.') || *written == old && !name.starts_with('.');
            let is_same = was_longest || same.contains(name) && name.trim_start_matches('.') != new;
            refactoring.longer += usize::from(!is_same || !is_plain && count(name) != count(written));
        }
        Ok(name)
    }

    /// Returns the new spelling of a reference; `None` if it stays as it is.
    fn respelled(
        &self,
        overlay: &Overlay,
        placed: &PlacedReference,
        found: Element,
    ) -> Result<Option<String>, Refusal> {
        let PlacedReference { file, source, reference, .. } = placed;
        let scope = overlay.scope(self.schema, *file, &reference.inside, reference.path.span.start as usize);
        let means_it = |name: &String| {
            let is_readable = reference.kind == NameKind::Extension || !begins_with_keyword(name);
            is_readable && self.names.meaning_after(overlay, *file, &scope, name, reference.kind) == Some(found)
        };
        let new = overlay.full_name(self.schema, found);
        let name = match reference.form {
            NameForm::Full if reference.name.starts_with('.') => format!(".{new}"),
            NameForm::Full => new,
            // Another name can hide the short ones: then only the full name is left.
            NameForm::Any | NameForm::Bracketed => {
                let absolute = (reference.form == NameForm::Any).then(|| format!(".{new}"));
                let same = spellings(&reference.name, &self.schema.full_name(found), &new);
                let longer = suffixes(&new).filter(|name| name.len() > reference.name.len()).map(str::to_owned);
                let choices = [reference.name.clone()].into_iter().chain(same).chain(longer).chain([new.clone()]);
                let choice = choices.chain(absolute).find(means_it);
                choice.ok_or_else(|| self.refused(*source, reference.path.span.range(), Refusal::Hidden))?
            }
        };
        Ok((name != reference.name).then_some(name))
    }

    fn edit_reference(&self, placed: &PlacedReference, name: &str, edits: &mut Vec<Edit>) -> Result<(), Refusal> {
        let PlacedReference { source, reference, string, .. } = placed;
        if !reference.path.plain {
            let components = self.split_components(placed, name);
            let components =
                components.ok_or_else(|| self.refused(*source, reference.path.span.range(), Refusal::Split))?;
            edits.extend(components.into_iter().map(|(range, text)| self.edit(*source, range, text)));
            return Ok(());
        }
        let start = reference.path.span.start as usize;
        for (range, text) in changed_parts(&reference.name, name) {
            if let Some(string) = string {
                let replaced = string.replaced(&range, text).unwrap_or_default();
                edits.extend(replaced.into_iter().map(|(range, text)| self.edit(*source, range, text)));
                continue;
            }
            edits.push(self.edit(*source, start + range.start..start + range.end, text));
        }
        Ok(())
    }

    /// Returns the edits of a reference with line breaks or comments between its components: of single components, or of all if
    /// no comment is lost.
    fn split_components(&self, placed: &PlacedReference, name: &str) -> Option<Vec<(Range<usize>, String)>> {
        let PlacedReference { source, reference, .. } = placed;
        let text = self.sources.get(*source).text.as_deref()?;
        let span = reference.path.span;
        let mut lexer = Lexer::at(text, span.start);
        let tokens: Vec<Span> = std::iter::from_fn(|| Some(lexer.next_token()))
            .take_while(|token| token.kind != TokenKind::End && token.span.start < span.end)
            .filter(|token| token.kind == TokenKind::Identifier)
            .map(|token| token.span)
            .collect();
        let components: Vec<&str> = name.trim_start_matches('.').split('.').collect();
        let has_dot = |name: &str| name.starts_with('.');
        if tokens.len() == components.len() && has_dot(name) == has_dot(&reference.name) {
            let pairs = tokens.iter().zip(components).filter(|(token, new)| token.of(text) != *new);
            return Some(pairs.map(|(token, new)| (token.range(), new.to_owned())).collect());
        }
        let has_comment = span.of(text).contains("/*") || span.of(text).contains("//");
        (!has_comment).then(|| vec![(span.range(), name.to_owned())])
    }

    /// Returns the element that a reference means.
    pub(crate) fn meaning(&self, placed: &PlacedReference) -> Option<Element> {
        let PlacedReference { file, reference, .. } = placed;
        match reference.form {
            // The file need not import what it names.
            NameForm::Full => self.schema.find(reference.name.trim_start_matches('.')),
            NameForm::Any | NameForm::Bracketed => {
                self.names.meaning(*file, &reference.inside, &reference.name, reference.kind)
            }
        }
    }
}

/// Returns `true` for a name that begins with a word that means something else where a type is expected: a label, a statement or
/// a scalar type.
fn begins_with_keyword(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    KEYWORDS.contains(&first) || Scalar::from_keyword(name).is_some()
}

/// The words that begin statements of messages, labels, and the word before a type of a method, in their order.
const KEYWORDS: [&str; 15] = [
    "enum",
    "export",
    "extend",
    "extensions",
    "group",
    "local",
    "map",
    "message",
    "oneof",
    "option",
    "optional",
    "repeated",
    "required",
    "reserved",
    "stream",
];

/// Returns the new spellings of a reference that keep its form, so that the inverse gives the old one.
fn spellings(name: &str, old: &str, new: &str) -> Vec<String> {
    let full = (name == old).then(|| new.to_owned());
    let shortened = shortened(name, new);
    // Where a name without a scope suffices, it is not prefixed by a new scope.
    let short = (!shortened.contains('.')).then(|| shortened.clone());
    [full, short, relative(name, old, new), Some(shortened)].into_iter().flatten().collect()
}

/// Returns the last components of a name, from one on.
fn suffixes(name: &str) -> impl Iterator<Item = &str> {
    name.rmatch_indices('.').map(|(at, _)| &name[at + 1..])
}

/// Returns a reference that lacks the same scope of the new full name as it did of the old one.
pub(crate) fn relative(name: &str, old: &str, new: &str) -> Option<String> {
    let scope = old.strip_suffix(name).filter(|scope| scope.ends_with('.'))?;
    new.strip_prefix(scope).map(str::to_owned)
}

/// Returns a reference with as many components of the new full name as it had of the old one.
pub(crate) fn shortened(name: &str, new: &str) -> String {
    let count = name.trim_start_matches('.').split('.').count();
    let parts: Vec<&str> = new.split('.').collect();
    match parts.len().checked_sub(count).and_then(|start| parts.get(start..)) {
        _ if name.starts_with('.') => format!(".{new}"),
        Some(parts) => parts.join("."),
        None => new.to_owned(),
    }
}

/// Returns the components that differ, with their ranges; the whole name if the number of components differs.
fn changed_parts<'n>(old: &str, new: &'n str) -> Vec<(Range<usize>, &'n str)> {
    if old.split('.').count() != new.split('.').count() {
        return vec![(0..old.len(), new)];
    }
    let mut parts = Vec::new();
    let mut at = 0;
    for (was, is) in old.split('.').zip(new.split('.')) {
        if was != is {
            parts.push((at..at + was.len(), is));
        }
        at += was.len() + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{changed_parts, relative, shortened};

    #[test]
    fn keeps_the_number_of_components() {
        assert_eq!(shortened("b", "a.B"), "B");
        assert_eq!(shortened(".a.b.c", "a.B.c"), ".a.B.c");
        assert_eq!(shortened("b.c", "a.B.c"), "B.c");
        // A package with another number of components.
        assert_eq!(shortened("x.y.b", "b"), "b");
        assert_eq!(shortened("y.b", "b"), "b");
    }

    #[test]
    fn lacks_the_same_scope() {
        assert_eq!(relative("v1.B", "a.v1.B", "a.v1.x.B").as_deref(), Some("v1.x.B"));
        assert_eq!(relative("v1.B", "a.v1.B", "c.v1.B"), None);
        assert_eq!(relative("a.v1.B", "a.v1.B", "c.v1.B"), None);
    }

    #[test]
    fn edits_only_components_that_differ() {
        assert_eq!(changed_parts(".a.b.c", ".a.B.c"), [(3..4, "B")]);
        assert_eq!(changed_parts("a.b", "x.a.b"), [(0..3, "x.a.b")]);
    }
}
