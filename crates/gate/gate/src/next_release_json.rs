//! The next release as JSON, for tools that make releases. The keys are stable.

use protoward_breaking::release::{PackageAdvice, Reason};
use protoward_source::{Diagnostic, Place, Sources};
use serde_json::{Value, json};

use crate::next_release::NextRelease;

impl NextRelease {
    /// Returns the release as JSON, for release tools. Its keys are stable.
    pub fn json(&self, sources: &Sources) -> String {
        let Self { release, current, against, relaxed, notes: _ } = self;
        let advice = |advice: &PackageAdvice| {
            json!({
                "package": advice.package,
                "stable": advice.is_stable,
                "next_package": advice.next,
                "advice": advice.text,
            })
        };
        let answer = json!({
            "bump": release.bump.id(),
            "current": current.as_ref().map(ToString::to_string),
            "next": self.version().as_ref().map(ToString::to_string),
            "against": against,
            "changes": release.reasons.iter().map(|reason| reason_json(reason, sources)).collect::<Vec<_>>(),
            "relaxations": relaxed.iter().map(|relaxation| relaxation_json(relaxation, sources)).collect::<Vec<_>>(),
            "packages": release.packages.iter().map(advice).collect::<Vec<_>>(),
        });
        format!("{answer:#}\n")
    }
}

fn reason_json(reason: &Reason, sources: &Sources) -> Value {
    let mut object = json!({
        "bump": reason.bump.id(),
        "kind": reason.kind.id(),
        "package": reason.package,
        "message": reason.message,
    });
    if let Some(rule) = reason.kind.rule() {
        object["rule"] = rule.id().into();
    }
    if let Some(element) = &reason.element {
        object["element"] = element.as_str().into();
    }
    add_place(&mut object, reason.place, sources);
    object
}

fn relaxation_json(relaxation: &Diagnostic, sources: &Sources) -> Value {
    let mut object = json!({ "rule": relaxation.code.as_str(), "message": relaxation.message });
    add_place(&mut object, relaxation.place(), sources);
    object
}

fn add_place(object: &mut Value, place: Option<Place>, sources: &Sources) {
    let Some(place) = place else { return };
    object["path"] = sources.get(place.source).portable().into();
    if let Some(start) = sources.start(place) {
        object["start_line"] = (start.line + 1).into();
        object["start_column"] = (start.column + 1).into();
    }
}
