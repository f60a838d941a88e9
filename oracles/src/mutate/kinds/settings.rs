//! Operators that set, change or remove options and features, for each kind of declaration that allows them.

use super::is_repeated;
use super::options::{add_statement, import_for, statement};
use crate::mutate::edition::Needs;
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::Scene;

/// An option of one kind of declaration, with values that differ from its default and from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) place: Place,
    pub(crate) name: &'static str,
    pub(crate) values: &'static [&'static str],
    pub(crate) needs: Needs,
}

/// A kind of declaration that can have options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    File,
    Message,
    Oneof,
    Enum,
    Service,
    Method,
    Field,
    EnumValue,
    ExtensionRange,
}

impl Place {
    /// Returns the kind of declaration as it appears in operator names, and in outlines.
    const fn kind(self) -> (&'static str, ItemKind) {
        match self {
            Place::File => ("a file", ItemKind::Package),
            Place::Message => ("a message", ItemKind::Message),
            Place::Oneof => ("a oneof", ItemKind::Oneof),
            Place::Enum => ("an enum", ItemKind::Enum),
            Place::Service => ("a service", ItemKind::Service),
            Place::Method => ("a method", ItemKind::Method),
            Place::Field => ("a field", ItemKind::Field),
            Place::EnumValue => ("an enum value", ItemKind::Value),
            Place::ExtensionRange => ("an extension range", ItemKind::Extensions),
        }
    }
}

const fn set(place: Place, name: &'static str, values: &'static [&'static str], needs: Needs) -> Setting {
    Setting { place, name, values, needs }
}

const BOOL: &[&str] = &["true", "false"];
const PRESENCE: &[&str] = &["EXPLICIT", "IMPLICIT", "LEGACY_REQUIRED"];
const FILE_PRESENCE: &[&str] = &["EXPLICIT", "IMPLICIT"];
const ENUM_TYPE: &[&str] = &["OPEN", "CLOSED"];
const REPEATED: &[&str] = &["PACKED", "EXPANDED"];
const UTF8: &[&str] = &["VERIFY", "NONE"];
const ENCODING: &[&str] = &["LENGTH_PREFIXED", "DELIMITED"];
const JSON_FORMAT: &[&str] = &["ALLOW", "LEGACY_BEST_EFFORT"];
const NAMING: &[&str] = &["STYLE_LEGACY", "STYLE2024"];
const LIMITS: &[&str] = &["LEGACY_NO_EXPLICIT_LIMITS", "PROTO_LIMITS2026"];
const STRIP: &[&str] = &["STRIP_ENUM_PREFIX_KEEP", "STRIP_ENUM_PREFIX_STRIP"];
const VISIBILITY: &[&str] = &["EXPORT_ALL", "EXPORT_TOP_LEVEL", "LOCAL_ALL", "STRICT"];
const CUSTOM: &[&str] = &["\"one\"", "\"two\""];

/// All settings.
pub(crate) const SETTINGS: &[Setting] = &[
    set(Place::File, "java_package", &["\"com.changed\"", "\"com.other\""], Needs::Any),
    set(Place::File, "java_outer_classname", &["\"ChangedProto\"", "\"OtherProto\""], Needs::Any),
    set(Place::File, "java_multiple_files", BOOL, Needs::Before2024),
    set(Place::File, "java_generate_equals_and_hash", BOOL, Needs::Any),
    set(Place::File, "java_string_check_utf8", BOOL, Needs::BeforeEditions),
    set(Place::File, "java_generic_services", BOOL, Needs::Any),
    set(Place::File, "optimize_for", &["SPEED", "CODE_SIZE"], Needs::Any),
    set(Place::File, "go_package", &["\"example.com/changed;x\"", "\"example.com/other;y\""], Needs::Any),
    set(Place::File, "cc_generic_services", BOOL, Needs::Any),
    set(Place::File, "cc_enable_arenas", BOOL, Needs::Before2026),
    set(Place::File, "py_generic_services", BOOL, Needs::Any),
    set(Place::File, "objc_class_prefix", &["\"CHG\"", "\"OTH\""], Needs::Any),
    set(Place::File, "csharp_namespace", &["\"Changed.Here\"", "\"Other.Here\""], Needs::Any),
    set(Place::File, "swift_prefix", &["\"CHG\"", "\"OTH\""], Needs::Any),
    set(Place::File, "php_class_prefix", &["\"CHG\"", "\"OTH\""], Needs::Any),
    set(Place::File, "php_namespace", &["\"Changed\"", "\"Other\""], Needs::Any),
    set(Place::File, "php_metadata_namespace", &["\"Changed\"", "\"Other\""], Needs::Any),
    set(Place::File, "ruby_package", &["\"Changed\"", "\"Other\""], Needs::Any),
    set(Place::File, "deprecated", BOOL, Needs::Any),
    set(Place::File, "features.field_presence", FILE_PRESENCE, Needs::Editions),
    set(Place::File, "features.enum_type", ENUM_TYPE, Needs::Editions),
    set(Place::File, "features.repeated_field_encoding", REPEATED, Needs::Editions),
    set(Place::File, "features.utf8_validation", UTF8, Needs::Editions),
    set(Place::File, "features.message_encoding", ENCODING, Needs::Editions),
    set(Place::File, "features.json_format", JSON_FORMAT, Needs::Editions),
    set(Place::File, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::File, "features.default_symbol_visibility", VISIBILITY, Needs::Since2024),
    set(Place::File, "features.(pb.cpp).legacy_closed_enum", BOOL, Needs::Editions),
    set(Place::File, "features.(pb.cpp).string_type", &["VIEW", "CORD", "STRING"], Needs::Editions),
    set(Place::File, "features.(pb.cpp).enum_name_uses_string_view", BOOL, Needs::Since2024),
    set(Place::File, "features.(pb.java).legacy_closed_enum", BOOL, Needs::Editions),
    set(Place::File, "features.(pb.java).utf8_validation", &["DEFAULT", "VERIFY"], Needs::Editions),
    set(Place::File, "features.(pb.java).large_enum", BOOL, Needs::Since2024),
    set(Place::File, "features.(pb.go).legacy_unmarshal_json_enum", BOOL, Needs::Editions),
    set(Place::File, "features.(pb.go).api_level", &["API_OPEN", "API_HYBRID", "API_OPAQUE"], Needs::Editions),
    set(Place::File, "features.(pb.go).strip_enum_prefix", STRIP, Needs::Since2024),
    set(Place::File, "features.(pb.go).optimize_mode", &["SPEED", "CODE_SIZE"], Needs::Since2024),
    set(Place::File, "features.(pb.csharp).nullable_reference_types", BOOL, Needs::Since2026),
    set(Place::File, "(pb.file.cpp).namespace", CUSTOM, Needs::Since2026),
    set(Place::Message, "message_set_wire_format", BOOL, Needs::Extensions),
    set(Place::Message, "no_standard_descriptor_accessor", BOOL, Needs::Any),
    set(Place::Message, "deprecated", BOOL, Needs::Any),
    set(Place::Message, "deprecated_legacy_json_field_conflicts", BOOL, Needs::Any),
    set(Place::Message, "features.json_format", JSON_FORMAT, Needs::Editions),
    set(Place::Message, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::Message, "features.(pb.go).api_level", &["API_OPEN", "API_HYBRID", "API_OPAQUE"], Needs::Editions),
    set(Place::Message, "features.(pb.go).optimize_mode", &["SPEED", "CODE_SIZE"], Needs::Since2024),
    set(Place::Message, "features.(pb.java).nest_in_file_class", &["YES", "NO"], Needs::Since2024),
    set(Place::Message, "features.(pb.csharp).nullable_reference_types", BOOL, Needs::Since2026),
    set(Place::Message, "features.enforce_proto_limits", LIMITS, Needs::Since2026),
    set(Place::Oneof, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::Oneof, "features.enforce_proto_limits", LIMITS, Needs::Since2026),
    set(Place::Enum, "deprecated", BOOL, Needs::Any),
    set(Place::Enum, "deprecated_legacy_json_field_conflicts", BOOL, Needs::Any),
    set(Place::Enum, "features.enum_type", ENUM_TYPE, Needs::Editions),
    set(Place::Enum, "features.json_format", JSON_FORMAT, Needs::Editions),
    set(Place::Enum, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::Enum, "features.enforce_proto_limits", LIMITS, Needs::Since2026),
    set(Place::Enum, "features.(pb.cpp).enum_name_uses_string_view", BOOL, Needs::Since2024),
    set(Place::Enum, "features.(pb.java).large_enum", BOOL, Needs::Since2024),
    set(Place::Enum, "features.(pb.java).nest_in_file_class", &["YES", "NO"], Needs::Since2024),
    set(Place::Enum, "features.(pb.go).legacy_unmarshal_json_enum", BOOL, Needs::Editions),
    set(Place::Enum, "features.(pb.go).strip_enum_prefix", STRIP, Needs::Since2024),
    set(Place::EnumValue, "deprecated", BOOL, Needs::Any),
    set(Place::EnumValue, "debug_redact", BOOL, Needs::Any),
    set(Place::EnumValue, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::EnumValue, "features.(pb.go).strip_enum_prefix", STRIP, Needs::Since2024),
    set(Place::EnumValue, "(pb.enumvalue.json).string", CUSTOM, Needs::Since2026),
    set(Place::Service, "deprecated", BOOL, Needs::Any),
    set(Place::Service, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::Service, "features.(pb.java).nest_in_file_class", &["YES", "NO"], Needs::Since2024),
    set(Place::Method, "deprecated", BOOL, Needs::Any),
    set(Place::Method, "idempotency_level", &["NO_SIDE_EFFECTS", "IDEMPOTENT"], Needs::Any),
    set(Place::Method, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::Field, "ctype", &["CORD", "STRING_PIECE", "STRING"], Needs::Before2024),
    set(Place::Field, "packed", BOOL, Needs::BeforeEditions),
    set(Place::Field, "jstype", &["JS_STRING", "JS_NUMBER", "JS_NORMAL"], Needs::Any),
    set(Place::Field, "lazy", BOOL, Needs::Any),
    set(Place::Field, "unverified_lazy", BOOL, Needs::Any),
    set(Place::Field, "deprecated", BOOL, Needs::Any),
    set(Place::Field, "weak", BOOL, Needs::Before2024),
    set(Place::Field, "debug_redact", BOOL, Needs::Any),
    set(Place::Field, "retention", &["RETENTION_SOURCE", "RETENTION_RUNTIME"], Needs::Any),
    set(Place::Field, "targets", &["TARGET_TYPE_FIELD", "TARGET_TYPE_FILE"], Needs::Any),
    set(Place::Field, "json_name", &["\"changedHere\"", "\"other-name\"", "\"with space\""], Needs::Any),
    set(Place::Field, "features.field_presence", PRESENCE, Needs::Editions),
    set(Place::Field, "features.repeated_field_encoding", REPEATED, Needs::Editions),
    set(Place::Field, "features.utf8_validation", UTF8, Needs::Editions),
    set(Place::Field, "features.message_encoding", ENCODING, Needs::Editions),
    set(Place::Field, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::Field, "features.enforce_proto_limits", LIMITS, Needs::Since2026),
    set(Place::Field, "features.(pb.cpp).legacy_closed_enum", BOOL, Needs::Editions),
    set(Place::Field, "features.(pb.cpp).string_type", &["VIEW", "CORD", "STRING"], Needs::Editions),
    set(Place::Field, "features.(pb.java).legacy_closed_enum", BOOL, Needs::Editions),
    set(Place::Field, "features.(pb.java).utf8_validation", &["DEFAULT", "VERIFY"], Needs::Editions),
    set(Place::Field, "features.(pb.csharp).nullable_reference_types", BOOL, Needs::Since2026),
    set(Place::ExtensionRange, "verification", &["DECLARATION", "UNVERIFIED"], Needs::Extensions),
    set(Place::ExtensionRange, "features.enforce_naming_style", NAMING, Needs::Since2024),
    set(Place::File, "(truth.options.of_file)", CUSTOM, Needs::Any),
    set(Place::Message, "(truth.options.of_message)", CUSTOM, Needs::Any),
    set(Place::Oneof, "(truth.options.of_oneof)", CUSTOM, Needs::Any),
    set(Place::Enum, "(truth.options.of_enum)", CUSTOM, Needs::Any),
    set(Place::EnumValue, "(truth.options.of_value)", CUSTOM, Needs::Any),
    set(Place::Service, "(truth.options.of_service)", CUSTOM, Needs::Any),
    set(Place::Method, "(truth.options.of_method)", CUSTOM, Needs::Any),
    set(Place::Field, "(truth.options.of_field)", CUSTOM, Needs::Any),
    set(Place::ExtensionRange, "(truth.options.of_range)", CUSTOM, Needs::Extensions),
];

impl Setting {
    /// Returns the name of the operator.
    pub(crate) fn operator(&self) -> String {
        format!("option `{}` of {}", self.name, self.place.kind().0)
    }

    /// Sets the option on a declaration that does not have it. Changes or removes an existing option.
    pub(crate) fn change(&self, scene: &mut Scene<'_>) -> Option<()> {
        let value = *scene.random.pick(self.values)?;
        let holder = scene.any_where(&[self.place.kind().1], |scene, it| self.fits(scene, it))?;
        import_for(scene, self.name, value)?;
        match self.place {
            Place::File => self.statement(scene, None, value),
            Place::Message | Place::Oneof | Place::Enum | Place::Service => self.statement(scene, Some(&holder), value),
            Place::Method => self.of_method(scene, &holder, value),
            Place::Field | Place::EnumValue => self.in_brackets(scene, &holder, value),
            Place::ExtensionRange => self.of_range(scene, &holder, value),
        }
    }

    /// Returns `true` if the option is valid on the declaration. Otherwise most draws would not compile.
    fn fits(&self, scene: &Scene<'_>, item: &OutlineItem) -> bool {
        let ty = scene.at(&item.ty);
        let is_repeated = is_repeated(scene, item);
        let is_message = ty.contains(['.', '<']) || ty.starts_with(char::is_uppercase);
        match self.name {
            "jstype" => ty.contains("64"),
            "ctype" | "features.(pb.cpp).string_type" if self.place == Place::Field => matches!(ty, "string" | "bytes"),
            "features.utf8_validation" | "features.(pb.java).utf8_validation" if self.place == Place::Field => {
                ty.contains("string")
            }
            "packed" | "features.repeated_field_encoding" if self.place == Place::Field => {
                is_repeated && !matches!(ty, "string" | "bytes")
            }
            "features.message_encoding" | "lazy" | "unverified_lazy" if self.place == Place::Field => is_message,
            "features.field_presence" if self.place == Place::Field => !is_repeated && !ty.starts_with("map"),
            "message_set_wire_format" => scene.at(&item.name).starts_with("TruthSet"),
            "json_name" => scene.holder(item).is_some_and(|it| it.kind != ItemKind::Extend),
            _ => true,
        }
    }

    /// Sets the option with a statement, in a declaration or for the file.
    fn statement(&self, scene: &mut Scene<'_>, holder: Option<&OutlineItem>, value: &str) -> Option<()> {
        match statement(scene, holder, self.name) {
            Some(option) if scene.random.chance(3) => scene.remove(&option),
            Some(option) => scene.replace(&option.number, value),
            None => add_statement(scene, holder, self.name, value)?,
        }
        Some(())
    }

    fn of_method(&self, scene: &mut Scene<'_>, method: &OutlineItem, value: &str) -> Option<()> {
        if method.body.is_some() {
            return self.statement(scene, Some(method), value);
        }
        let end = method.span.end - 1..method.span.end;
        scene.replace(&end, format!(" {{ option {} = {value}; }}", self.name));
        Some(())
    }

    fn in_brackets(&self, scene: &mut Scene<'_>, item: &OutlineItem, value: &str) -> Option<()> {
        if scene.random.chance(3) && scene.remove_field_option(item, self.name).is_some() {
            return Some(());
        }
        scene.set_field_option(item, self.name, value);
        Some(())
    }

    /// Sets the option of an extension range. Its options follow the range, where `set_field_option` does not find them.
    fn of_range(&self, scene: &mut Scene<'_>, range: &OutlineItem, value: &str) -> Option<()> {
        let text = scene.at(&range.span);
        if let (Some(open), Some(close)) = (text.find('['), text.rfind(']')) {
            let options = range.span.start + open + 1..range.span.start + close;
            return self.in_brackets(scene, &OutlineItem { options: Some(options), ..range.clone() }, value);
        }
        let end = range.span.end - 1;
        scene.insert(end, format!(" [{} = {value}]", self.name));
        Some(())
    }
}
