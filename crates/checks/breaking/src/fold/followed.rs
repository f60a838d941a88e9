//! The elements that a move takes along or leaves behind.
//!
//! The finding of a move is at one element, such as the first file of a renamed package. Its effects depend on others: the
//! services of the package, and the messages that are not in the new one.

use std::collections::BTreeSet;

use super::source::Source;
use crate::comparison::Comparison;
use crate::finding::Finding;
use crate::moves::{PackageMove, is_same_kind, parent};
use crate::subject;
use protoward_schema::{Element, FieldId, MessageId, Parent, ServiceId};

/// Returns the old names of the elements that the finding of a move is about, and of their files, with the new ones.
pub(super) fn details(cx: &Comparison<'_>, source: Source, replaced: &[Finding]) -> Vec<String> {
    let mut all: BTreeSet<Element> = match source {
        Source::Package(index) => in_package(cx, &cx.moves.packages()[index]).collect(),
        Source::Element(old, _) => [old].into_iter().chain(extensions_inside(cx, old)).collect(),
        // The finding is at the file or the member itself.
        Source::File(..) | Source::Member(..) => return Vec::new(),
    };
    // The fingerprints of replaced findings cover the fields, oneofs and values of both versions.
    all.extend(replaced.iter().filter_map(|finding| finding.old_element).filter(|&old| is_declaration(cx, old)));
    let pairs: Vec<_> = all.into_iter().map(|old| (old, new_of(cx, old))).collect();
    let files: BTreeSet<_> = pairs.iter().filter_map(|&(old, new)| files(cx, old, new?)).collect();
    pairs.into_iter().chain(files).map(|(old, new)| named(cx, old, new)).collect()
}

fn named(cx: &Comparison<'_>, old: Element, new: Option<Element>) -> String {
    let kind = subject::kind(old);
    let new = new.map(|new| cx.new.full_name(new)).unwrap_or_default();
    format!("{kind} {} > {new}", cx.old.full_name(old))
}

/// Returns the files of a declaration in both versions.
fn files(cx: &Comparison<'_>, old: Element, new: Element) -> Option<(Element, Option<Element>)> {
    let is_file = matches!(old, Element::File(_));
    (!is_file).then(|| (cx.old.file_of(old).into(), Some(cx.new.file_of(new).into())))
}

/// Returns the services and extensions of a renamed package, whose names are part of URLs and JSON, and the declarations that
/// are not in the new package.
fn in_package(cx: &Comparison<'_>, moved: &PackageMove) -> impl Iterator<Item = Element> {
    let is_inside = |element| cx.old.package(cx.old.file_of(element)) == moved.old;
    let services = cx.old.services.ids().map(Element::from);
    let named = services.chain(extensions(cx).map(Element::from)).filter(move |&element| is_inside(element));
    named.chain(moved.left_behind.iter().copied())
}

/// Returns the extensions that are declared inside of a message.
fn extensions_inside(cx: &Comparison<'_>, old: Element) -> Vec<Element> {
    let Element::Message(message) = old else { return Vec::new() };
    extensions(cx).filter(|&id| is_inside(cx, id, message)).map(Element::from).collect()
}

/// Returns the extensions of the old version.
pub(super) fn extensions(cx: &Comparison<'_>) -> impl Iterator<Item = FieldId> {
    cx.old.fields.iter().filter(|(_, field)| field.is_extension()).map(|(id, _)| id)
}

/// Returns `true` if an extension is declared inside of a message.
pub(super) fn is_inside(cx: &Comparison<'_>, id: FieldId, message: MessageId) -> bool {
    let mut scope = parent(cx.old, id.into());
    while let Parent::Message(outer) = scope {
        if outer == message {
            return true;
        }
        scope = cx.old[outer].parent;
    }
    false
}

fn is_declaration(cx: &Comparison<'_>, old: Element) -> bool {
    match old {
        Element::File(_) | Element::Message(_) | Element::Enum(_) | Element::Service(_) | Element::Method(_) => true,
        Element::Field(id) => cx.old[id].is_extension(),
        Element::Oneof(_) | Element::EnumValue(_) => false,
    }
}

/// Returns the element that an old one has become.
fn new_of(cx: &Comparison<'_>, old: Element) -> Option<Element> {
    let namesake = || cx.in_new(&cx.old.full_name(old)).filter(|&new| is_same_kind(old, new));
    match old {
        Element::File(file) => cx.new_file(file).or_else(|| cx.moves.new_file(file)).map(Element::from),
        Element::Method(method) => match new_of(cx, cx.old[method].service.into()) {
            Some(Element::Service(service)) => method_named(cx, service, cx.old.name(old)),
            _ => None,
        },
        _ => cx.moves.new_of(old).or_else(namesake),
    }
}

fn method_named(cx: &Comparison<'_>, service: ServiceId, name: &str) -> Option<Element> {
    cx.new[service].methods.iter().map(|&method| method.into()).find(|&method| cx.new.name(method) == name)
}
