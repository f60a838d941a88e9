//! The C++ type of strings and bytes, which `ctype` decides before edition 2024 and the feature `string_type` of `pb.cpp` from
//! then on.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::language_features::{CPP, string_type};
use protoward_schema::{FieldId, FieldType, Scalar, Schema, Shape};

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
    let before = Accessors::new(cx.old, pair.old, old);
    if !cx.as_buf && (before == Accessors::Private || before == Accessors::new(cx.new, pair.new, new)) {
        return;
    }
    // C++ maps have fixed types that no option changes.
    if cx.new.is_map_entry(cx.new[pair.new].containing()) {
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

/// The accessors of a field in C++, as protoc generates them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Accessors {
    String,
    View,
    Cord,
    /// For a cord that is not a singular `bytes` field: no program can call them.
    Private,
}

impl Accessors {
    fn new(schema: &Schema, field: FieldId, string_type: &str) -> Self {
        let is_bytes = schema[field].ty == FieldType::Scalar(Scalar::Bytes);
        let is_single = matches!(schema.shape(field), Shape::Single(_));
        match string_type {
            // Extensions have strings.
            "VIEW" if !schema[field].is_extension() => Self::View,
            "CORD" if is_bytes && is_single => Self::Cord,
            "CORD" => Self::Private,
            _ => Self::String,
        }
    }
}
