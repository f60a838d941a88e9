//! Fingerprints of findings: what changed, independent of lines, wording and the order of files.

use crate::inherited_features::inherited_features;
use protoward_rules::Finding;
use protoward_schema::descriptor::encode_element;
use protoward_schema::{Element, Schema};
use sha2::{Digest, Sha256};

/// The number of bytes of a fingerprint.
const LENGTH: usize = 8;

/// Returns the fingerprint of a finding: the start of a SHA-256 digest, in hexadecimal.
///
/// The digest covers the rule, and the old and the new element as their descriptors have them, with the features that they
/// inherit and without what is inside of them. A further change of the same element therefore has another fingerprint. Of a deleted
/// element only the name and the number count, so that it is the same change for every older version. A move covers the findings
/// that it replaces.
pub fn fingerprint(finding: &Finding, old: &Schema, new: &Schema) -> String {
    let mut digest = Sha256::new();
    part(&mut digest, finding.rule.id().as_bytes());
    match (finding.old_element, finding.element) {
        (None, None) => part(&mut digest, finding.diagnostic.message.as_bytes()),
        (was, is) => {
            let is = is.filter(|&is| was.is_none_or(|was| is_successor(finding, (old, was), (new, is))));
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
    for replaced in &finding.stands_for {
        part(&mut digest, fingerprint(replaced, old, new).as_bytes());
    }
    text(digest)
}

/// Returns the fingerprint of a further finding of the same rule about the same change of an element, such as the second one about
/// an HTTP rule.
pub(crate) fn further(first: &str, count: usize) -> String {
    let mut digest = Sha256::new();
    part(&mut digest, first.as_bytes());
    part(&mut digest, &(count as u64).to_le_bytes());
    text(digest)
}

fn text(digest: Sha256) -> String {
    digest.finalize().iter().take(LENGTH).map(|byte| format!("{byte:02x}")).collect()
}

/// Returns `true` if an element is what the old one has become, and not what is around a deleted one.
fn is_successor(finding: &Finding, (old, was): (&Schema, Element), (new, is): (&Schema, Element)) -> bool {
    let is_kind_same = std::mem::discriminant(&was) == std::mem::discriminant(&is);
    // Only the deletion of a nested message is reported at the message around it.
    let may_be_around = matches!(was, Element::Message(_)) && finding.rule.is_deletion();
    is_kind_same && (!may_be_around || old.full_name(was) == new.full_name(is))
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
