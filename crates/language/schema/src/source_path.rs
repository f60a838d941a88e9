//! From descriptor paths to elements: the inverse of [`Schema::path`].

use crate::{Element, EnumId, FileId, MessageId, Schema, ServiceId};

/// The last field of `FileDescriptorProto`.
const LAST_FIELD: i32 = 15;

impl Schema {
    /// Returns the innermost element at a descriptor path, which may lead on to a part of it; `None` if the path leads to
    /// an element that the file does not have.
    ///
    /// ```
    /// use protoward_schema::{Element, Schema};
    ///
    /// fn name(schema: &Schema, path: &[i32]) -> Option<String> {
    ///     let file = schema.files.ids().next()?;
    ///     Some(schema.full_name(schema.element_at(file, path)?))
    /// }
    /// assert_eq!(name(&Schema::default(), &[4, 0]), None);
    /// ```
    pub fn element_at(&self, file: FileId, path: &[i32]) -> Option<Element> {
        let content = &self[file];
        match *path {
            [] => Some(file.into()),
            [4, index, ref rest @ ..] => self.in_message(*at(&content.messages, index)?, rest),
            [5, index, ref rest @ ..] => self.in_enum(*at(&content.enums, index)?, rest),
            [6, index, ref rest @ ..] => self.in_service(*at(&content.services, index)?, rest),
            [7, index, ..] => Some((*at(&content.extensions, index)?).into()),
            [3, index, ..] => at(&content.imports, index).map(|_| file.into()),
            [4..=7, ..] => None,
            [field, ..] => (1..=LAST_FIELD).contains(&field).then(|| file.into()),
        }
    }

    fn in_message(&self, id: MessageId, path: &[i32]) -> Option<Element> {
        let message = &self[id];
        match *path {
            [2, index, ..] => Some((*at(&message.fields, index)?).into()),
            [3, index, ref rest @ ..] => self.in_message(*at(&message.messages, index)?, rest),
            [4, index, ref rest @ ..] => self.in_enum(*at(&message.enums, index)?, rest),
            [6, index, ..] => Some((*at(&message.extensions, index)?).into()),
            [8, index, ..] => Some((*at(&message.oneofs, index)?).into()),
            _ => Some(id.into()),
        }
    }

    fn in_enum(&self, id: EnumId, path: &[i32]) -> Option<Element> {
        match *path {
            [2, index, ..] => Some((*at(&self[id].values, index)?).into()),
            _ => Some(id.into()),
        }
    }

    fn in_service(&self, id: ServiceId, path: &[i32]) -> Option<Element> {
        match *path {
            [2, index, ..] => Some((*at(&self[id].methods, index)?).into()),
            _ => Some(id.into()),
        }
    }
}

fn at<T>(list: &[T], index: i32) -> Option<&T> {
    list.get(usize::try_from(index).ok()?)
}
