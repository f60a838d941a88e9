use crate::breaking::Category::{Csr, File, Package, WireJson};
use crate::breaking::comparison::{Comparison, Pair};
use crate::breaking::finding::{Findings, Problem};
use crate::breaking::rule::{Check, Rule};
use crate::breaking::subject;
use crate::schema::FieldId;

pub(super) const RULES: &[Rule] = &[Rule::new(
    "FIELD_SAME_NAME",
    "fields keep their names",
    &[File, Package, WireJson, Csr],
    include_str!("field_same_name.md"),
    Check::Field(check),
)];

/// `name` in a descriptor.
const NAME: &[i32] = &[1];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let (old, new) = (&cx.old[pair.old], &cx.new[pair.new]);
    // The common case, and the one that must cost nothing.
    if !new.is_extension() && cx.old.text(old.name) == cx.new.text(new.name) {
        return;
    }
    let (old, new) = (subject::name(cx.old, pair.old), subject::name(cx.new, pair.new));
    if old != new {
        findings.push(cx.now(pair.new, NAME), cx.was(pair.old, NAME), problem(cx, pair, &old, &new));
    }
}

fn problem(cx: &Comparison<'_>, pair: Pair<FieldId>, old: &str, new: &str) -> Problem {
    let subject = subject::field(cx.old, pair.old);
    let json = cx.old.json_name(pair.old);
    let is_extension = cx.new[pair.new].is_extension();
    let effect = if is_extension {
        format!("code and JSON that say `{old}` do not find it any more")
    } else if json == cx.new.json_name(pair.new) {
        format!("code that uses `{old}` stops compiling; JSON keeps `{json}`")
    } else {
        format!("code that uses `{old}` stops compiling, and JSON sent with `{json}` is not understood any more")
    };
    Problem {
        message: format!("{subject} was renamed to `{new}`: {effect}"),
        now: format!("it is `{new}` now"),
        was: format!("it was `{old}`"),
        help: if is_extension {
            format!("keep the name `{old}`, in its package and scope")
        } else {
            format!("keep the name; or add a new field `{new}` and mark `{old}` as `[deprecated = true]`")
        },
    }
}
