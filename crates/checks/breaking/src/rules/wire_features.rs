//! Features that change how a reader interprets existing bytes: an enum that becomes closed, and strings that have to be UTF-8.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe, SAME_SO_FAR};
use protoward_schema::{EnumId, EnumType, FieldId, FieldType, Scalar, Schema, Utf8Validation};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "ENUM_WIRE_COMPATIBLE_TYPE",
        "open enums do not become closed",
        &[WIRE_JSON, WIRE],
        include_str!("enum_wire_compatible_type.md"),
        Check::Enum(check_enum),
    )
    .own(),
    BreakingRule::new(
        "FIELD_WIRE_COMPATIBLE_UTF8_VALIDATION",
        "strings that may be anything do not have to be UTF-8 all of a sudden",
        &[WIRE_JSON, WIRE],
        include_str!("field_wire_compatible_utf8_validation.md"),
        Check::Field(check_field),
    )
    .shown_in(Media::Wire, Recipe::NotUtf8, SAME_SO_FAR)
    .own(),
];

/// The path of `options.features.enum_type` in an enum's descriptor.
const ENUM_TYPE: &[i32] = &[3, 7, 2];
/// The path of `options.features.utf8_validation` in a field's descriptor.
const UTF8_VALIDATION: &[i32] = &[8, 21, 4];

fn check_enum(cx: &Comparison<'_>, pair: Pair<EnumId>, findings: &mut Findings) {
    let old = cx.old[pair.old].features.enum_type;
    let new = cx.new[pair.new].features.enum_type;
    if (old, new) != (EnumType::Open, EnumType::Closed) {
        return;
    }
    let enum_name = subject::enumeration(cx.new, pair.new);
    let problem = Problem {
        message: format!(
            "enum `{enum_name}` was open and is closed: a number without a name, which older programs may send, is no \
             longer read into the field"
        ),
        now: "closed here".to_owned(),
        was: "it was open".to_owned(),
        help: "stay with the syntax of the file; in an edition, write `option features.enum_type = OPEN;`".to_owned(),
    };
    let part = ElementPart::Option { name: "features.enum_type", otherwise: Some("OPEN") };
    findings
        .push(cx.now(pair.new, ENUM_TYPE), cx.was(pair.old, ENUM_TYPE), problem)
        .fix(SchemaEdit::restore(part, pair));
}

fn check_field(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    let validation = |schema: &Schema, id: FieldId| {
        let is_text = schema[id].ty == FieldType::Scalar(Scalar::String);
        is_text.then_some(schema[id].features.utf8_validation)
    };
    let old = validation(cx.old, pair.old);
    let new = validation(cx.new, pair.new);
    if (old, new) != (Some(Utf8Validation::None), Some(Utf8Validation::Verify)) {
        return;
    }
    let problem = Problem {
        message: format!(
            "{} has to be UTF-8 now: messages from older programs in which it is not are refused as a whole",
            subject::field(cx.new, pair.new)
        ),
        now: "checked now".to_owned(),
        was: "unchecked before".to_owned(),
        help: "keep the field unchecked, with `features.utf8_validation = NONE` in an edition; or make it `bytes`"
            .to_owned(),
    };
    findings
        .push(cx.now(pair.new, UTF8_VALIDATION), cx.was(pair.old, UTF8_VALIDATION), problem)
        .fix(SchemaEdit::option("features.utf8_validation", pair));
}
