//! The proof that fixes changed what they declare, and nothing else.
//!
//! Elements of both schemas are paired by their places, so that a type is the same if it is declared at the same place of the
//! same file. Then everything must be equal but the declared differences: names, packages, imports, options and orders.

mod declared;
mod texts;

use std::collections::BTreeMap;

use super::LintFix;
use declared::Declared;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{
    Element, Enum, EnumId, Field, FieldId, FieldType, File, FileId, Import, Message, MessageId, Method, OneofId, Schema,
};
use protoward_source::Sources;

/// Returns the old files that differ in more than what fixes of the old schema declare, or that lost a comment. Files that only
/// one of the schemas has count too.
pub fn undeclared_changes(old: &Schema, new: &Schema, fixes: &[LintFix], sources: &Sources) -> Vec<FileId> {
    let files = |schema: &Schema| -> BTreeMap<String, FileId> {
        let own = schema.files.iter().filter(|(_, file)| !file.is_import);
        own.map(|(id, file)| (schema.text(file.path).to_owned(), id)).collect()
    };
    let was = files(old);
    let is = files(new);
    let sides = Sides { old, new, declared: Declared::new(old, fixes), sources };
    let is_new = |path: &String| !was.contains_key(path);
    if is.keys().any(is_new) {
        return was.into_values().collect();
    }
    let differs =
        |(path, was): (&String, &FileId)| (!is.get(path).is_some_and(|&is| sides.same_files(*was, is))).then_some(*was);
    was.iter().filter_map(differs).collect()
}

/// Both schemas of a proof.
struct Sides<'a> {
    old: &'a Schema,
    new: &'a Schema,
    declared: Declared<'a>,
    sources: &'a Sources,
}

impl Sides<'_> {
    fn same_files(&self, was: FileId, is: FileId) -> bool {
        let (old, new): (&File, &File) = (&self.old[was], &self.new[is]);
        old.syntax == new.syntax
            && old.features == new.features
            && self.declared.package(self.old, was) == self.new.package(is)
            && self.same_imports(was, &old.imports, &new.imports)
            && self.same_imports(was, &old.option_imports, &new.option_imports)
            && self.same_file_options(was, old.options.bytes(), new.options.bytes())
            && self.has_same_comments(was, is)
            && same(&old.messages, &new.messages, |&old, &new| self.same_messages(old, new))
            && same(&old.enums, &new.enums, |&old, &new| self.same_enums(old, new))
            && same(&old.extensions, &new.extensions, |&old, &new| self.same_fields(old, new))
            && same(&old.services, &new.services, |&was, &is| {
                let old = &self.old[was];
                let new = &self.new[is];
                self.same_elements(was.into(), is.into())
                    && old.options.bytes() == new.options.bytes()
                    && old.features == new.features
                    && same(&old.methods, &new.methods, |&old, &new| {
                        self.same_elements(old.into(), new.into()) && self.same_methods(&self.old[old], &self.new[new])
                    })
            })
    }

    fn same_imports(&self, file: FileId, old: &[Import], new: &[Import]) -> bool {
        let left: Vec<&Import> =
            old.iter().filter(|import| !self.declared.is_removed(file, self.old.text(import.path))).collect();
        let new: Vec<&Import> = new.iter().collect();
        same(&left, &new, |old, new| {
            self.old.text(old.path) == self.new.text(new.path) && (old.public, old.weak) == (new.public, new.weak)
        })
    }

    /// Returns `true` if the options are equal but for those that are set, which have the declared values.
    fn same_file_options(&self, file: FileId, old: Option<&[u8]>, new: Option<&[u8]>) -> bool {
        if self.declared.options(file) == 0 {
            return old == new;
        }
        let old = old.unwrap_or_default();
        let new = new.unwrap_or_default();
        let mut rest = Vec::new();
        let mut set = 0;
        for field in WireReader::new(new).fields() {
            match self.declared.option(file, field.number) {
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
        rest == old && set == self.declared.options(file)
    }

    /// Returns `true` if an element has the name and the comments that it must have.
    fn same_elements(&self, old: Element, new: Element) -> bool {
        self.declared.name(self.old, old) == self.new.name(new) && self.same_comments(old, new)
    }

    fn same_comments(&self, old: Element, new: Element) -> bool {
        if !self.declared.is_edited(self.old.file_of(old)) {
            return true;
        }
        let was = self.old.comments(old);
        let is = self.new.comments(new);
        if self.declared.comment_moves(old) {
            // The comment was behind the declaration, or before it in its line.
            return is.leading.is_some()
                && (is.trailing == was.trailing || (is.leading == was.trailing && is.trailing.is_none()));
        }
        (was.leading, was.trailing) == (is.leading, is.trailing)
    }

    fn same_messages(&self, was: MessageId, is: MessageId) -> bool {
        let (old, new): (&Message, &Message) = (&self.old[was], &self.new[is]);
        // The entry of a map is named after its field.
        let is_entry = self.old.is_map_entry(was);
        (is_entry || self.same_elements(was.into(), is.into()))
            && old.reserved_ranges == new.reserved_ranges
            && same(&old.reserved_names, &new.reserved_names, |&old, &new| self.old.text(old) == self.new.text(new))
            && old.visibility == new.visibility
            && old.options.bytes() == new.options.bytes()
            && old.features == new.features
            && same(&old.extension_ranges, &new.extension_ranges, |old, new| {
                old.numbers == new.numbers && old.options.bytes() == new.options.bytes()
            })
            && same(&old.fields, &new.fields, |&old, &new| self.same_fields(old, new))
            && same(&old.extensions, &new.extensions, |&old, &new| self.same_fields(old, new))
            && same(&old.oneofs, &new.oneofs, |&old, &new| self.same_oneofs(old, new))
            && same(&old.messages, &new.messages, |&old, &new| self.same_messages(old, new))
            && same(&old.enums, &new.enums, |&old, &new| self.same_enums(old, new))
    }

    fn same_oneofs(&self, was: OneofId, is: OneofId) -> bool {
        let old = &self.old[was];
        let new = &self.new[is];
        // A synthetic one is named after its field.
        old.synthetic == new.synthetic
            && (old.synthetic || self.same_elements(was.into(), is.into()))
            && old.fields.len() == new.fields.len()
            && old.options.bytes() == new.options.bytes()
            && old.features == new.features
    }

    fn same_enums(&self, was: EnumId, is: EnumId) -> bool {
        let (old, new): (&Enum, &Enum) = (&self.old[was], &self.new[is]);
        self.same_elements(was.into(), is.into())
            && old.reserved_ranges == new.reserved_ranges
            && same(&old.reserved_names, &new.reserved_names, |&old, &new| self.old.text(old) == self.new.text(new))
            && old.visibility == new.visibility
            && old.options.bytes() == new.options.bytes()
            && old.features == new.features
            && same(&self.declared.values(self.old, was), &new.values, |&was, &is| {
                let old = &self.old[was];
                let new = &self.new[is];
                self.same_elements(was.into(), is.into())
                    && old.number == new.number
                    && old.options.bytes() == new.options.bytes()
                    && old.features == new.features
            })
    }

    fn same_fields(&self, was: FieldId, is: FieldId) -> bool {
        let (old, new): (&Field, &Field) = (&self.old[was], &self.new[is]);
        self.has_field_name(was, is)
            && self.same_comments(was.into(), is.into())
            && self.same_places(old.containing().into(), new.containing().into())
            && old.number == new.number
            && old.cardinality == new.cardinality
            && old.proto3_optional == new.proto3_optional
            && self.same_types(old, new)
            && self.same_defaults(old, new)
            && old.options.bytes() == new.options.bytes()
            && old.features == new.features
            && old.index == new.index
            && old.oneof.map(|oneof| self.old[oneof].index) == new.oneof.map(|oneof| self.new[oneof].index)
            && self.same_json_names(was, is)
    }

    /// Returns `true` if a field has the name that it must have. The field of a group is named after its message.
    fn has_field_name(&self, old: FieldId, new: FieldId) -> bool {
        let expected = self.declared.name(self.old, old.into());
        let found = self.new.name(new.into());
        let of_group = self.old[old].ty.message().filter(|_| self.old.is_group_like(old));
        expected == found
            || of_group
                .is_some_and(|message| self.declared.name(self.old, message.into()).to_ascii_lowercase() == found)
    }

    /// Returns `true` if both JSON names are explicit and equal, or both are derived.
    fn same_json_names(&self, old: FieldId, new: FieldId) -> bool {
        let explicit = |schema: &Schema, id: FieldId| {
            let field = &schema[id];
            field.json_name.filter(|_| !field.json_name_made).map(|name| schema.text(name).to_owned())
        };
        explicit(self.old, old) == explicit(self.new, new)
    }

    fn same_types(&self, old: &Field, new: &Field) -> bool {
        match (old.ty, new.ty) {
            (FieldType::Message(old), FieldType::Message(new)) | (FieldType::Group(old), FieldType::Group(new)) => {
                self.same_places(old.into(), new.into())
            }
            (FieldType::Enum(old), FieldType::Enum(new)) => self.same_places(old.into(), new.into()),
            (old, new) => old == new,
        }
    }

    /// Returns `true` if both defaults are equal; that of an enum is a name, which may change.
    fn same_defaults(&self, old: &Field, new: &Field) -> bool {
        let renamed = |of: EnumId, default: &[u8]| {
            let values = &self.old[of].values;
            let value = values.iter().find(|&&value| self.old.name(value.into()).as_bytes() == default)?;
            Some(self.declared.name(self.old, (*value).into()).as_bytes().to_vec())
        };
        match (old.ty, &old.default) {
            (FieldType::Enum(of), Some(default)) => renamed(of, default).as_deref() == new.default.as_deref(),
            (_, default) => default.as_deref() == new.default.as_deref(),
        }
    }

    fn same_methods(&self, old: &Method, new: &Method) -> bool {
        (old.client_streaming, old.server_streaming) == (new.client_streaming, new.server_streaming)
            && old.options.bytes() == new.options.bytes()
            && old.features == new.features
            && self.same_places(old.input.into(), new.input.into())
            && self.same_places(old.output.into(), new.output.into())
    }

    fn same_places(&self, old: Element, new: Element) -> bool {
        let path = |schema: &Schema, element| schema.text(schema[schema.file_of(element)].path).to_owned();
        self.old.path(old) == self.new.path(new) && path(self.old, old) == path(self.new, new)
    }

    /// Returns `true` if no comment of an edited file is lost or new.
    fn has_same_comments(&self, was: FileId, is: FileId) -> bool {
        if !self.declared.is_edited(was) {
            return true;
        }
        let text = |schema: &Schema, file: FileId| self.sources.get(schema[file].source).text.clone();
        let (Some(old), Some(new)) = (text(self.old, was), text(self.new, is)) else { return true };
        texts::has_same_comments(&old, &new, self.declared.removes_imports(was))
    }
}

fn same<T>(old: &[T], new: &[T], is_same: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new))
}
