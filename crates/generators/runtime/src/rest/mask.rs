//! Field masks, from parameters or implied by the body of a `PATCH`.
//!
//! A mask is merged into a request as encoded protobuf, because its JSON form uses lowerCamelCase paths, from which a
//! name such as `line_2` cannot be recovered.

use prost::Message as _;
use prost_types::FieldMask;
use serde_json::{Map, Value as Json};

use crate::rest::failure::Violation;
use crate::rest::parameter::{FieldPath, ParameterText};
use crate::rest::schema::{Field, Kind, Message};
use crate::rest::wire;

/// A field mask and its field.
#[derive(Debug)]
pub(crate) struct Mask {
    at: Vec<&'static Field>,
    paths: Vec<String>,
}

impl Mask {
    /// Reads the paths of a parameter, in `snake_case` or in `lowerCamelCase`.
    pub(crate) fn parse(at: &[&'static Field], value: &ParameterText<'_>) -> Result<Mask, Violation> {
        let paths = value.text.split(',').map(str::trim).filter(|path| !path.is_empty()).map(declared);
        let paths = paths.collect::<Option<Vec<String>>>().ok_or_else(|| {
            Violation::new(&*value.parameter, "a field mask is a list of paths such as `title,author.name`")
        })?;
        Ok(Mask { at: at.to_vec(), paths })
    }

    /// Returns the mask of the fields that the JSON of a message sets, except for the `bound` ones and those that only
    /// the server sets. It is empty without JSON, because a call without a mask replaces the whole message.
    pub(crate) fn of_json(
        at: &'static Field,
        message: &'static Message,
        body: &[u8],
        bound: &[FieldPath],
    ) -> Option<Mask> {
        let object: Option<Map<String, Json>> =
            if body.is_empty() { None } else { serde_json::from_slice(body).ok()? };
        let mut paths = Vec::new();
        let mut names = Names { bound, at: FieldPath::new(), paths: &mut paths };
        object.into_iter().for_each(|object| names.add(message, &object));
        Some(Mask { at: vec![at], paths })
    }

    pub(crate) fn is_at(&self, path: &[&'static Field]) -> bool {
        self.at.len() == path.len() && self.at.iter().zip(path).all(|(a, b)| std::ptr::eq(*a, *b))
    }

    /// Returns the mask as a part of an encoded request.
    pub(crate) fn encode(self) -> Vec<u8> {
        let mask = FieldMask { paths: self.paths };
        wire::nested(&self.at, mask.encode_to_vec())
    }
}

/// The collected paths of fields.
struct Names<'a> {
    bound: &'a [FieldPath],
    /// The fields around the current message.
    at: FieldPath,
    paths: &'a mut Vec<String>,
}

impl Names<'_> {
    /// Adds the paths of set fields. Messages are represented by their fields, unless they are empty.
    fn add(&mut self, message: &Message, object: &Map<String, Json>) {
        for (key, value) in object {
            // Deserializing the message reports unknown keys.
            let Some(field) = message.field(key).filter(|field| !field.is_output_only) else { continue };
            self.at.push(field);
            match (field.kind, value) {
                (Kind::Message(inner), Json::Object(fields)) if !fields.is_empty() && !field.is_repeated => {
                    self.add(inner, fields);
                }
                _ if self.is_bound() => {}
                _ => self.paths.push(self.at.iter().map(|field| field.name).collect::<Vec<_>>().join(".")),
            }
            self.at.pop();
        }
    }

    fn is_bound(&self) -> bool {
        let is_here = |path: &FieldPath| {
            path.len() == self.at.len() && path.iter().zip(&self.at).all(|(a, b)| std::ptr::eq(*a, *b))
        };
        self.bound.iter().any(is_here)
    }
}

/// Returns a path with declared field names; `None` if it is invalid.
fn declared(path: &str) -> Option<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    if path != "*" && !path.chars().all(is_name) {
        return None;
    }
    let mut name = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    static AUTHOR: Message = Message::new(&[
        Field::new(1, "full_name", "fullName", Kind::Text),
        Field::new(2, "create_time", "createTime", Kind::Text).output_only(),
        Field::new(3, "name", "name", Kind::Text),
    ]);
    static BOOK: Message = Message::new(&[
        Field::new(1, "line_2", "line2", Kind::Text),
        Field::new(2, "author", "author", Kind::Message(&AUTHOR)),
        Field::new(3, "labels", "labels", Kind::Json),
        Field::new(5, "create_time", "createTime", Kind::Text).output_only(),
        Field::new(6, "name", "name", Kind::Text),
    ]);
    static MASK: Field = Field::new(4, "update_mask", "updateMask", Kind::FieldMask);

    #[test]
    fn derives_the_mask_from_the_fields_of_a_body() {
        for (body, expected) in [
            (r#"{"line2": "", "author": {"fullName": "A"}}"#, "line_2 author.full_name"),
            (r#"{"author": {}, "labels": {"a": 1}}"#, "author labels"),
            (r#"{"author": null, "unknown": 1}"#, "author"),
            ("{}", ""),
            ("null", ""),
            ("", ""),
            (r#"{"createTime": "", "line2": "", "author": {"createTime": ""}}"#, "line_2"),
            (r#"{"name": "a", "author": {"name": "b", "fullName": "c"}}"#, "author.full_name name"),
        ] {
            let bound = [FieldPath::from_slice(&[&BOOK.fields()[1], &AUTHOR.fields()[2]])];
            let mask = Mask::of_json(&MASK, &BOOK, body.as_bytes(), &bound).map(|mask| {
                let mut paths = mask.paths;
                paths.sort();
                paths.reverse();
                paths.join(" ")
            });
            let mut expected: Vec<&str> = expected.split_whitespace().collect();
            expected.sort_unstable();
            expected.reverse();
            assert_eq!(mask, Some(expected.join(" ")), "{body}");
        }
    }

    #[test]
    fn accepts_both_spellings_of_paths() {
        for (path, expected) in [("title", Some("title")), ("author.fullName", Some("author.full_name"))] {
            assert_eq!(declared(path).as_deref(), expected);
        }
        assert_eq!(declared("line_2").as_deref(), Some("line_2"));
        assert_eq!(declared("*").as_deref(), Some("*"));
        assert_eq!(declared("a b"), None);
    }
}
