//! Options of files, messages, fields and enums.

use super::MutationKind;
use crate::mutate::outline::{ItemKind, OutlineItem};
use crate::mutate::scene::MutationContext;

pub(super) const KINDS: &[MutationKind] = &[
    MutationKind::new("set a JSON name", json_name),
    MutationKind::new("deprecate a field", deprecate),
    MutationKind::new("set `jstype`", jstype),
    MutationKind::new("set `ctype`", ctype),
    MutationKind::new("set a default", default),
    MutationKind::new("toggle `packed`", packed),
    MutationKind::new("deprecate a message", deprecate_message),
    MutationKind::new("set a message option", message_option),
    MutationKind::new("drop the options of a field", drop_options),
];

/// Changes of file options for code generators. They are a separate family because there are many of them.
pub(super) const LANGUAGES: &[MutationKind] = &[
    MutationKind::new("change a file option", change_file_option),
    MutationKind::new("set a file option", set_file_option),
    MutationKind::new("delete a file option", delete_file_option),
];

/// File options for code generators, with values that differ from the defaults and from each other.
const FILE_OPTIONS: &[(&str, &[&str])] = &[
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

fn file_option(scene: &mut MutationContext<'_>) -> Option<OutlineItem> {
    scene.any_where(&[ItemKind::Option], |scene, it| {
        it.parent.is_none() && FILE_OPTIONS.iter().any(|(name, _)| *name == scene.at(&it.name))
    })
}

fn change_file_option(scene: &mut MutationContext<'_>) -> Option<()> {
    let option = file_option(scene)?;
    let (_, values) = FILE_OPTIONS.iter().find(|(name, _)| *name == scene.at(&option.name))?;
    let value = *scene.random.pick(values)?;
    scene.replace(&option.number, value);
    Some(())
}

fn set_file_option(scene: &mut MutationContext<'_>) -> Option<()> {
    let (name, values) = scene.random.pick(FILE_OPTIONS)?;
    let value = *scene.random.pick(values)?;
    let package = scene.outline.items.iter().find(|it| it.kind == ItemKind::Package)?.span.end;
    scene.insert(package, format!("\noption {name} = {value};"));
    Some(())
}

fn delete_file_option(scene: &mut MutationContext<'_>) -> Option<()> {
    let option = file_option(scene)?;
    scene.remove(&option);
    Some(())
}

fn json_name(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any(&[ItemKind::Field])?;
    let camel = scene.at(&field.name).replace('_', "-");
    let name = if scene.random.chance(4) { scene.at(&field.name).to_owned() } else { camel };
    scene.set_field_option(&field, "json_name", &format!("\"{name}\""));
    Some(())
}

fn deprecate(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any(&[ItemKind::Field, ItemKind::Value])?;
    scene.set_field_option(&field, "deprecated", "true");
    Some(())
}

fn jstype(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |scene, it| scene.at(&it.ty).contains("64"))?;
    let value = *scene.random.pick(&["JS_STRING", "JS_NUMBER", "JS_NORMAL"])?;
    scene.set_field_option(&field, "jstype", value);
    Some(())
}

fn ctype(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |scene, it| matches!(scene.at(&it.ty), "string" | "bytes"))?;
    let value = *scene.random.pick(&["CORD", "STRING_PIECE", "STRING"])?;
    scene.set_field_option(&field, "ctype", value);
    Some(())
}

fn default(scene: &mut MutationContext<'_>) -> Option<()> {
    let field = scene.any_where(&[ItemKind::Field], |_, it| it.label.is_some())?;
    let value = match scene.at(&field.ty) {
        "string" | "bytes" => *scene.random.pick(&["\"\"", "\"changed\\n\""])?,
        "bool" => *scene.random.pick(&["true", "false"])?,
        "float" | "double" => *scene.random.pick(&["0", "1.5", "inf", "-nan"])?,
        _ => *scene.random.pick(&["0", "7", "0x10"])?,
    };
    scene.set_field_option(&field, "default", value);
    Some(())
}

fn packed(scene: &mut MutationContext<'_>) -> Option<()> {
    let repeated =
        |scene: &MutationContext<'_>, it: &OutlineItem| it.label.as_ref().is_some_and(|it| scene.at(it) == "repeated");
    let field = scene.any_where(&[ItemKind::Field], repeated)?;
    let value = *scene.random.pick(&["true", "false"])?;
    scene.set_field_option(&field, "packed", value);
    Some(())
}

fn deprecate_message(scene: &mut MutationContext<'_>) -> Option<()> {
    let item = scene.any(&[ItemKind::Message, ItemKind::Enum, ItemKind::Service])?;
    scene.insert_into(&item, "option deprecated = true;")
}

fn message_option(scene: &mut MutationContext<'_>) -> Option<()> {
    let item = scene.any(&[ItemKind::Message])?;
    let name = *scene.random.pick(&[
        "no_standard_descriptor_accessor",
        "deprecated_legacy_json_field_conflicts",
        "deprecated",
    ])?;
    let value = *scene.random.pick(&["true", "true", "false"])?;
    scene.insert_into(&item, &format!("option {name} = {value};"))
}

fn drop_options(scene: &mut MutationContext<'_>) -> Option<()> {
    let item = scene.any_where(&[ItemKind::Field, ItemKind::Value], |_, it| it.options.is_some())?;
    let options = item.options.clone()?;
    scene.replace(&(options.start - 1..options.end + 1), "");
    Some(())
}
