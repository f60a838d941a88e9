//! The proof that a fix changed names or imports, and nothing else.

use std::collections::BTreeMap;

use protoward_schema::{Field, File, Message, Method, Schema};

/// Returns `true` if both schemas have the same declarations with the same types, numbers and options, whatever their names
/// are. Files are paired by path, as imports may be gone.
///
/// A type is the same if it is declared at the same place of the same file.
pub fn is_same_but_names(old: &Schema, new: &Schema) -> bool {
    let files = |schema: &Schema| -> BTreeMap<String, protoward_schema::FileId> {
        let own = schema.files.iter().filter(|(_, file)| !file.is_import);
        own.map(|(id, file)| (schema.text(file.path).to_owned(), id)).collect()
    };
    let (was, is) = (files(old), files(new));
    was.len() == is.len()
        && was
            .into_iter()
            .zip(is)
            .all(|((path, was), (other, is))| path == other && Sides { old, new }.same_files(&old[was], &new[is]))
}

/// Both schemas of a proof.
struct Sides<'a> {
    old: &'a Schema,
    new: &'a Schema,
}

impl Sides<'_> {
    fn same_files(&self, old: &File, new: &File) -> bool {
        old.syntax == new.syntax
            && old.options.bytes() == new.options.bytes()
            && same(&old.messages, &new.messages, |&old, &new| self.same_messages(&self.old[old], &self.new[new]))
            && same(&old.enums, &new.enums, |&old, &new| self.same_enums(old, new))
            && same(&old.extensions, &new.extensions, |&old, &new| self.same_fields(&self.old[old], &self.new[new]))
            && same(&old.services, &new.services, |&old, &new| {
                let (old, new) = (&self.old[old], &self.new[new]);
                old.options.bytes() == new.options.bytes()
                    && same(&old.methods, &new.methods, |&old, &new| self.same_methods(&self.old[old], &self.new[new]))
            })
    }

    fn same_messages(&self, old: &Message, new: &Message) -> bool {
        old.reserved_ranges == new.reserved_ranges
            && old.visibility == new.visibility
            && old.options.bytes() == new.options.bytes()
            && old.features == new.features
            && same(&old.extension_ranges, &new.extension_ranges, |old, new| {
                old.numbers == new.numbers && old.options.bytes() == new.options.bytes()
            })
            && same(&old.fields, &new.fields, |&old, &new| self.same_fields(&self.old[old], &self.new[new]))
            && same(&old.extensions, &new.extensions, |&old, &new| self.same_fields(&self.old[old], &self.new[new]))
            && same(&old.oneofs, &new.oneofs, |&old, &new| {
                let (old, new) = (&self.old[old], &self.new[new]);
                old.synthetic == new.synthetic
                    && old.fields.len() == new.fields.len()
                    && old.options.bytes() == new.options.bytes()
            })
            && same(&old.messages, &new.messages, |&old, &new| self.same_messages(&self.old[old], &self.new[new]))
            && same(&old.enums, &new.enums, |&old, &new| self.same_enums(old, new))
    }

    fn same_enums(&self, old: protoward_schema::EnumId, new: protoward_schema::EnumId) -> bool {
        let (old, new) = (&self.old[old], &self.new[new]);
        old.reserved_ranges == new.reserved_ranges
            && old.visibility == new.visibility
            && old.options.bytes() == new.options.bytes()
            && same(&old.values, &new.values, |&old, &new| {
                let (old, new) = (&self.old[old], &self.new[new]);
                old.number == new.number && old.options.bytes() == new.options.bytes()
            })
    }

    fn same_fields(&self, old: &Field, new: &Field) -> bool {
        old.number == new.number
            && old.cardinality == new.cardinality
            && self.same_types(old, new)
            && old.default.is_some() == new.default.is_some()
            && old.options.bytes() == new.options.bytes()
            && old.features == new.features
            && old.index == new.index
            && old.oneof.map(|oneof| self.old[oneof].index) == new.oneof.map(|oneof| self.new[oneof].index)
    }

    /// Returns `true` for the same scalar, or for types at the same place of the same file.
    fn same_types(&self, old: &Field, new: &Field) -> bool {
        use protoward_schema::FieldType::{Enum, Message};
        match (old.ty, new.ty) {
            (Message(old), Message(new)) => self.same_places(old.into(), new.into()),
            (Enum(old), Enum(new)) => self.same_places(old.into(), new.into()),
            (old, new) => old == new,
        }
    }

    fn same_methods(&self, old: &Method, new: &Method) -> bool {
        (old.client_streaming, old.server_streaming) == (new.client_streaming, new.server_streaming)
            && old.options.bytes() == new.options.bytes()
            && self.same_places(old.input.into(), new.input.into())
            && self.same_places(old.output.into(), new.output.into())
    }

    fn same_places(&self, old: protoward_schema::Element, new: protoward_schema::Element) -> bool {
        let path = |schema: &Schema, element| schema.text(schema[schema.file_of(element)].path).to_owned();
        self.old.path(old) == self.new.path(new) && path(self.old, old) == path(self.new, new)
    }
}

fn same<T>(old: &[T], new: &[T], is_same: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new))
}
