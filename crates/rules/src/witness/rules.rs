//! Which rules have witnesses, and how to look for them; which have none, and why. The one place that says so.

/// Rules whose findings no message shows, each with the reason.
pub const SOURCE_ONLY: &[(&str, &str)] = &[
    ("CODE_SAME_CPP_FEATURES", GENERATED),
    ("CODE_SAME_CSHARP_FEATURES", GENERATED),
    ("CODE_SAME_GO_FEATURES", GENERATED),
    ("CODE_SAME_JAVA_FEATURES", GENERATED),
    ("ENUM_NO_DELETE", "code that names the enum stops compiling; the fields that held it have findings of their own"),
    (
        "ENUM_SAME_JSON_FORMAT",
        "the compiler stops promising a JSON form; what is written and read does not change by itself",
    ),
    ("ENUM_SAME_VALUE_PREFIX", GENERATED),
    (
        "ENUM_VALUE_SAME_JSON_NAME",
        "JSON is not written with names of options here, as many programs do not know them yet",
    ),
    ("EXTENSION_RANGE_NOT_REUSED", "who has extended the message there is not part of the schema"),
    (
        "EXTENSION_RANGE_NO_STRICTER_DECLARATIONS",
        "files that declare extensions stop compiling; what is sent does not change",
    ),
    ("EXTENSION_SAME_EXTENDEE", "the extended messages differ, and each has its own readers"),
    ("FIELD_NO_STRICTER_BEHAVIOR", PROMISE),
    ("FIELD_NO_STRICTER_CONSTRAINTS", PROMISE),
    ("FIELD_SAME_CPP_STRING_TYPE", "the type changes in generated C++; what is sent does not"),
    ("FIELD_SAME_CTYPE", "the type changes in generated C++; what is sent does not"),
    ("FIELD_SAME_JAVA_UTF8_VALIDATION", "generated Java alone reads it differently"),
    ("FIELD_SAME_JSTYPE", "the type changes in generated JavaScript; what is sent does not"),
    ("FIELD_SAME_RESOURCE_REFERENCE", PROMISE),
    ("FILE_NO_DELETE", "code that imports the file stops compiling; no message is read any more that could show it"),
    ("FILE_SAME_CC_ENABLE_ARENAS", GENERATED),
    ("FILE_SAME_CC_GENERIC_SERVICES", GENERATED),
    ("FILE_SAME_CPP_NAMESPACE", GENERATED),
    ("FILE_SAME_CSHARP_NAMESPACE", GENERATED),
    ("FILE_SAME_GO_PACKAGE", GENERATED),
    ("FILE_SAME_JAVA_GENERIC_SERVICES", GENERATED),
    ("FILE_SAME_JAVA_MULTIPLE_FILES", GENERATED),
    ("FILE_SAME_JAVA_OUTER_CLASSNAME", GENERATED),
    ("FILE_SAME_JAVA_PACKAGE", GENERATED),
    ("FILE_SAME_OBJC_CLASS_PREFIX", GENERATED),
    ("FILE_SAME_OPTIMIZE_FOR", GENERATED),
    ("FILE_SAME_PACKAGE", "names change; bytes and JSON of a message do not hold its own name"),
    ("FILE_SAME_PHP_CLASS_PREFIX", GENERATED),
    ("FILE_SAME_PHP_METADATA_NAMESPACE", GENERATED),
    ("FILE_SAME_PHP_NAMESPACE", GENERATED),
    ("FILE_SAME_PY_GENERIC_SERVICES", GENERATED),
    ("FILE_SAME_RUBY_PACKAGE", GENERATED),
    ("FILE_SAME_SWIFT_PREFIX", GENERATED),
    ("FILE_SAME_SYNTAX", "what the other syntax does to a field or an enum has findings of its own"),
    ("IMPORT_PUBLIC_NO_DELETE", "files that import this one stop compiling; what is sent does not change"),
    ("MESSAGE_NO_DELETE", NOBODY_READS),
    ("MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", GENERATED),
    ("MESSAGE_NO_STRICTER_CONSTRAINTS", PROMISE),
    (
        "MESSAGE_SAME_JSON_FORMAT",
        "the compiler stops promising a JSON form; what is written and read does not change by itself",
    ),
    ("ONEOF_NO_STRICTER_CONSTRAINTS", PROMISE),
    ("OPTION_NO_STRICTER_USE", "files that set the option stop compiling; what is sent does not change"),
    (
        "PACKAGE_ENUM_NO_DELETE",
        "code that names the enum stops compiling; the fields that held it have findings of their own",
    ),
    ("PACKAGE_LAST_NO_DELETE", "code that names it stops compiling; what is sent has findings of its own"),
    ("PACKAGE_MESSAGE_NO_DELETE", NOBODY_READS),
    ("PACKAGE_NO_DELETE", "code that uses the package stops compiling; nothing is left that reads its messages"),
    ("PACKAGE_SERVICE_NO_DELETE", CALL),
    ("RESOURCE_PATTERN_NO_DELETE", PROMISE),
    ("RPC_NO_DELETE", CALL),
    ("RPC_PATH_NO_DELETE", CALL),
    ("RPC_SAME_CLIENT_STREAMING", "how many messages are sent changes, and not what is in one"),
    ("RPC_SAME_IDEMPOTENCY_LEVEL", "whether a call may be repeated changes, and not what it sends"),
    ("RPC_SAME_OPERATION_INFO", PROMISE),
    ("RPC_SAME_SERVER_STREAMING", "how many messages are sent changes, and not what is in one"),
    ("RPC_SIGNATURE_NO_DELETE", PROMISE),
    ("SERVICE_NO_DELETE", CALL),
    ("TYPE_NO_LOCAL", "files that name the type stop compiling; what is sent does not change"),
];

const GENERATED: &str = "generated code changes; what is sent does not";
const NOBODY_READS: &str =
    "code that names the message stops compiling; nothing is left that reads its bytes by that name";
const PROMISE: &str = "the option is a promise about messages; no bytes and no JSON change";
const CALL: &str = "the call itself fails, whatever it sends";

/// Why no finding of a rule has a witness.
pub fn source_only(rule: &str) -> Option<&'static str> {
    SOURCE_ONLY.iter().find(|(id, _)| *id == rule).map(|(_, reason)| *reason)
}

/// Rules whose findings are shown by an HTTP request.
pub const CALLS: &[&str] =
    &["FIELD_NO_DELETE_FROM_HTTP", "RPC_NO_SHADOWED_HTTP_PATH", "RPC_SAME_HTTP_PARAMETERS", "RPC_SAME_HTTP_RULE"];

/// Why a finding about a request has no witness.
pub(super) const NOT_ANSWERED: &str = "the request that was made up is refused by the old side as well";
pub(super) const ANSWERED_ALIKE: &str = "the request that was made up is read alike; other requests may not be";

/// In which form a difference counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Wire,
    Json,
    Both,
    /// JSON, for the rule is about names; and bytes where a name belongs to another number now.
    Names,
}

impl Media {
    pub(super) const fn has_wire(self) -> bool {
        matches!(self, Self::Wire | Self::Both | Self::Names)
    }

    pub(super) const fn has_json(self) -> bool {
        matches!(self, Self::Json | Self::Both | Self::Names)
    }
}

/// What a telling message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recipe {
    /// One field that the finding is about, with one value after the other; also nothing.
    Values,
    /// The same, and a zero that was sent is more than nothing.
    Presence,
    /// Text that is not UTF-8.
    NotUtf8,
    /// Nothing: what counts is what a reader does without the field.
    Bare,
    /// Nothing; what counts is what a reader takes an absent field for.
    Defaults,
    /// Two fields at once.
    Together,
}

/// How to look for the witness of a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) media: Media,
    pub(super) recipe: Recipe,
    /// Why this finding has none, where nothing is found.
    pub(super) otherwise: &'static str,
}

const SAME_SO_FAR: &str = "both sides read alike what was tried; it is generated code that sees the change";
const SAME_KEYS: &str = "JSON keeps the key, and bytes have none; it is generated code that sees the change, and JSON \
                         that was written with the names as declared";
const ALIKE: &str =
    "the two types read the same bytes alike, as far as was tried; the names of the types are what differs";
const OTHER_NAME: &str = "bytes hold the number, which both sides know; it has another name on each side";

/// Why findings about what was there before the old version have none: the schema that wrote such a message is not
/// there any more.
pub const OLDER: &str = "who wrote such a message is older than both versions";

/// Rules about that, beside those of category HISTORY. What takes the place of something reserved is to the old side as
/// new as any other field, which it passes over.
pub const ABOUT_OLDER: &[&str] = &["RESERVED_ENUM_NO_DELETE", "RESERVED_MESSAGE_NO_DELETE"];

/// The plan of each rule that may have a witness.
const PLANS: &[(&str, Media, Recipe, &str)] = &[
    ("ENUM_SAME_DEFAULT", Media::Wire, Recipe::Defaults, "no field of the schema shows it; others may have one"),
    ("ENUM_SAME_TYPE", Media::Both, Recipe::Values, SAME_SO_FAR),
    ("ENUM_VALUE_NO_DELETE", Media::Both, Recipe::Values, SAME_SO_FAR),
    (
        "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
        Media::Json,
        Recipe::Values,
        "the name is still there, for another number",
    ),
    ("ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", Media::Wire, Recipe::Values, SAME_SO_FAR),
    (
        "ENUM_VALUE_SAME_FIRST_NAME",
        Media::Json,
        Recipe::Values,
        "JSON writes another name of the number, which both sides know",
    ),
    (
        "ENUM_VALUE_SAME_NAME",
        Media::Names,
        Recipe::Values,
        "JSON writes another name of the number, which is still there",
    ),
    ("ENUM_VALUE_SAME_NUMBER", Media::Names, Recipe::Values, OTHER_NAME),
    ("ENUM_WIRE_COMPATIBLE_TYPE", Media::Both, Recipe::Values, SAME_SO_FAR),
    (
        "EXTENSION_MESSAGE_NO_DELETE",
        Media::Both,
        Recipe::Values,
        "no extension that the schema declares lost its place",
    ),
    (
        "EXTENSION_NO_DELETE",
        Media::Both,
        Recipe::Values,
        "the extension is declared in another file; what is sent does not change",
    ),
    ("EXTENSION_NO_DELETE_UNLESS_NUMBER_RESERVED", Media::Both, Recipe::Values, SAME_SO_FAR),
    ("EXTENSION_SAME_NUMBER", Media::Both, Recipe::Values, SAME_SO_FAR),
    ("FIELD_NO_DELETE", Media::Both, Recipe::Values, SAME_SO_FAR),
    (
        "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
        Media::Json,
        Recipe::Values,
        "the name is still there, for another number",
    ),
    ("FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", Media::Wire, Recipe::Values, SAME_SO_FAR),
    ("FIELD_SAME_CARDINALITY", Media::Both, Recipe::Presence, SAME_SO_FAR),
    ("FIELD_SAME_DEFAULT", Media::Wire, Recipe::Defaults, SAME_SO_FAR),
    ("FIELD_SAME_JSON_NAME", Media::Names, Recipe::Values, SAME_KEYS),
    ("FIELD_SAME_LABEL", Media::Both, Recipe::Presence, SAME_SO_FAR),
    ("FIELD_SAME_NAME", Media::Names, Recipe::Values, SAME_KEYS),
    ("FIELD_SAME_NUMBER", Media::Names, Recipe::Values, OTHER_NAME),
    (
        "FIELD_SAME_ONEOF",
        Media::Both,
        Recipe::Together,
        "no other field of the oneof can be set beside it on either side",
    ),
    ("FIELD_SAME_TYPE", Media::Both, Recipe::Values, SAME_SO_FAR),
    ("FIELD_SAME_UTF8_VALIDATION", Media::Wire, Recipe::NotUtf8, SAME_SO_FAR),
    ("FIELD_WIRE_COMPATIBLE_CARDINALITY", Media::Wire, Recipe::Values, ALIKE),
    ("FIELD_WIRE_COMPATIBLE_TYPE", Media::Wire, Recipe::Values, ALIKE),
    ("FIELD_WIRE_COMPATIBLE_UTF8_VALIDATION", Media::Wire, Recipe::NotUtf8, SAME_SO_FAR),
    ("FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", Media::Both, Recipe::Values, ALIKE),
    ("FIELD_WIRE_JSON_COMPATIBLE_TYPE", Media::Both, Recipe::Values, ALIKE),
    ("MESSAGE_SAME_LEGACY_REQUIRED_FIELDS", Media::Both, Recipe::Bare, SAME_SO_FAR),
    ("MESSAGE_SAME_REQUIRED_FIELDS", Media::Both, Recipe::Bare, SAME_SO_FAR),
    ("MESSAGE_SAME_WIRE_FORMAT", Media::Wire, Recipe::Values, "the schema declares no extension of the message"),
    (
        "ONEOF_NO_DELETE",
        Media::Both,
        Recipe::Together,
        "its fields cannot be set together on either side; the name is gone from code",
    ),
    (
        "PACKAGE_EXTENSION_NO_DELETE",
        Media::Both,
        Recipe::Values,
        "the extension is declared in another file; what is sent does not change",
    ),
    ("RPC_SAME_REQUEST_TYPE", Media::Both, Recipe::Values, ALIKE),
    ("RPC_SAME_RESPONSE_TYPE", Media::Both, Recipe::Values, ALIKE),
];

/// How to look for a witness; a rule that nobody planned for is looked at from all sides.
pub(super) fn plan(rule: &str) -> Plan {
    let row = PLANS.iter().find(|(id, ..)| *id == rule);
    let &(_, media, recipe, otherwise) = row.unwrap_or(&("", Media::Both, Recipe::Values, SAME_SO_FAR));
    Plan { media, recipe, otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn every_rule_of_the_gate_stands_in_one_of_the_lists() {
        for rule in rules() {
            let planned = PLANS.iter().any(|(id, ..)| *id == rule.id()) || CALLS.contains(&rule.id());
            let without = source_only(rule.id()).is_some() || ABOUT_OLDER.contains(&rule.id());
            let has_place = planned != without;
            // A move is shown by what it stands for.
            let is_shown_elsewhere = !rule.stands_for().is_empty() || rule.needs_ledger();
            assert!(has_place || is_shown_elsewhere, "{} is planned for and source-only, or neither", rule.id());
        }
    }

    #[test]
    fn both_lists_are_sorted() {
        assert!(SOURCE_ONLY.is_sorted() && CALLS.is_sorted());
        assert!(PLANS.is_sorted_by_key(|(id, ..)| *id));
    }
}
