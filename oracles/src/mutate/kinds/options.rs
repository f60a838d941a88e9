//! Options of files, messages, fields and enums, and features of editions.

use super::edit::Edit::{DropOptions, Inside, Remove, SetOption};
use super::edit::dialect;
use super::{MutationKind, is_repeated, is_top};
use crate::mutate::dialect::Dialect;
use crate::mutate::edition::Needs;
use crate::mutate::graft;
use crate::mutate::outline::ItemKind::{self, Enum, Field, Message, Oneof, Option as OptionStatement, Service, Value};
use crate::mutate::outline::OutlineItem;
use crate::mutate::scene::Scene;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::row(
        "set a JSON name",
        &[Field],
        &[SetOption("json_name", &["\"{name}\"", "\"{dashed_name}\"", "\"{dashed_name}\"", "\"{dashed_name}\""])],
    ),
    MutationKind::row("deprecate a field", &[Field, Value], &[SetOption("deprecated", &["true"])]),
    MutationKind::fitting(
        "set `jstype`",
        &[Field],
        |scene, it| scene.at(&it.ty).contains("64"),
        &[SetOption("jstype", &["JS_STRING", "JS_NUMBER", "JS_NORMAL"])],
    ),
    MutationKind::fitting(
        "set `ctype`",
        &[Field],
        |scene, it| matches!(scene.at(&it.ty), "string" | "bytes"),
        &[SetOption("ctype", &["CORD", "STRING_PIECE", "STRING"])],
    )
    .needs(Needs::Before2024),
    MutationKind::new("set a default", default).needs(Needs::Proto2),
    MutationKind::fitting("toggle `packed`", &[Field], is_repeated, &[SetOption("packed", &["true", "false"])])
        .needs(Needs::BeforeEditions),
    MutationKind::row("deprecate a message", &[Message, Enum, Service], &[Inside("option deprecated = true;")]),
    MutationKind::new("set a message option", message_option),
    MutationKind::fitting("drop the options of a field", &[Field, Value], |_, it| it.options.is_some(), &[DropOptions]),
];

/// Changes of file options for code generators. They are a separate family because there are many of them.
pub(super) const LANGUAGES: &[MutationKind] = &[
    MutationKind::new("change a file option", change_file_option),
    MutationKind::new("set a file option", set_file_option),
    MutationKind::fitting("delete a file option", &[OptionStatement], is_file_option, &[Remove]),
];

pub(super) const FEATURES: &[MutationKind] = &[
    MutationKind::new("set a feature of a field", of_field).needs(Needs::Editions),
    MutationKind::new("set a feature of a oneof", |scene| of_block(scene, &[OF_FIELDS], Oneof)),
    MutationKind::new("set a feature of a message", |scene| of_block(scene, EVERY, Message)).needs(Needs::Editions),
    MutationKind::new("set a feature of an enum", |scene| of_block(scene, &[OF_ENUMS], Enum)).needs(Needs::Editions),
    MutationKind::new("set a feature of a service", |scene| of_block(scene, &[OF_MESSAGES], Service)),
    MutationKind::new("set a feature of a file", of_file).needs(Needs::Editions),
    MutationKind::fitting("delete an option statement", &[OptionStatement], |_, it| it.parent.is_some(), &[Remove]),
];

/// An option or feature with values.
type Values = (&'static str, &'static [&'static str]);

/// File options for code generators, with values that differ from the defaults and from each other.
const FILE_OPTIONS: &[Values] = &[
    ("cc_enable_arenas", &["true", "false"]),
    ("cc_generic_services", &["true", "false"]),
    ("csharp_namespace", &["\"Changed.Here\"", "\"\""]),
    ("go_package", &["\"example.com/changed;here\"", "\"\""]),
    ("java_generic_services", &["true", "false"]),
    ("java_multiple_files", &["true", "false"]),
    ("java_outer_classname", &["\"ChangedHere\"", "\"\""]),
    ("java_package", &["\"com.changed.here\"", "\"\""]),
    ("java_string_check_utf8", &["true", "false"]),
    ("objc_class_prefix", &["\"CHG\"", "\"\""]),
    ("optimize_for", &["SPEED", "CODE_SIZE", "LITE_RUNTIME"]),
    ("php_class_prefix", &["\"Changed\"", "\"\""]),
    ("php_metadata_namespace", &["\"Changed\\\\Meta\"", "\"\""]),
    ("php_namespace", &["\"Changed\\\\Here\"", "\"\""]),
    ("py_generic_services", &["true", "false"]),
    ("ruby_package", &["\"Changed::Here\"", "\"\""]),
    ("swift_prefix", &["\"CHG\"", "\"\""]),
];

const OF_FIELDS: &[Values] = &[
    ("features.field_presence", &["EXPLICIT", "IMPLICIT", "LEGACY_REQUIRED"]),
    ("features.utf8_validation", &["VERIFY", "NONE"]),
    ("features.utf8_validation", &["VERIFY", "NONE"]),
    ("features.message_encoding", &["LENGTH_PREFIXED", "DELIMITED"]),
    ("features.repeated_field_encoding", &["PACKED", "EXPANDED"]),
    ("features.(pb.java).utf8_validation", &["DEFAULT", "VERIFY"]),
    ("features.(pb.cpp).string_type", &["VIEW", "CORD", "STRING"]),
    (
        "features",
        &[
            "{ utf8_validation: NONE }",
            "{\n    utf8_validation: VERIFY, field_presence: EXPLICIT }",
            "{ [pb.java] { utf8_validation: VERIFY } }",
            "{ [pb.cpp]: { string_type: CORD } utf8_validation: NONE }",
            "{ message_encoding: DELIMITED }",
        ],
    ),
    ("features.(pb.java)", &["{ utf8_validation: VERIFY }", "{ utf8_validation: DEFAULT }"]),
    ("features.(pb.cpp)", &["{ string_type: CORD }", "{ string_type: VIEW }"]),
];

const OF_ENUMS: &[Values] = &[
    ("features.enum_type", &["OPEN", "CLOSED"]),
    ("features.json_format", &["ALLOW", "LEGACY_BEST_EFFORT"]),
    ("features", &["{ enum_type: CLOSED }", "{ json_format: LEGACY_BEST_EFFORT; enum_type: OPEN }"]),
    ("features.(pb.cpp).legacy_closed_enum", &["true", "false"]),
];

const OF_MESSAGES: &[Values] = &[
    ("features.json_format", &["ALLOW", "LEGACY_BEST_EFFORT"]),
    ("features", &["{ json_format: LEGACY_BEST_EFFORT }", "{ json_format: ALLOW, utf8_validation: NONE }"]),
];

const EVERY: &[&[Values]] = &[OF_MESSAGES, OF_FIELDS, OF_ENUMS];

/// The files that declare custom options and features, by a part of their names.
const DECLARED_IN: &[(&str, &str)] = &[
    ("pb.java)", "google/protobuf/java_features.proto"),
    ("pb.java]", "google/protobuf/java_features.proto"),
    ("pb.cpp)", "google/protobuf/cpp_features.proto"),
    ("pb.cpp]", "google/protobuf/cpp_features.proto"),
    ("pb.go)", "google/protobuf/go_features.proto"),
    ("pb.csharp)", "google/protobuf/c_sharp_features.proto"),
    ("pb.file.cpp)", "google/protobuf/cpp_file_options.proto"),
    ("pb.enumvalue.json)", "google/protobuf/json_enumvalue_options.proto"),
    ("truth.options.", "truth/options.proto"),
];

fn default(scene: &mut Scene<'_>) -> Option<()> {
    let field = scene.any_where(&[Field], |_, it| it.label.is_some())?;
    let values: &[_] = match scene.at(&field.ty) {
        "string" | "bytes" => &["\"\"", "\"changed\\n\""],
        "bool" => &["true", "false"],
        "float" | "double" => &["0", "1.5", "inf", "-nan"],
        _ => &["0", "7", "0x10"],
    };
    SetOption("default", values).apply(scene, &field)
}

fn message_option(scene: &mut Scene<'_>) -> Option<()> {
    const NAMES: [&str; 3] =
        ["no_standard_descriptor_accessor", "deprecated_legacy_json_field_conflicts", "deprecated"];
    let item = scene.any(&[Message])?;
    let name = *scene.random.pick(&NAMES)?;
    let value = *scene.random.pick(&["true", "true", "false"])?;
    scene.insert_into(&item, &format!("option {name} = {value};"))
}

fn is_file_option(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    is_top(scene, item) && FILE_OPTIONS.iter().any(|(name, _)| *name == scene.at(&item.name))
}

fn change_file_option(scene: &mut Scene<'_>) -> Option<()> {
    let option = scene.any_where(&[OptionStatement], is_file_option)?;
    let (_, values) = FILE_OPTIONS.iter().find(|(name, _)| *name == scene.at(&option.name))?;
    let value = *scene.random.pick(values)?;
    scene.replace(&option.number, value);
    Some(())
}

fn set_file_option(scene: &mut Scene<'_>) -> Option<()> {
    let (name, values) = scene.random.pick(FILE_OPTIONS)?;
    let value = *scene.random.pick(values)?;
    scene.insert(scene.package()?.span.end, format!("\noption {name} = {value};"));
    Some(())
}

/// Draws a feature of one of these tables, with a value.
fn drawn(scene: &mut Scene<'_>, tables: &[&[Values]]) -> Option<(&'static str, &'static str)> {
    let table = *scene.random.pick(tables)?;
    let (name, values) = *scene.random.pick(table)?;
    let value = *scene.random.pick(values)?;
    (dialect(scene) == Dialect::Edition).then_some((name, value))
}

/// Adds the import of the file that declares a custom option or feature, if it is missing.
pub(super) fn import_for(scene: &mut Scene<'_>, name: &str, value: &str) -> Option<()> {
    for (_, import) in DECLARED_IN.iter().filter(|it| name.contains(it.0) || value.contains(it.0)) {
        if graft::with_import(scene.text(), import) != scene.text() {
            scene.insert(scene.package()?.span.end, format!("\nimport \"{import}\";"));
        }
    }
    Some(())
}

/// Returns the statement that sets an option of a declaration, or of the file.
pub(super) fn statement(scene: &Scene<'_>, holder: Option<&OutlineItem>, name: &str) -> Option<OutlineItem> {
    let parent = match holder {
        Some(holder) => Some(scene.index(holder)?),
        None => None,
    };
    let is_it = |it: &&OutlineItem| it.parent == parent && it.kind == ItemKind::Option && scene.at(&it.name) == name;
    scene.outline.items.iter().find(is_it).cloned()
}

/// Adds `option name = value;` to a declaration, or to the file.
pub(super) fn add_statement(
    scene: &mut Scene<'_>,
    holder: Option<&OutlineItem>,
    name: &str,
    value: &str,
) -> Option<()> {
    let statement = format!("option {name} = {value};");
    match holder {
        Some(holder) => scene.insert_into(holder, &statement),
        None => {
            scene.insert(scene.package()?.span.end, format!("\n{statement}"));
            Some(())
        }
    }
}

/// Sets an option of a declaration or of the file: replaces the existing value, or adds the statement.
fn set(scene: &mut Scene<'_>, holder: Option<&OutlineItem>, (name, value): (&str, &str)) -> Option<()> {
    import_for(scene, name, value)?;
    match statement(scene, holder, name) {
        Some(option) => scene.replace(&option.number, value),
        None => add_statement(scene, holder, name, value)?,
    }
    Some(())
}

fn of_field(scene: &mut Scene<'_>) -> Option<()> {
    let (name, value) = drawn(scene, &[OF_FIELDS])?;
    let field = scene.any(&[Field])?;
    import_for(scene, name, value)?;
    scene.set_field_option(&field, name, value);
    Some(())
}

fn of_block(scene: &mut Scene<'_>, tables: &[&[Values]], kind: ItemKind) -> Option<()> {
    let feature = drawn(scene, tables)?;
    let holder = scene.any(&[kind])?;
    set(scene, Some(&holder), feature)
}

fn of_file(scene: &mut Scene<'_>) -> Option<()> {
    let feature = drawn(scene, EVERY)?;
    set(scene, None, feature)
}
