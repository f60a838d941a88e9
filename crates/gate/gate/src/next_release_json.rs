//! The next release as JSON, for tools that make releases. The keys are stable.

use protoward_breaking::release::{PackageAdvice, Reason};
use protoward_source::Sources;
use serde_json::{Value, json};

use crate::next_release::NextRelease;

impl NextRelease {
    /// Returns the release as JSON, for release tools. Its keys are stable.
    pub fn json(&self, sources: &Sources) -> String {
        let Self { release, current, against } = self;
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
    if let Some(place) = reason.place {
        object["path"] = sources.get(place.source).portable().into();
        if let Some(start) = sources.start(place) {
            object["start_line"] = (start.line + 1).into();
            object["start_column"] = (start.column + 1).into();
        }
    }
    object
}
