//! Fingerprints of findings: what changed, independent of lines, wording and the order of files.

use crate::inherited_features::inherited_features;
use protoward_breaking::Finding;
use protoward_schema::descriptor::encode_element;
use protoward_schema::{Element, Schema};
use sha2::{Digest, Sha256};

/// The number of bytes of a fingerprint.
const LENGTH: usize = 8;

/// Returns the fingerprint of a finding: the start of a SHA-256 digest, in hexadecimal.
///
/// The digest covers the rule, and the old and the new element as their descriptors have them, with the features that they
/// inherit and without what is inside of them. A further change of the same element therefore has another fingerprint. Of a
/// deleted element only the name and the number count, so that it is the same change for every older version. A move covers
/// the findings that it replaces. Rules add details that are not in either element, such as what a move takes along or leaves
/// behind.
pub fn fingerprint(finding: &Finding, old: &Schema, new: &Schema) -> String {
    let mut digest = Sha256::new();
    part(&mut digest, finding.rule.id().as_bytes());
    match (finding.old_element, finding.element) {
        (None, None) => part(&mut digest, finding.diagnostic.message.as_bytes()),
        (was, is) => {
            let is = is.filter(|&is| was.is_none_or(|was| is_changed(finding, (old, was), (new, is))));
            if let Some(was) = was {
                identity(&mut digest, old, was);
                if is.is_some() {
                    description(&mut digest, old, was);
                }
            }
            if let Some(is) = is {
                identity(&mut digest, new, is);
                description(&mut digest, new, is);
            }
        }
    }
    sorted(&mut digest, finding.stands_for.iter().map(|replaced| fingerprint(replaced, old, new)));
    sorted(&mut digest, finding.details.iter().cloned());
    text(digest)
}

/// Adds parts in an order that does not depend on the order of declarations and files.
fn sorted(digest: &mut Sha256, parts: impl Iterator<Item = String>) {
    let mut parts: Vec<String> = parts.collect();
    parts.sort_unstable();
    parts.iter().for_each(|it| part(digest, it.as_bytes()));
}

/// Returns the fingerprint of a further finding of the same rule about the same change of an element, such as the second one
/// about an HTTP rule.
pub(crate) fn further(first: &str, count: usize) -> String {
    let mut digest = Sha256::new();
    part(&mut digest, first.as_bytes());
    part(&mut digest, &(count as u64).to_le_bytes());
    text(digest)
}

fn text(digest: Sha256) -> String {
    digest.finalize().iter().take(LENGTH).map(|byte| format!("{byte:02x}")).collect()
}

/// Returns `true` if an element is what the old one has become, or is new inside of it, and not what is around a deleted one.
fn is_changed(finding: &Finding, (old, was): (&Schema, Element), (new, is): (&Schema, Element)) -> bool {
    match (was, is) {
        // Only the deletion of a nested message is reported at the message around it.
        (Element::Message(_), Element::Message(_)) => {
            !finding.rule.is_deletion() || old.full_name(was) == new.full_name(is)
        }
        _ if std::mem::discriminant(&was) == std::mem::discriminant(&is) => true,
        _ => !may_hold(is, was),
    }
}

/// Returns `true` if elements of one kind can be inside of others.
fn may_hold(outer: Element, inner: Element) -> bool {
    match outer {
        Element::File(_) => true,
        Element::Message(_) => !matches!(inner, Element::File(_) | Element::Service(_)),
        Element::Enum(_) => matches!(inner, Element::EnumValue(_)),
        Element::Service(_) => matches!(inner, Element::Method(_)),
        Element::Field(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => false,
    }
}

fn identity(digest: &mut Sha256, schema: &Schema, element: Element) {
    let number = match element {
        Element::Field(id) => schema[id].number.0,
        Element::EnumValue(id) => schema[id].number,
        Element::File(_)
        | Element::Message(_)
        | Element::Oneof(_)
        | Element::Enum(_)
        | Element::Service(_)
        | Element::Method(_) => 0,
    };
    part(digest, schema.full_name(element).as_bytes());
    part(digest, &number.to_le_bytes());
}

/// Adds what an element is: its descriptor, and the features that it inherits.
fn description(digest: &mut Sha256, schema: &Schema, element: Element) {
    part(digest, &encode_element(schema, element));
    let inherited = inherited_features(schema, element);
    if !inherited.is_empty() {
        part(digest, &inherited);
    }
}

/// Adds a part with its length, so that parts cannot flow into each other.
fn part(digest: &mut Sha256, bytes: &[u8]) {
    digest.update((bytes.len() as u64).to_le_bytes());
    digest.update(bytes);
}
