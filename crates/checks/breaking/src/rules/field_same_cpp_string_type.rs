//! The C++ type of strings and bytes, which `ctype` decides before edition 2024 and the feature `string_type` of `pb.cpp` from
//! then on.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::FieldId;
use protoward_schema::language_features::{CPP, CppAccessors, string_type};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_CPP_STRING_TYPE",
    "strings and bytes keep their type in C++",
    &[FILE, PACKAGE],
    include_str!("field_same_cpp_string_type.md"),
    Check::Field(check),
)
.source_only("the type changes in generated C++; what is sent does not")];

/// The paths of `options.ctype` and `options.features.(pb.cpp).string_type` in a descriptor.
const STRING_TYPE: &[&[i32]] = &[&[8, 1], &[8, 21, CPP as i32, 2], &[8, 21]];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let (Some(old), Some(new)) = (string_type(cx.old, pair.old), string_type(cx.new, pair.new)) else { return };
    // C++ no longer has a separate type for string pieces, so a change back to `STRING` has no effect.
    if old == new || (old, new) == ("STRING_PIECE", "STRING") {
        return;
    }
    let accessors = |schema, field| CppAccessors::of(schema, field).unwrap_or(CppAccessors::Hidden);
    let serves = accessors(cx.new, pair.new).serves(accessors(cx.old, pair.old));
    if serves && (!cx.as_buf || cx.new.is_map_entry(cx.new[pair.new].containing())) {
        return;
    }
    let problem = Problem {
        message: format!(
            "{} is `{new}` in C++ and was `{old}`: code that calls its accessors stops compiling",
            subject::field(cx.new, pair.new)
        ),
        now: format!("`{new}` now"),
        was: format!("`{old}` before"),
        help: format!("keep it as `{old}`; where `{new}` is wanted, add a field with another number"),
    };
    findings
        .push(cx.now_any(pair.new, STRING_TYPE), cx.was_any(pair.old, STRING_TYPE), problem)
        .fix_with([SchemaEdit::option("ctype", pair), SchemaEdit::option("features.(pb.cpp).string_type", pair)]);
}
