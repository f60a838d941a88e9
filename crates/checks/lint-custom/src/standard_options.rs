//! The standard options of declarations, by name. Source: `descriptor.proto`.

use crate::target::Target;
use protoward_cel::Type;

/// An option that `descriptor.proto` declares, with its field number there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StandardOption {
    pub(crate) name: &'static str,
    pub(crate) number: u32,
    pub(crate) kind: OptionKind,
}

/// The type of a standard option.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OptionKind {
    Bool,
    Text,
    /// An enum: its names with their numbers, the default first. A condition sees the name.
    Enum(&'static [(&'static str, u64)]),
}

impl OptionKind {
    pub(crate) const fn ty(self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Text | Self::Enum(_) => Type::Text,
        }
    }
}

const fn flag(name: &'static str, number: u32) -> StandardOption {
    StandardOption { name, number, kind: OptionKind::Bool }
}

const fn text(name: &'static str, number: u32) -> StandardOption {
    StandardOption { name, number, kind: OptionKind::Text }
}

const fn names(name: &'static str, number: u32, names: &'static [(&'static str, u64)]) -> StandardOption {
    StandardOption { name, number, kind: OptionKind::Enum(names) }
}

const OPTIMIZE_FOR: &[(&str, u64)] = &[("SPEED", 1), ("CODE_SIZE", 2), ("LITE_RUNTIME", 3)];
const CTYPE: &[(&str, u64)] = &[("STRING", 0), ("CORD", 1), ("STRING_PIECE", 2)];
const JSTYPE: &[(&str, u64)] = &[("JS_NORMAL", 0), ("JS_STRING", 1), ("JS_NUMBER", 2)];
const RETENTION: &[(&str, u64)] = &[("RETENTION_UNKNOWN", 0), ("RETENTION_RUNTIME", 1), ("RETENTION_SOURCE", 2)];
const IDEMPOTENCY: &[(&str, u64)] = &[("IDEMPOTENCY_UNKNOWN", 0), ("NO_SIDE_EFFECTS", 1), ("IDEMPOTENT", 2)];

const FILE: &[StandardOption] = &[
    text("java_package", 1),
    text("java_outer_classname", 8),
    names("optimize_for", 9, OPTIMIZE_FOR),
    flag("java_multiple_files", 10),
    text("go_package", 11),
    flag("cc_generic_services", 16),
    flag("java_generic_services", 17),
    flag("py_generic_services", 18),
    flag("deprecated", 23),
    flag("java_string_check_utf8", 27),
    flag("cc_enable_arenas", 31),
    text("objc_class_prefix", 36),
    text("csharp_namespace", 37),
    text("swift_prefix", 39),
    text("php_class_prefix", 40),
    text("php_namespace", 41),
    text("php_metadata_namespace", 44),
    text("ruby_package", 45),
];
const MESSAGE: &[StandardOption] = &[
    flag("message_set_wire_format", 1),
    flag("no_standard_descriptor_accessor", 2),
    flag("deprecated", 3),
    flag("map_entry", 7),
];
const FIELD: &[StandardOption] = &[
    names("ctype", 1, CTYPE),
    flag("packed", 2),
    flag("deprecated", 3),
    flag("lazy", 5),
    names("jstype", 6, JSTYPE),
    flag("weak", 10),
    flag("unverified_lazy", 15),
    flag("debug_redact", 16),
    names("retention", 17, RETENTION),
];
const ENUM: &[StandardOption] = &[flag("allow_alias", 2), flag("deprecated", 3)];
const VALUE: &[StandardOption] = &[flag("deprecated", 1), flag("debug_redact", 3)];
const SERVICE: &[StandardOption] = &[flag("deprecated", 33)];
const METHOD: &[StandardOption] = &[flag("deprecated", 33), names("idempotency_level", 34, IDEMPOTENCY)];

/// Returns the standard options of a kind of declarations.
pub(crate) const fn of(target: Target) -> &'static [StandardOption] {
    match target {
        Target::Oneof => &[],
        Target::File => FILE,
        Target::Message => MESSAGE,
        Target::Field => FIELD,
        Target::Enum => ENUM,
        Target::Value => VALUE,
        Target::Service => SERVICE,
        Target::Method => METHOD,
    }
}

/// Returns a standard option by name.
pub(crate) fn find(target: Target, name: &str) -> Option<&'static StandardOption> {
    of(target).iter().find(|option| option.name == name)
}
