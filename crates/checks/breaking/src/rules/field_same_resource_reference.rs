//! `google.api.resource_reference`: the type of resource whose names a field has. Old clients parse and write names of the old
//! type.

use std::collections::BTreeSet;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::API;
use crate::resources::Resources;
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::PROMISE;
use protoward_schema::annotations::{Annotation, OptionField};
use protoward_schema::{FieldId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_RESOURCE_REFERENCE",
    "fields go on to name the same kind of resource",
    &[API],
    include_str!("field_same_resource_reference.md"),
    Check::Field(check),
)
.source_only(PROMISE)];

const REFERENCE: Annotation = Annotation { name: "google.api.resource_reference", number: 1055 };
const TYPE: OptionField = OptionField { name: "type", number: 1 };
const CHILD_TYPE: OptionField = OptionField { name: "child_type", number: 2 };

/// A reference to resources.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reference {
    Any,
    Type(String),
    /// The parents of a type.
    ParentOf(String),
}

impl Reference {
    fn of(schema: &Schema, id: FieldId) -> Option<Self> {
        let held = REFERENCE.message(schema, id.into())?;
        match (held.text(TYPE).as_str(), held.text(CHILD_TYPE).as_str()) {
            ("*", _) => Some(Self::Any),
            ("", "") => None,
            ("", child) => Some(Self::ParentOf(child.to_owned())),
            (ty, _) => Some(Self::Type(ty.to_owned())),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Any => "any resource".to_owned(),
            Self::Type(ty) => format!("`{ty}`"),
            Self::ParentOf(ty) => format!("the parent of `{ty}`"),
        }
    }

    /// Returns the forms of names; `None` if they are not known.
    fn forms(&self, resources: &Resources) -> Option<BTreeSet<String>> {
        match self {
            Self::Any => None,
            Self::Type(ty) => resources.forms(ty),
            Self::ParentOf(ty) => resources.parent_forms(ty),
        }
    }
}

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let Some(before) = Reference::of(cx.old, pair.old) else { return };
    let after = Reference::of(cx.new, pair.new);
    // A field that accepts any resource name accepts the previous ones.
    if after.as_ref() == Some(&before) || after == Some(Reference::Any) {
        return;
    }
    let resources = cx.resources();
    let forms =
        Pair { old: before.forms(&resources.old), new: after.as_ref().and_then(|after| after.forms(&resources.new)) };
    let harm = match (&after, &forms) {
        (None, _) => "code generated for such names no longer takes them here",
        (Some(_), Pair { old: Some(old), new: Some(new) }) => {
            if new.contains("*") || old.is_subset(new) {
                return;
            }
            "names that older clients put into it, or expect in it, are of the wrong kind"
        }
        // Any name, or names of types that neither version declares.
        (Some(_), _) => "names that older clients put into it, or expect in it, may be of the wrong kind",
    };
    let before = before.words();
    let after = after.map_or_else(|| "no resource".to_owned(), |after| after.words());
    let problem = Problem {
        message: format!("{} named {before} and names {after}: {harm}", subject::field(cx.new, pair.new)),
        now: format!("{after} now"),
        was: format!("{before} before"),
        help: format!("go on to name {before}; for {after}, add another field"),
    };
    let now = REFERENCE.path(cx.new, pair.new.into());
    let was = REFERENCE.path(cx.old, pair.old.into());
    let with_type = |path: &[i32]| [path, &[1]].concat();
    let spots = (cx.now_any(pair.new, &[&now, &with_type(&now)]), cx.was_any(pair.old, &[&was, &with_type(&was)]));
    findings.push(spots.0, spots.1, problem);
}
