//! Custom options and their fields: restrictions on where they may be set and who can read them.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{FieldId, FieldOptions};
use protoward_source::list;

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "OPTION_NO_STRICTER_USE",
    "custom options can be set where they could be set, and read by who could read them",
    &[FILE, PACKAGE],
    include_str!("option_no_stricter_use.md"),
    Check::Field(check),
)
.source_only("files that set the option stop compiling; what is sent does not change")
.own()];

/// The number of `retention` in `FieldOptions`.
const RETENTION: u32 = 17;
const TARGETS: u32 = 19;
const FEATURE_SUPPORT: u32 = 22;

/// The number of `RETENTION_SOURCE`.
const SOURCE: i32 = 2;

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let old = &cx.old[pair.old].options;
    let new = &cx.new[pair.new].options;
    if new.bytes().is_none() || old.bytes() == new.bytes() {
        return;
    }
    let mut push = |number: u32, what: String, harm: &str| {
        let path = [8, i32::try_from(number).unwrap_or(i32::MAX)];
        let problem = Problem {
            message: format!("{} {what}: {harm}", subject::field(cx.new, pair.new)),
            now: what,
            was: "it was not so before".to_owned(),
            help: "leave it as it was, and add an option with another name for what is new".to_owned(),
        };
        findings.push(cx.now(pair.new, &path), cx.was(pair.old, &path), problem);
    };
    if old.retention() != Some(SOURCE) && new.retention() == Some(SOURCE) {
        let harm = "programs that look for the option at run time, and plugins, no longer find it";
        push(RETENTION, "is kept in sources only".to_owned(), harm);
    }
    let before = targets(old);
    let after = targets(new);
    let lost = |target: &&'static str| before.is_empty() || before.contains(target);
    if !after.is_empty() {
        let lost: Vec<_> = TARGET_NAMES.iter().copied().filter(lost).filter(|target| !after.contains(target)).collect();
        if !lost.is_empty() {
            let what = format!("can no longer be set on {}", list(&lost));
            push(TARGETS, what, "files that set it there stop compiling");
        }
    }
    let before = support(old);
    let after = support(new);
    if after.introduced > before.introduced || after.removed < before.removed {
        push(
            FEATURE_SUPPORT,
            "is there in fewer editions".to_owned(),
            "files of the other editions that set it stop compiling",
        );
    }
}

/// The kinds of elements that an option can be set on, by the numbers of `OptionTargetType`.
const TARGET_NAMES: [&str; 9] =
    ["files", "extension ranges", "messages", "fields", "oneofs", "enums", "enum values", "services", "methods"];

/// Returns the declared targets of an option; empty if it has no restriction.
fn targets(options: &FieldOptions) -> Vec<&'static str> {
    let name = |number: u64| TARGET_NAMES.get(usize::try_from(number).ok()?.checked_sub(1)?).copied();
    let fields = WireReader::new(options.bytes().unwrap_or_default()).map_while(Result::ok);
    let numbers = fields.filter(|field| field.number == TARGETS).filter_map(|field| match field.value {
        WireValue::Varint(number) => Some(number),
        _ => None,
    });
    numbers.filter_map(name).collect()
}

/// The editions that support an option: from the first up to, but excluding, the second.
struct Support {
    introduced: i32,
    removed: i32,
}

fn support(options: &FieldOptions) -> Support {
    let mut support = Support { introduced: i32::MIN, removed: i32::MAX };
    let fields = WireReader::new(options.bytes().unwrap_or_default()).map_while(Result::ok);
    for field in fields.filter(|field| field.number == FEATURE_SUPPORT) {
        let WireValue::Bytes(bytes) = field.value else { continue };
        for field in WireReader::new(bytes).map_while(Result::ok) {
            match (field.number, field.value) {
                (1, WireValue::Varint(edition)) => support.introduced = edition as i32,
                (4, WireValue::Varint(edition)) => support.removed = edition as i32,
                _ => {}
            }
        }
    }
    support
}
