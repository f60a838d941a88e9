//! Links to declarations, and the declarations that names in comments refer to.
//!
//! A declaration without a page of its own has an anchor on that of the declaration around it: its name relative to the
//! declaration of the page, such as `Item.sku`. Well-known types, which sites do not contain, have links to their documentation.

use super::elements::parent;
use super::paths::{Paths, relative};
use protoward_schema::{Element, Schema};

/// The subject of a reference in a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkTarget {
    /// A declaration of the schema.
    Element(Element),
    /// A package by its name, which has a page but is no element.
    Package(String),
}

/// The links between the pages of a site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) paths: &'a Paths,
}

impl Links<'_> {
    /// Returns the path of the page of a declaration, and its anchor; `None` if it is not documented.
    pub(crate) fn page_and_anchor(&self, element: Element) -> Option<(String, String)> {
        let AnchorPlace { page, anchor } = place(self.schema, element);
        let path = match page {
            Element::File(file) => self.paths.package(self.schema.package(file)),
            page => self.paths.page(page).map(str::to_owned),
        };
        Some((path?, anchor))
    }

    /// Returns the URL of a declaration on a page of the site, or of the official documentation of a well-known type.
    pub(crate) fn href(&self, from: &str, element: Element) -> Option<String> {
        match self.page_and_anchor(element) {
            Some((page, anchor)) => Some(relative(from, &page, &anchor)),
            None => well_known_url(self.schema, element),
        }
    }

    /// Returns the URL of the page of a package.
    pub(crate) fn package_href(&self, from: &str, package: &str) -> Option<String> {
        Some(relative(from, &self.paths.package(package)?, ""))
    }

    /// Returns the URL of the subject of a reference.
    pub(crate) fn target_href(&self, from: &str, target: &LinkTarget) -> Option<String> {
        match target {
            LinkTarget::Element(element) => self.href(from, *element),
            LinkTarget::Package(package) => self.package_href(from, package),
        }
    }

    /// Returns the subject of a name in a comment. As in `.proto` files, the innermost scope wins.
    pub(crate) fn resolve(&self, scope: &str, name: &str) -> Option<LinkTarget> {
        if !is_name(name) {
            return None;
        }
        if let Some(absolute) = name.strip_prefix('.') {
            return self.find(absolute);
        }
        let mut scope = scope;
        while !scope.is_empty() {
            if let Some(found) = self.find(&format!("{scope}.{name}")) {
                return Some(found);
            }
            scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        self.find(name)
    }

    fn find(&self, full_name: &str) -> Option<LinkTarget> {
        let member = || {
            let (scope, name) = full_name.rsplit_once('.')?;
            self.member(self.schema.find(scope)?, name)
        };
        if let Some(element) = self.schema.find(full_name).or_else(member).or_else(|| self.paths.value(full_name)) {
            return Some(LinkTarget::Element(element));
        }
        self.paths.folder(full_name).map(|_| LinkTarget::Package(full_name.to_owned()))
    }

    /// Returns the field, oneof, enum value or method with a name.
    fn member(&self, of: Element, name: &str) -> Option<Element> {
        super::elements::children(self.schema, of).into_iter().find(|&element| self.schema.name(element) == name)
    }
}

/// Returns `true` for identifiers with dots between them, possibly with a leading dot.
pub(crate) fn is_name(text: &str) -> bool {
    let is_identifier = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    text.strip_prefix('.').unwrap_or(text).split('.').all(is_identifier)
}

/// The place of a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnchorPlace {
    /// The declaration that has the page: a top-level message, enum or service, or a file for the page of its package.
    pub(crate) page: Element,
    /// The anchor; empty for the declaration of the page itself.
    pub(crate) anchor: String,
}

/// Returns the place of a declaration.
pub(crate) fn place(schema: &Schema, element: Element) -> AnchorPlace {
    let is_extension = matches!(element, Element::Field(_));
    match parent(schema, element) {
        // Extensions at the top level of a file are on the page of the package.
        Some(Element::File(_)) if !is_extension => AnchorPlace { page: element, anchor: String::new() },
        None => AnchorPlace { page: element, anchor: String::new() },
        Some(parent) => {
            let AnchorPlace { page, anchor } = place(schema, parent);
            AnchorPlace { page, anchor: joined(&anchor, schema.name(element)) }
        }
    }
}

/// Returns the anchor of a member of a declaration.
fn joined(outer: &str, name: &str) -> String {
    let name = anchor(name);
    if outer.is_empty() { name } else { format!("{outer}.{name}") }
}

/// Returns the anchor of a name. Only images have other characters than letters, digits and `_`.
fn anchor(name: &str) -> String {
    name.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' }).collect()
}

/// Returns the URL of the official documentation of a message or an enum.
fn well_known_url(schema: &Schema, element: Element) -> Option<String> {
    if !matches!(element, Element::Message(_) | Element::Enum(_)) {
        return None;
    }
    let path = schema.text(schema[schema.file_of(element)].path);
    let full_name = schema.full_name(element);
    let name = full_name.strip_prefix("google.protobuf.")?;
    let is_documented = path.starts_with("google/protobuf/") && !path.ends_with("/descriptor.proto");
    let is_top_level = name.bytes().all(|letter| letter.is_ascii_alphanumeric());
    let page = "https://protobuf.dev/reference/protobuf/google.protobuf/";
    (is_documented && is_top_level).then(|| format!("{page}#{}", name.to_ascii_lowercase()))
}
