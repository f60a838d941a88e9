//! The messages of `buf/plugin/check/v1` that plugins return.

use protoward_schema::wire::{WireError, WireReader, WireValue};

use crate::rpc::text;

/// Maximum number of rules, and of categories. A plugin with an endless list would otherwise be read forever.
pub(crate) const MOST_ITEMS: usize = 10_000;

/// Maximum number of violations in a response, which are much larger in memory than in bytes.
pub(crate) const MOST_ANNOTATIONS: usize = 1_000_000;

/// Maximum number of steps of a path that are kept. No element is that deep.
const MOST_STEPS: usize = 128;

/// A rule as a plugin lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListedRule {
    pub(crate) id: String,
    pub(crate) categories: Vec<String>,
    pub(crate) is_default: bool,
    pub(crate) purpose: String,
    /// 1 for lint, 2 for breaking changes.
    pub(crate) kind: u64,
    pub(crate) is_deprecated: bool,
    pub(crate) replacements: Vec<String>,
}

/// A category as a plugin lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListedCategory {
    pub(crate) id: String,
    pub(crate) purpose: String,
}

/// A page of a list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page<T> {
    /// The token of the next page; empty on the last one.
    pub(crate) next: String,
    pub(crate) items: Vec<T>,
}

/// A violation of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Annotation {
    /// The id of the rule.
    pub rule: String,
    /// The message; may be empty.
    pub message: String,
    /// The location in the checked files.
    pub location: Option<FileLocation>,
    /// The location in the files before a change.
    pub old_location: Option<FileLocation>,
}

/// A file, or a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct FileLocation {
    /// The import path of the file.
    pub file: String,
    /// The path in the descriptor; empty for the whole file.
    pub path: Vec<i32>,
}

/// Reads a page of a `ListRulesResponse`.
pub(crate) fn read_rules(bytes: &[u8]) -> Result<Page<ListedRule>, WireError> {
    read_page(bytes, read_rule)
}

/// Reads a page of a `ListCategoriesResponse`.
pub(crate) fn read_categories(bytes: &[u8]) -> Result<Page<ListedCategory>, WireError> {
    read_page(bytes, read_category)
}

fn read_page<T>(bytes: &[u8], read: fn(&[u8]) -> Result<T, WireError>) -> Result<Page<T>, WireError> {
    let mut page = Page { next: String::new(), items: Vec::new() };
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(token)) => page.next = text(token),
            // One more than allowed is enough to know.
            (2, WireValue::Bytes(item)) if page.items.len() <= MOST_ITEMS => page.items.push(read(item)?),
            _ => {}
        }
    }
    Ok(page)
}

fn read_rule(bytes: &[u8]) -> Result<ListedRule, WireError> {
    let mut rule = ListedRule::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(id)) => rule.id = text(id),
            (2, WireValue::Bytes(id)) => rule.categories.push(text(id)),
            (3, WireValue::Varint(value)) => rule.is_default = value != 0,
            (4, WireValue::Bytes(purpose)) => rule.purpose = text(purpose),
            (5, WireValue::Varint(kind)) => rule.kind = kind,
            (6, WireValue::Varint(value)) => rule.is_deprecated = value != 0,
            (7, WireValue::Bytes(id)) => rule.replacements.push(text(id)),
            _ => {}
        }
    }
    Ok(rule)
}

fn read_category(bytes: &[u8]) -> Result<ListedCategory, WireError> {
    let mut category = ListedCategory::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(id)) => category.id = text(id),
            (2, WireValue::Bytes(purpose)) => category.purpose = text(purpose),
            _ => {}
        }
    }
    Ok(category)
}

/// Reads a `CheckResponse`, of which at most one violation more than allowed.
pub(crate) fn read_annotations(bytes: &[u8]) -> Result<Vec<Annotation>, WireError> {
    let mut annotations = Vec::new();
    for field in WireReader::new(bytes) {
        let field = field?;
        if let (1, WireValue::Bytes(bytes)) = (field.number, field.value)
            && annotations.len() <= MOST_ANNOTATIONS
        {
            annotations.push(read_annotation(bytes)?);
        }
    }
    Ok(annotations)
}

fn read_annotation(bytes: &[u8]) -> Result<Annotation, WireError> {
    let mut annotation = Annotation::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(id)) => annotation.rule = text(id),
            (2, WireValue::Bytes(message)) => annotation.message = text(message),
            (3, WireValue::Bytes(bytes)) => read_location(bytes, annotation.location.get_or_insert_default())?,
            (4, WireValue::Bytes(bytes)) => read_location(bytes, annotation.old_location.get_or_insert_default())?,
            _ => {}
        }
    }
    // A location without a file and a path is none.
    annotation.location.take_if(|location| *location == FileLocation::default());
    annotation.old_location.take_if(|location| *location == FileLocation::default());
    Ok(annotation)
}

fn read_location(bytes: &[u8], location: &mut FileLocation) -> Result<(), WireError> {
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(file)) => location.file = text(file),
            (2, WireValue::Varint(step)) if location.path.len() < MOST_STEPS => location.path.push(step as i32),
            (2, WireValue::Bytes(packed)) => {
                let mut steps = WireReader::new(packed);
                while !steps.is_empty() && location.path.len() < MOST_STEPS {
                    location.path.push(steps.varint()? as i32);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use protoward_schema::wire::Writer;

    #[test]
    fn reads_paths_packed_and_not() -> Result<(), WireError> {
        let mut writer = Writer::default();
        writer.message(1, |annotation| {
            annotation.string(1, "SOME_RULE");
            annotation.message(3, |location| {
                location.string(1, "a.proto");
                location.packed(2, &[4, 0]);
                location.uint64(2, 2);
            });
            annotation.message(4, |_| {});
        });
        let annotations = read_annotations(writer.as_bytes())?;
        let location = FileLocation { file: "a.proto".to_owned(), path: vec![4, 0, 2] };
        assert_eq!(annotations[0].location, Some(location));
        assert_eq!(annotations[0].old_location, None);
        Ok(())
    }

    #[test]
    fn keeps_no_more_than_allowed() -> Result<(), WireError> {
        let bytes = [0x0a, 0x00].repeat(MOST_ANNOTATIONS + 5);
        assert_eq!(read_annotations(&bytes)?.len(), MOST_ANNOTATIONS + 1);
        let page = read_rules(&[0x12, 0x00].repeat(MOST_ITEMS + 5))?;
        assert_eq!(page.items.len(), MOST_ITEMS + 1);
        let mut location = FileLocation::default();
        read_location(&[&[0x12, 0x7f][..], &[0; 127], &[0x10, 0x01], &[0x10, 0x01]].concat(), &mut location)?;
        assert_eq!(location.path.len(), MOST_STEPS);
        Ok(())
    }

    #[test]
    fn rejects_invalid_bytes() {
        assert!(read_annotations(b"hello there").is_err());
        assert!(read_rules(&[0x12, 0x05, 0x0a]).is_err());
        assert!(read_annotations(&[0x0a, 0x05, 0x1a, 0x03, 0x12, 0x01, 0xff]).is_err());
    }
}
