//! Diagnostics about schemas and settings from which no code can be generated, or code that fails at run time.

use crate::attributes::OPTIONAL_TRAITS;
use crate::paths::matches;
use crate::rust_path::InvalidPath;
use crate::{AttributeError, ExternPathError};
#[cfg(feature = "validate")]
use protoward_schema::Element;
use protoward_schema::{EnumValueId, FieldId, Schema, Syntax};
#[cfg(feature = "validate")]
use protoward_source::Place;
use protoward_source::{Code, Diagnostic, Report, nearest};

/// A schema or a setting that no code can be generated from.
pub const GENERATE: Code = Code::new("generate");

pub(crate) fn unchecked_keys(schema: &Schema, maps: &[FieldId]) -> Diagnostic {
    let what = "keys that may not be UTF-8, which prost does not support: messages with such keys cannot be decoded";
    first_of(schema, maps, what, "its keys have `utf8_validation = NONE`")
        .help("set `features.utf8_validation = VERIFY` on the map, or use another type of keys")
}

/// Returns the error about a rule of `buf.validate` that cannot be generated. `rule` is its name, such as `string.pattern`, and its
/// place, or that of a part of its expression.
#[cfg(feature = "validate")]
pub(crate) fn unusable_rule(schema: &Schema, of: Element, rule: (&str, Place), why: &str) -> Diagnostic {
    let (rule, place) = rule;
    let message = format!("no code can be generated for the rule `{rule}` of `{}`: {why}", schema.full_name(of));
    Diagnostic::error(GENERATE, message).label(place, "here")
}

/// Returns the error about rules of `buf.validate` whose option is not declared, or cannot be read.
#[cfg(feature = "validate")]
pub(crate) fn unreadable_rules(schema: &Schema, of: Element) -> Diagnostic {
    let message = format!("the rules of `{}` cannot be read", schema.full_name(of));
    Diagnostic::error(GENERATE, message)
        .label(schema.place(of), "has rules of `buf.validate`")
        .help("import `buf/validate/validate.proto` as it is published")
}

/// Returns the error that validation, which an option needs, is not part of this generator.
#[cfg(not(feature = "validate"))]
pub(crate) fn without_validation(option: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("`{option}` needs the feature `validate` of protoward-rust")))
}

/// Returns the error about a trait in `skip_derive`.
pub(crate) fn no_optional_trait(path: &str, name: &str) -> Box<Diagnostic> {
    let message = format!("`skip_derive` of `{path}` names `{name}`, which cannot be left out");
    let help = match name {
        "Debug" => "use `skip_debug`".to_owned(),
        _ => format!("name some of `{}`, as in `Eq, Hash`", OPTIONAL_TRAITS.join("`, `")),
    };
    Box::new(Diagnostic::error(GENERATE, message).help(help))
}

/// Returns the error about a value of `required`.
pub(crate) fn unknown_required(value: &str) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("unknown value of `required`: `{value}`"))
        .help("use `strict`, or leave the option out")
}

/// Returns the error that own types of fields have no effect.
pub(crate) fn types_without_required() -> Diagnostic {
    Diagnostic::error(GENERATE, "`types` without `required`")
        .help("also set `required` to `strict`: own types are those of fields in checked types")
}

/// Returns the error about a path in `types`. `names` are the names of fields with a leading dot.
pub(crate) fn no_field_for_type(path: &str, names: &[String]) -> Diagnostic {
    let near = nearest(path.trim_start_matches('.'), names.iter().map(|name| &name[1..]));
    Diagnostic::error(GENERATE, format!("`types` names `{path}`, but the schema has no field of that name")).help(
        match near.first() {
            Some(near) => format!("did you mean `.{near}`?"),
            None => "use the full name of a field with a leading dot, or the end of a name without one".to_owned(),
        },
    )
}

/// Returns the error about an own type for a field of a message that another crate has.
#[cfg(feature = "validate")]
pub(crate) fn type_for_extern_field(schema: &Schema, field: FieldId) -> Diagnostic {
    let message = schema.text(schema[schema[field].containing()].full_name);
    let name = schema.full_name(field.into());
    Diagnostic::error(GENERATE, format!("`types` names `.{name}`, but `{message}` is not generated"))
        .label(schema.place(field), "has a type in `types`")
        .help(format!("set `types` in the crate that has `{message}`"))
}

pub(crate) fn infinite(schema: &Schema, fields: &[FieldId]) -> Diagnostic {
    let what = "a required field of its own type, so that no message is ever complete; the field is optional in Rust";
    first_of(schema, fields, what, "required here").help(optional_instead(schema, fields[0]))
}

/// Returns the warning about fields as [`infinite`], in code that is that of prost.
pub(crate) fn endless(schema: &Schema, fields: &[FieldId]) -> Diagnostic {
    let what = "a required field of its own type, which overflows the stack at run time";
    first_of(schema, fields, what, "required here")
        .help(format!("{}; without `prost_names`, they are optional in Rust", optional_instead(schema, fields[0])))
}

fn optional_instead(schema: &Schema, id: FieldId) -> &'static str {
    match schema[schema[id].file].syntax {
        Syntax::Edition(_) => "remove `field_presence = LEGACY_REQUIRED` from one of the fields of the cycle",
        Syntax::Proto2 | Syntax::Proto3 => "make one of the fields of the cycle `optional`",
    }
}

/// Returns a warning about fields of one file. The label is at the first field.
fn first_of(schema: &Schema, fields: &[FieldId], what: &str, label: &str) -> Diagnostic {
    let others = match fields.len() {
        0 | 1 => String::new(),
        2 => " (as does 1 other field of the file)".to_owned(),
        count => format!(" (as do {} other fields of the file)", count - 1),
    };
    let name = schema.full_name(fields[0].into());
    Diagnostic::warning(GENERATE, format!("`{name}` holds {what}{others}")).label(schema.place(fields[0]), label)
}

pub(crate) fn same_variant_name(
    schema: &Schema,
    variant: &str,
    first: EnumValueId,
    second: EnumValueId,
) -> Box<Diagnostic> {
    let name = |value: EnumValueId| schema.text(schema[value].name);
    let message = format!("`{}` and `{}` have the same name in Rust, `{variant}`", name(first), name(second));
    let diagnostic = Diagnostic::error(GENERATE, message)
        .label(schema.place(second), "second value with this name")
        .label(schema.place(first), "first value with this name")
        .help("rename one of them, or set `retain_enum_prefix` if only the prefixes differ");
    Box::new(diagnostic)
}

pub(crate) fn dropped_extension(schema: &Schema, id: FieldId) -> Diagnostic {
    let name = schema.full_name(id.into());
    let extendee = schema.text(schema[schema[id].containing()].full_name);
    let message = format!("`extensions` selects `{name}`, but `{extendee}` has no unknown fields to hold it");
    Diagnostic::error(GENERATE, message)
        .label(schema.place(id), format!("extends `{extendee}`"))
        .help(format!("set `unknown_fields` for `.{extendee}`, in the crate that has the message"))
}

/// Returns a diagnostic about an invalid attribute.
pub fn invalid_attribute(error: &AttributeError) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, error.to_string()).help("use an attribute of Rust, such as `#[derive(Eq)]`"))
}

/// Returns a diagnostic about a setting that is not a Rust path. `text` is its value.
pub fn no_rust_path(setting: &str, text: &str, why: &InvalidPath) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(GENERATE, format!("`{setting}` is `{text}`, {why}"));
    Box::new(diagnostic.help(match why.fixed(text) {
        Some(fixed) => format!("use `{fixed}`"),
        None => "separate names with `::`, as in `crate::proto`".to_owned(),
    }))
}

/// Returns a diagnostic about an invalid `extern_path`.
pub fn invalid_extern_path(error: &ExternPathError) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, error.to_string()))
}

/// Returns a diagnostic about a type in `field_type_attribute` that the schema lacks. `text` is the type as written.
pub(crate) fn unknown_attribute_type(text: &str, ty: &str, schema: &Schema) -> Box<Diagnostic> {
    let messages = schema.messages.ids().filter(|&id| !schema.is_map_entry(id)).map(|id| schema[id].full_name);
    let enums = schema.enums.ids().map(|id| schema[id].full_name);
    let names: Vec<&str> = messages.chain(enums).map(|name| schema.text(name)).collect();
    let message = format!("unknown type `{ty}` of `{text}` in `field_type_attribute`");
    let near = nearest(ty.trim_start_matches('.'), names);
    Box::new(Diagnostic::error(GENERATE, message).help(match near.first() {
        Some(near) => format!("did you mean `.{near}`?"),
        None => "name a message or an enum by its full name, as in `.google.protobuf.Timestamp`, or a type such as `int64`, \
                 with `optional`, `repeated`, `map` or `oneof` in front, if need be"
            .to_owned(),
    }))
}

/// Checks that each path of an option matches one of `names`.
///
/// # Errors
/// Returns a diagnostic for each path that matches none.
pub fn check_path_matches(option: &str, paths: &[String], what: &str, names: &[&str]) -> Result<(), Report> {
    let means = |path: &str| path == "." || names.iter().any(|name| matches(path, &format!(".{name}")));
    let unmatched = paths.iter().filter(|path| !means(path));
    let report: Report = unmatched.map(|path| *unmatched_path(option, path, what, names)).collect();
    if report.is_empty() { Ok(()) } else { Err(report) }
}

/// Returns an error about a path of an option that matches no element.
fn unmatched_path(option: &str, path: &str, what: &str, names: &[&str]) -> Box<Diagnostic> {
    let message = format!("`{option}` names `{path}`, but the schema has no {what} of that name");
    let near = nearest(path.trim_start_matches(['=', '.']), names.iter().copied());
    let exact = if path.starts_with('=') { "=" } else { "" };
    Box::new(Diagnostic::error(GENERATE, message).help(match near.first() {
        Some(near) => format!("did you mean `{exact}.{near}`?"),
        None => {
            "use `.` for all, a package or a full name with a leading dot, or the end of a name without one".to_owned()
        }
    }))
}

/// Returns a warning about a path of an option that matches nothing and is ignored.
pub(crate) fn unmatched_option_path(option: &str, path: &str, what: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("`{option}` names `{path}`, which matches no {what} of the schema");
    Diagnostic::warning(GENERATE, message).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "use `.` for all, a package or a full name with a leading dot, or the end of a name without one".to_owned()
        }
    })
}
