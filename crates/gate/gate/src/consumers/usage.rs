//! Usage files: the names of what a consumer uses, one in each line.
//!
//! ```text
//! # from the access log
//! /acme.v1.Orders/Get
//! acme.v1.Order.id
//! acme.v1.Address.*
//! ```

use std::collections::BTreeMap;

use crate::codes;
use protoward_config::admit;
use protoward_schema::{Element, FieldOwner, MethodId, Schema};
use protoward_source::{Diagnostic, Place, Report, SourcePath, Sources, Span};

/// The full names of what a consumer uses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usage {
    /// The elements that are named, with the lines that do.
    names: BTreeMap<String, Option<Place>>,
    /// The types of which all members are used, with the lines that say so.
    whole: BTreeMap<String, Option<Place>>,
}

impl PartialEq for Usage {
    fn eq(&self, other: &Self) -> bool {
        self.names.keys().eq(other.names.keys()) && self.whole.keys().eq(other.whole.keys())
    }
}

/// A name in a usage file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UsedName<'a> {
    pub(crate) name: &'a str,
    /// `true` for a type of which all members are used.
    pub(crate) is_whole: bool,
    pub(crate) place: Option<Place>,
}

impl Usage {
    /// Reads a file. Returns `None` if a line is not a name; the problems are added to the report.
    pub(crate) fn read(
        path: impl Into<SourcePath>,
        bytes: Vec<u8>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        Self::readable(path, bytes, sources, report).and_then(|(usage, is_valid)| is_valid.then_some(usage))
    }

    /// Reads the lines of a file that are names. Also returns `true` if all of them are. Returns `None` for a file that is no text.
    pub(crate) fn readable(
        path: impl Into<SourcePath>,
        bytes: Vec<u8>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<(Self, bool)> {
        let source = admit(path, bytes, sources, report)?;
        let text = sources.get(source).text.clone().unwrap_or_default();
        let mut usage = Self::default();
        let mut start = 0;
        let mut is_valid = true;
        for line in text.split_inclusive('\n') {
            let content = line.split('#').next().unwrap_or_default();
            let name = content.trim();
            let begin = start + content.find(name).unwrap_or(0);
            let place = Place::bytes(source, span(begin, name));
            if !name.is_empty() && !usage.add(name, Some(place)) {
                report.push(bad_name(place));
                is_valid = false;
            }
            start += line.len();
        }
        Some((usage, is_valid))
    }

    /// Adds a line. Returns `false` if it is not a name.
    fn add(&mut self, line: &str, place: Option<Place>) -> bool {
        let is_name = |name: &str| !name.is_empty() && name.split('.').all(is_identifier);
        // A method as in the path of a gRPC request.
        if let Some((service, method)) = line.strip_prefix('/').and_then(|path| path.split_once('/')) {
            let is_valid = is_name(service) && is_identifier(method);
            if is_valid {
                self.names.insert(format!("{service}.{method}"), place);
            }
            return is_valid;
        }
        let name = line.strip_prefix('.').unwrap_or(line);
        let (name, names) = match name.strip_suffix(".*") {
            Some(whole) => (whole, &mut self.whole),
            None => (name, &mut self.names),
        };
        if is_name(name) {
            names.insert(name.to_owned(), place);
        }
        is_name(name)
    }

    /// Returns `true` if an element is named, or if all members of its parent are used.
    pub(crate) fn names(&self, schema: &Schema, element: Element) -> bool {
        let name = schema.full_name(element);
        let parent = parent(schema, element);
        // Values are siblings of their enum, but most people write them below it.
        let is_below = || match (element, &parent) {
            (Element::EnumValue(_), Some(parent)) => {
                self.names.contains_key(&format!("{parent}.{}", schema.name(element)))
            }
            _ => false,
        };
        self.names.contains_key(&name) || is_below() || parent.is_some_and(|parent| self.whole.contains_key(&parent))
    }

    /// Returns `true` if a member is named, or if no member of its type is: then all of them count as used.
    pub(crate) fn names_of(&self, schema: &Schema, member: Element, mut all: impl Iterator<Item = Element>) -> bool {
        self.names(schema, member) || !all.any(|other| self.names(schema, other))
    }

    /// Returns `true` if a method is called: if it is named, or if its service is named without any method.
    pub(crate) fn calls(&self, schema: &Schema, method: MethodId) -> bool {
        let service = schema[method].service;
        let methods = schema[service].methods.iter().map(|&method| method.into());
        self.uses(&schema.full_name(service.into())) && self.names_of(schema, method.into(), methods)
    }

    /// Returns `true` if the element with a full name, or something inside of it, is used.
    pub(crate) fn uses(&self, full_name: &str) -> bool {
        let is_inside =
            |name: &String| name.strip_prefix(full_name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        [&self.names, &self.whole].into_iter().any(|names| {
            let from = names.range(full_name.to_owned()..).map(|(name, _)| name);
            from.take_while(|name| name.starts_with(full_name)).any(is_inside)
        })
    }

    /// Returns all names of the file.
    pub(crate) fn all(&self) -> impl Iterator<Item = UsedName<'_>> {
        let names = self.names.iter().map(|(name, place)| UsedName { name, is_whole: false, place: *place });
        names.chain(self.whole.iter().map(|(name, place)| UsedName { name, is_whole: true, place: *place }))
    }
}

/// Returns the full name of the type or service that an element is a member of.
fn parent(schema: &Schema, element: Element) -> Option<String> {
    let parent: Element = match element {
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Message(message) => message.into(),
            FieldOwner::Extension { .. } => return None,
        },
        Element::Oneof(id) => schema[id].message.into(),
        Element::EnumValue(id) => schema[id].parent.into(),
        Element::Method(id) => schema[id].service.into(),
        Element::File(_) | Element::Message(_) | Element::Enum(_) | Element::Service(_) => return None,
    };
    Some(schema.full_name(parent))
}

fn span(start: usize, word: &str) -> Span {
    let position = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span { start: position(start), end: position(start + word.len()) }
}

fn is_identifier(word: &str) -> bool {
    let is_start = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    word.as_bytes().first().is_some_and(is_start)
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn bad_name(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CONSUMER, "expected the full name of an element")
        .label(place, "not a full name")
        .help("use a full name such as `acme.v1.Order.id`, a method such as `/acme.v1.Orders/Get`, or all members, as in `acme.v1.Order.*`")
}

#[cfg(test)]
mod tests {
    use super::Usage;

    fn usage(lines: &[&str]) -> Usage {
        let mut usage = Usage::default();
        lines.iter().for_each(|line| assert!(usage.add(line, None), "{line}"));
        usage
    }

    #[test]
    fn a_part_of_an_element_is_a_use_of_the_element() {
        let usage = usage(&["/a.v1.Orders/Get", "a.v1.Order.id", "a.v1.Address.*"]);
        assert!(
            ["a.v1", "a.v1.Orders", "a.v1.Orders.Get", "a.v1.Order", "a.v1.Address"].iter().all(|it| usage.uses(it))
        );
        assert!(!["a.v1.Ord", "a.v1.Orders.List", "a.v1.Order.id.x", "b"].iter().any(|it| usage.uses(it)));
    }

    #[test]
    fn other_lines_are_rejected() {
        let mut usage = Usage::default();
        assert!(
            !["a b", "a..b", "/a", "/a/", "//x", "*", ".*", "1a", "a.*.b"].iter().any(|line| usage.add(line, None))
        );
    }
}
