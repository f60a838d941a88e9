//! The section `deprecation`: when deprecated elements may be deleted.

use jiff::Span;
use protoward_config::diagnostics::wrong_type;
use protoward_config::{ConfigValue, Node, Section};
use protoward_source::{LocatedText, Report};

use super::diagnostics;

/// The time after which a deprecated element may be deleted. If both are set, both must have passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeprecationSetting {
    /// A period such as `180 days`, in the form of [`Span`].
    pub remove_after: Option<LocatedText>,
    /// The number of releases that must have had the element as deprecated.
    pub releases: Option<(u32, LocatedText)>,
}

pub(super) fn read(node: &Node, report: &mut Report) -> Option<DeprecationSetting> {
    let mut section = Section::new(node, "deprecation", report)?;
    let remove_after = section.string("remove-after");
    let releases = section.node("releases");
    section.finish(report);
    let is_period = |word: &LocatedText| word.text.parse().is_ok_and(|span: Span| span.is_positive());
    if let Some(word) = remove_after.as_ref().filter(|word| !is_period(word)) {
        report.push(diagnostics::bad_period(word));
        return None;
    }
    let count = |node: &Node| match node.value {
        ConfigValue::Integer(count) => u32::try_from(count).ok().filter(|count| *count > 0),
        _ => None,
    };
    let releases = match releases {
        None => None,
        Some(node) => match count(node) {
            Some(count) => Some((count, LocatedText { text: count.to_string(), place: Some(node.place) })),
            None => {
                report.push(wrong_type("releases", "a number of releases, from 1 on", node));
                return None;
            }
        },
    };
    if remove_after.is_none() && releases.is_none() {
        report.push(diagnostics::empty_deprecation(node));
        return None;
    }
    Some(DeprecationSetting { remove_after, releases })
}
