//! Features of editions, and the syntax or edition of a file.

use super::MutationKind;
use crate::mutate::dialect::{self, Dialect};
use crate::mutate::graft;
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("set a feature of a field", of_field),
    MutationKind::new("set a feature of a oneof", of_oneof),
    MutationKind::new("set a feature of a message", of_message),
    MutationKind::new("set a feature of an enum", of_enum),
    MutationKind::new("set a feature of a service", of_service),
    MutationKind::new("set a feature of a file", of_file),
    MutationKind::new("delete an option statement", delete_option),
];

pub(super) const SYNTAX: &[MutationKind] = &[
    MutationKind::new("make a file one of edition 2023", to_2023),
    MutationKind::new("make a file one of edition 2024", to_2024),
    MutationKind::new("make a proto3 file a proto2 file", to_proto2),
    MutationKind::new("make a proto2 file a proto3 file", to_proto3),
    MutationKind::new("delete the syntax statement", delete_syntax),
];

type Feature = (&'static str, &'static [&'static str]);

const OF_FIELDS: &[Feature] = &[
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

const OF_ENUMS: &[Feature] = &[
    ("features.enum_type", &["OPEN", "CLOSED"]),
    ("features.json_format", &["ALLOW", "LEGACY_BEST_EFFORT"]),
    ("features", &["{ enum_type: CLOSED }", "{ json_format: LEGACY_BEST_EFFORT; enum_type: OPEN }"]),
    ("features.(pb.cpp).legacy_closed_enum", &["true", "false"]),
];

const OF_MESSAGES: &[Feature] = &[
    ("features.json_format", &["ALLOW", "LEGACY_BEST_EFFORT"]),
    ("features", &["{ json_format: LEGACY_BEST_EFFORT }", "{ json_format: ALLOW, utf8_validation: NONE }"]),
];

fn is_edition(scene: &MutationContext<'_>) -> bool {
    Dialect::of(scene.text(), &scene.outline) == Dialect::Edition
}

/// Draws a feature of one of these tables, with a value.
fn drawn(scene: &mut MutationContext<'_>, tables: &[&[Feature]]) -> Option<(&'static str, &'static str)> {
    let table = *scene.random.pick(tables)?;
    let (name, values) = *scene.random.pick(table)?;
    let value = *scene.random.pick(values)?;
    is_edition(scene).then_some((name, value))
}

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

/// Adds the import of the file that declares a custom option or feature, if it is missing.
pub(super) fn import_for(scene: &mut MutationContext<'_>, name: &str, value: &str) -> Option<()> {
    for (prefix, import) in DECLARED_IN {
        if name.contains(prefix) || value.contains(prefix) {
            let text = graft::with_import(scene.text(), import);
            if text != scene.text() {
                let package = scene.outline.items.iter().find(|it| it.kind == ItemKind::Package)?.span.end;
                scene.insert(package, format!("\nimport \"{import}\";"));
            }
        }
    }
    Some(())
}

fn of_field(scene: &mut MutationContext<'_>) -> Option<()> {
    let (name, value) = drawn(scene, &[OF_FIELDS])?;
    let field = scene.any(&[ItemKind::Field])?;
    import_for(scene, name, value)?;
    scene.set_field_option(&field, name, value);
    Some(())
}

/// Sets `option name = value;` in a declaration: replaces the existing value, or adds the statement as the first line.
fn set(scene: &mut MutationContext<'_>, holder: &OutlineItem, name: &str, value: &str) -> Option<()> {
    import_for(scene, name, value)?;
    let index = scene.index(holder)?;
    let existing =
        scene.outline.children(index).find(|it| it.kind == ItemKind::Option && scene.at(&it.name) == name).cloned();
    match existing {
        Some(option) => scene.replace(&option.number, value),
        None => scene.insert_into(holder, &format!("option {name} = {value};"))?,
    }
    Some(())
}

fn of_oneof(scene: &mut MutationContext<'_>) -> Option<()> {
    let (name, value) = drawn(scene, &[OF_FIELDS])?;
    let oneof = scene.any(&[ItemKind::Oneof])?;
    set(scene, &oneof, name, value)
}

fn of_message(scene: &mut MutationContext<'_>) -> Option<()> {
    let (name, value) = drawn(scene, &[OF_MESSAGES, OF_FIELDS, OF_ENUMS])?;
    let message = scene.any(&[ItemKind::Message])?;
    set(scene, &message, name, value)
}

fn of_enum(scene: &mut MutationContext<'_>) -> Option<()> {
    let (name, value) = drawn(scene, &[OF_ENUMS])?;
    let declared = scene.any(&[ItemKind::Enum])?;
    set(scene, &declared, name, value)
}

fn of_service(scene: &mut MutationContext<'_>) -> Option<()> {
    let (name, value) = drawn(scene, &[OF_MESSAGES])?;
    let service = scene.any(&[ItemKind::Service])?;
    set(scene, &service, name, value)
}

fn of_file(scene: &mut MutationContext<'_>) -> Option<()> {
    let (name, value) = drawn(scene, &[OF_MESSAGES, OF_FIELDS, OF_ENUMS])?;
    import_for(scene, name, value)?;
    let is_set = |it: &&OutlineItem| it.parent.is_none() && it.kind == ItemKind::Option && scene.at(&it.name) == name;
    if let Some(option) = scene.outline.items.iter().find(is_set).cloned() {
        scene.replace(&option.number, value);
        return Some(());
    }
    let package = scene.outline.items.iter().find(|it| it.kind == ItemKind::Package)?.span.end;
    scene.insert(package, format!("\noption {name} = {value};"));
    Some(())
}

fn delete_option(scene: &mut MutationContext<'_>) -> Option<()> {
    let option = scene.any_where(&[ItemKind::Option], |_, it| it.parent.is_some())?;
    scene.remove(&option);
    Some(())
}

pub(super) fn rewrite(scene: &mut MutationContext<'_>, text: Option<String>) -> Option<()> {
    let file = scene.file.clone();
    let text = text?;
    scene.files.insert(file, text);
    Some(())
}

fn to_2023(scene: &mut MutationContext<'_>) -> Option<()> {
    let before = scene.text().to_owned();
    let text = dialect::to_edition(&before, "2023", scene.random);
    rewrite(scene, text)
}

fn to_2024(scene: &mut MutationContext<'_>) -> Option<()> {
    let before = scene.text().to_owned();
    let text = dialect::to_edition(&before, "2024", scene.random);
    rewrite(scene, text)
}

fn to_proto2(scene: &mut MutationContext<'_>) -> Option<()> {
    let text = dialect::to_proto2(scene.text());
    rewrite(scene, text)
}

fn to_proto3(scene: &mut MutationContext<'_>) -> Option<()> {
    let before = scene.text().to_owned();
    let text = dialect::to_proto3(&before, scene.random);
    rewrite(scene, text)
}

fn delete_syntax(scene: &mut MutationContext<'_>) -> Option<()> {
    let syntax = scene.outline.items.iter().find(|it| it.kind == ItemKind::Syntax)?.clone();
    scene.remove(&syntax);
    Some(())
}
