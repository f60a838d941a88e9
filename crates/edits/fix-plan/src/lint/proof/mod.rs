//! The proof that fixes changed what they declare, and nothing else.
//!
//! Names and packages are those that the fixes declare. Then all properties must be equal but imports, options of files and
//! orders of enum values, which have the declared differences.

mod declared;
#[cfg(test)]
mod tests;
mod texts;

use std::collections::BTreeSet;

use super::LintFix;
use declared::Declared;
use protoward_schema::comparison::{ComparedProperty, Comparison, Property, PropertyValue, elements};
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Sources, parallel};

/// Returns the old elements that differ in more than what fixes of the old schema declare, or that lost a comment. They are all
/// files if only one of the schemas has some file.
pub fn undeclared_changes(old: &Schema, new: &Schema, fixes: &[LintFix], sources: &Sources) -> Vec<Element> {
    let declared = Declared::new(old, fixes);
    let comparison = Comparison::new(old, new, &declared.renames);
    let proof = Proof { old, new, declared: &declared, comparison, sources };
    let was_there = |file: FileId| old.find_file(new.name(file.into())).is_some_and(|file| !old[file].is_import);
    if !own_files(new).all(was_there) {
        return own_files(old).map(Element::from).collect();
    }
    let affected = affected_files(old, &declared.edited);
    let own = elements(old).filter(|&element| affected.contains(&old.file_of(element)));
    let own: Vec<Element> = own.filter(|&element| !old[old.file_of(element)].is_import).collect();
    // For few elements, starting threads costs more than it saves.
    let threads = parallel::threads(None).min(own.len() / ELEMENTS_PER_THREAD + 1);
    let are_right = parallel::map(own.len(), threads, |at| proof.is_right(own[at]));
    own.into_iter().zip(are_right).filter(|(_, is_right)| !is_right).map(|(element, _)| element).collect()
}

/// The minimum number of elements per thread.
const ELEMENTS_PER_THREAD: usize = 1 << 10;

/// Returns files and all that import them, also through others. The text of any other file is the same, and means the same.
pub fn affected_files(schema: &Schema, edited: &BTreeSet<FileId>) -> BTreeSet<FileId> {
    let mut affected = edited.clone();
    // Each file of a compilation follows its imports.
    for (id, file) in schema.files.iter() {
        let mut imports = file.imports.iter().chain(&file.option_imports).filter_map(|import| import.file);
        if imports.any(|import| affected.contains(&import)) {
            affected.insert(id);
        }
    }
    affected
}

/// Returns the files that are not only imported.
fn own_files(schema: &Schema) -> impl Iterator<Item = FileId> {
    schema.files.ids().filter(|&file| !schema[file].is_import)
}

/// Both schemas of a proof, and the declared differences.
struct Proof<'a> {
    old: &'a Schema,
    new: &'a Schema,
    declared: &'a Declared<'a>,
    comparison: Comparison<'a>,
    sources: &'a Sources,
}

impl Proof<'_> {
    /// Returns `true` if an element has no undeclared difference.
    fn is_right(&self, was: Element) -> bool {
        let Some(is) = self.comparison.pair(was) else { return false };
        let is_edited = self.declared.edited.contains(&self.old.file_of(was));
        let has_same_comments = || match (was, is) {
            (Element::File(was), Element::File(is)) => self.has_same_comments(was, is),
            _ => self.are_comments_right(was, is),
        };
        !self.new[self.new.file_of(is)].is_import
            && self.comparison.properties(was, is).all(|compared| self.is_declared(was, &compared))
            && (!is_edited || has_same_comments())
    }

    /// Returns `true` if a property has the value that it must have.
    fn is_declared(
        &self,
        was: Element,
        ComparedProperty { property, old, new, is_same }: &ComparedProperty<'_>,
    ) -> bool {
        match (was, property, old, new) {
            (Element::File(file), Property::Imports, PropertyValue::Imports(old), PropertyValue::Imports(new)) => {
                let removed = self.declared.removed_imports.get(&file);
                old.iter().filter(|(_, path)| !removed.is_some_and(|paths| paths.contains(path))).eq(new)
            }
            (Element::File(file), Property::Options, PropertyValue::Bytes(old), PropertyValue::Bytes(new)) => {
                self.same_file_options(file, *old, *new)
            }
            (Element::Enum(id), _, _, PropertyValue::List(new)) => {
                let values = self.declared.values(self.old, id).map(|value| self.comparison.pair(value.into()));
                values.eq(new.iter().copied().map(Some))
            }
            _ => *is_same,
        }
    }

    /// Returns `true` if the options are equal but for those that are set, which have the declared values.
    fn same_file_options(&self, file: FileId, old: Option<&[u8]>, new: Option<&[u8]>) -> bool {
        let Some(declared) = self.declared.options.get(&file) else { return old == new };
        let old = old.unwrap_or_default();
        let new = new.unwrap_or_default();
        let mut rest = Vec::new();
        let mut set = 0;
        for field in WireReader::new(new).fields() {
            match declared.get(&field.number) {
                Some(option) => {
                    let has_value = match field.value {
                        WireValue::Bytes(bytes) => option.is_string && bytes == option.value.as_bytes(),
                        WireValue::Varint(value) => !option.is_string && (value != 0).to_string() == option.value,
                        _ => false,
                    };
                    set += usize::from(has_value);
                }
                None => rest.extend_from_slice(field.raw),
            }
        }
        rest == old && set == declared.len()
    }

    /// Returns `true` if the comments of an element are the same, or if one moved above it.
    fn are_comments_right(&self, was: Element, is: Element) -> bool {
        let comments = self.comparison.comments(was, is);
        match (comments.old, comments.new) {
            // The comment was behind the declaration, or before it in its line.
            (PropertyValue::Comments(_, old_behind), PropertyValue::Comments(above, behind))
                if self.declared.commented.contains(&was) =>
            {
                above.is_some() && (behind == old_behind || (above == old_behind && behind.is_none()))
            }
            _ => comments.is_same,
        }
    }

    /// Returns `true` if no comment of a file is lost or new.
    fn has_same_comments(&self, was: FileId, is: FileId) -> bool {
        let text = |schema: &Schema, file: FileId| self.sources.get(schema[file].source).text.clone();
        let (Some(old), Some(new)) = (text(self.old, was), text(self.new, is)) else { return true };
        texts::has_same_comments(&old, &new, self.declared.removed_imports.contains_key(&was))
    }
}
