//! Stricter declarations of extension ranges, which reject extensions that others declare.

use crate::comparison::{Comparison, Pair};
use crate::extension_ranges::{self, Declaration, Declarations};
use crate::finding::{Findings, Problem};
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::MessageId;

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "EXTENSION_RANGE_NO_STRICTER_DECLARATIONS",
    "extension ranges go on to allow the extensions that they allow",
    &[FILE, PACKAGE],
    include_str!("extension_range_no_stricter_declarations.md"),
    Check::Message(check),
)
.source_only("files that declare extensions stop compiling; what is sent does not change")
.own()];

/// The path of `extension_range` in a descriptor.
const EXTENSION_RANGE: i32 = 5;

fn check(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let old = &cx.old[pair.old].extension_ranges;
    let new = &cx.new[pair.new].extension_ranges;
    let says = |ranges: &[protoward_schema::ExtensionRange]| ranges.iter().any(|range| range.options.bytes().is_some());
    if !says(old) && !says(new) {
        return;
    }
    let before = extension_ranges::of_message(cx.old, pair.old);
    let after = extension_ranges::of_message(cx.new, pair.new);
    let place = |index: usize| [EXTENSION_RANGE, i32::try_from(index).unwrap_or(i32::MAX)];
    for (index, (range, declared)) in old.iter().zip(&before).enumerate() {
        let was = || cx.was(pair.old, &place(index));
        for (now, (other, demands)) in new.iter().zip(&after).enumerate() {
            let overlaps = range.numbers.start <= other.numbers.end && other.numbers.start <= range.numbers.end;
            let is_same = range.numbers == other.numbers && range.options == other.options;
            if !overlaps || is_same {
                continue;
            }
            if !declared.is_closed && demands.is_closed {
                findings.push(cx.now(pair.new, &place(now)), was(), closed(cx, pair, demands));
            }
            for old in declared.iter().filter(|old| !old.is_reserved && other.numbers.contains(old.number)) {
                if let Some(change) = stricter(old, demands) {
                    findings.push(cx.now(pair.new, &place(now)), was(), changed(cx, pair, old, &change));
                }
            }
        }
    }
}

/// Returns the change of a declaration that makes its extension fail to compile.
fn stricter(old: &Declaration<'_>, demands: &Declarations<'_>) -> Option<String> {
    let Some(new) = demands.find(old.number) else {
        return demands.is_closed.then(|| "is no longer declared".to_owned());
    };
    let count = |is_repeated: bool| if is_repeated { "repeated" } else { "not repeated" };
    if new.is_reserved {
        Some("is reserved now".to_owned())
    } else if !new.full_name.is_empty() && new.full_name != old.full_name {
        Some(format!("is declared for `{}` now", new.full_name.trim_start_matches('.')))
    } else if !new.ty.is_empty() && new.ty != old.ty {
        Some(format!(
            "is declared as `{}` now, and was `{}`",
            new.ty.trim_start_matches('.'),
            old.ty.trim_start_matches('.')
        ))
    } else if new.is_repeated != old.is_repeated {
        Some(format!("is declared as {} now, and was {}", count(new.is_repeated), count(old.is_repeated)))
    } else {
        None
    }
}

fn closed(cx: &Comparison<'_>, pair: Pair<MessageId>, demands: &Declarations<'_>) -> Problem {
    let how = match demands.iter().next() {
        Some(_) => "declares its extensions",
        None => "has `verification = DECLARATION`",
    };
    Problem {
        message: format!(
            "an extension range of `{}` {how} now: files with extensions that it does not declare stop compiling",
            subject::message(cx.new, pair.new)
        ),
        now: "only what is declared compiles".to_owned(),
        was: "every extension was allowed".to_owned(),
        help: "leave the range as it was; declare extensions in a range that was not an extension range before"
            .to_owned(),
    }
}

fn changed(cx: &Comparison<'_>, pair: Pair<MessageId>, old: &Declaration<'_>, change: &str) -> Problem {
    let Declaration { number, full_name, .. } = old;
    let full_name = full_name.trim_start_matches('.');
    Problem {
        message: format!(
            "extension number {number} of `{}`, declared for `{full_name}`, {change}: the file that declares \
             `{full_name}` stops compiling",
            subject::message(cx.new, pair.new)
        ),
        now: format!("{number} {change}"),
        was: format!("{number} was declared for `{full_name}`"),
        help: "keep the declaration as long as anybody declares the extension".to_owned(),
    }
}
