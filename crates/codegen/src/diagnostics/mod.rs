//! What this room says to people.

mod of_entries;
mod of_fields;
mod of_paths;

use std::io;
use std::path::Path;

pub(super) use of_entries::{generator_failed, generator_panicked, no_such_files, out_leaves_root};
pub(super) use of_fields::no_type_of_fields;
pub(super) use of_paths::means_something;
pub(super) use of_paths::path_matches_nothing;
use protoward_output::{OUTPUT, output_with_help, shown};
use protoward_schema::{EnumValueId, FieldId, Schema};
use protoward_source::{Code, Diagnostic, ReadError};

/// `part` is what the calls do not have in common, as the module says it.
pub fn calls_differ(module: &str, part: &str, folder: &Path) -> Box<Diagnostic> {
    let part = part.trim_start_matches("pub ").trim_start_matches("mod ").trim_end_matches(" {");
    let what = match part {
        "options" => "the options of JSON (`json_emit_defaults` and the like)",
        "plain" => "what `prost-types` has of their messages",
        "service_config" => "`service_config`",
        "well_known" | "wrappers" => "`compile_well_known_types` or `prost_types_path`",
        _ => "`prost_path`",
    };
    output_with_help(
        format!("two calls generate into `{}` and share the module `{module}`, and differ in {what}", shown(folder)),
        "let both ask for the same, or give one of them a folder of its own with `out_dir`",
    )
}

/// The warning for an item that a later call leaves out of the file.
pub fn written_again(file: &str, item: &str) -> Diagnostic {
    Diagnostic::warning(
        OUTPUT,
        format!("two calls of this build script write `{file}`, and `{item}` of the first is not in the second"),
    )
    .help("name all files of a package in one call, or give one of the two a folder of its own with `out_dir`")
}

const GENERATE: Code = Code::new("generate");

/// prost's own types of descriptors do not keep what a file of an edition says.
pub fn descriptors_of_edition(path: &str) -> Diagnostic {
    let message = format!("`{path}` is of an edition, whose features a `prost_types::FileDescriptorSet` does not keep");
    Diagnostic::error(GENERATE, message).help(
        "generate from the `.proto` files with `compile_protos`, or from the file of descriptors with \
         `file_descriptor_set_path` and `skip_protoc_run`",
    )
}

/// Nor do they keep options that are extensions.
pub fn no_custom_options_in_descriptors() -> Diagnostic {
    let message = "`custom_options` is asked for, and a `prost_types::FileDescriptorSet` does not keep any";
    Diagnostic::error(GENERATE, message).help(
        "generate from the `.proto` files with `compile_protos`, or from the file of descriptors with \
         `file_descriptor_set_path` and `skip_protoc_run`",
    )
}

/// Descriptors that are to be there already.
pub fn unread_set(set: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the descriptors in `{}` cannot be read: {error}", shown(set)))
        .help("`skip_protoc_run` generates from a file that is there already; without it, the file is written")
}

/// Descriptors that do not hold all that they need.
pub fn unlinked(why: &Diagnostic) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the descriptors cannot be generated from: {}", why.message))
        .help("put the files that they import into them too, as `protoc --include_imports` does")
}

/// The error for a file that is not a `FileDescriptorSet`.
pub fn no_descriptors(set: &Path, error: &str) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("`{}` holds no `FileDescriptorSet`: {error}", shown(set)))
        .help("name a file that `file_descriptor_set_path`, or `-o` of `protoc`, has written")
}

/// Descriptors that are there already, and hold files of an edition.
pub fn unreadable_set(set: &Path, why: &Diagnostic) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("`{}` cannot be generated from: {}", shown(set), why.message))
        .help("write it again, with `--include_imports`")
}

pub(super) fn unchecked_keys(schema: &Schema, maps: &[FieldId]) -> Diagnostic {
    let what =
        "keys that need not be UTF-8, and prost has no maps with such keys: it reads only messages whose keys are";
    first_of(schema, maps, what, "its keys have `utf8_validation = NONE`")
        .help("let the map have `features.utf8_validation = VERIFY`, or keys of another type")
}

pub(super) fn endless(schema: &Schema, fields: &[FieldId]) -> Diagnostic {
    let what = "a message of its own kind and requires it, so that no message is ever complete; in Rust it is optional";
    first_of(schema, fields, what, "required here")
        .help("remove `field_presence = LEGACY_REQUIRED` from one of the fields on the way")
}

/// A warning about fields of one file, at the first of them.
fn first_of(schema: &Schema, fields: &[FieldId], what: &str, label: &str) -> Diagnostic {
    let others = match fields.len() {
        0 | 1 => String::new(),
        2 => " (as does 1 other field of the file)".to_owned(),
        count => format!(" (as do {} other fields of the file)", count - 1),
    };
    let name = schema.full_name(fields[0].into());
    Diagnostic::warning(GENERATE, format!("`{name}` holds {what}{others}")).label(schema.place(fields[0]), label)
}

/// A panic of a generator in a build script.
pub fn generator_stopped(panic: &str, schema: Option<&Schema>) -> Diagnostic {
    if let Some(diagnostic) = schema.and_then(|schema| of_one_enum(panic, schema)) {
        return *diagnostic;
    }
    Diagnostic::error(GENERATE, format!("the generator stopped: {}", reason(panic)))
        .help("look for an option with Rust code in it that is not right")
}

/// An error of a generator in a build script.
pub fn generator_said(error: &io::Error) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the generator stopped: {error}"))
}

/// A folder of a build script that is passed over, beside what is wrong.
pub fn no_such_folder(folder: &Path) -> Diagnostic {
    Diagnostic::warning(GENERATE, format!("there is no folder `{}` to look in", shown(folder)))
        .help("write a path from the folder of `Cargo.toml`")
}

/// The error for a build without an output folder.
pub fn no_out_dir(folder: Option<&Path>) -> Diagnostic {
    match folder {
        Some(folder) => Diagnostic::error(OUTPUT, format!("the output folder `{}` is not there", shown(folder)))
            .help("create the folder, or leave `out_dir` out: cargo has a folder for generated code"),
        None => Diagnostic::error(OUTPUT, "there is no output folder, as `OUT_DIR` is not set")
            .help("call this from a build script, where cargo sets it, or name a folder with `out_dir`"),
    }
}

/// The error for a call that names no file.
pub fn nothing_to_compile() -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(GENERATE, "no file to compile was named").help("name the `.proto` files to generate from"),
    )
}

/// A file that is not there; `near` is a path or a name that may have been meant.
pub fn no_such_proto(proto: &Path, near: Option<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("there is no file `{}`", shown(proto))).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write a path from the folder of `Cargo.toml`, or the name that imports use".to_owned(),
    }))
}

/// A folder that is to be compiled.
pub fn no_protos_in(folder: &Path) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(GENERATE, format!("there is no `.proto` file in the folder `{}`", shown(folder)))
            .help("name a folder that has some, or the files themselves"),
    )
}

/// The error for a folder that cannot be read.
pub fn unread_folder(folder: &Path, error: &ReadError) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("the folder `{}` cannot be read: {error}", shown(folder))))
}

/// What a panic says about two values of one enum.
fn of_one_enum(panic: &str, schema: &Schema) -> Option<Box<Diagnostic>> {
    let quoted: Vec<&str> = panic.split('`').skip(1).step_by(2).collect();
    let [variant, first, second] = quoted[..] else { return None };
    let (first, second) = values_of_one_enum(schema, first, second)?;
    Some(variants_overlap(schema, variant, first, second))
}

/// The message of a panic, without what an `unwrap` puts around it.
fn reason(panic: &str) -> String {
    const UNWRAP: &str = "called `Result::unwrap()` on an `Err` value: ";
    panic.trim_start_matches(UNWRAP).replace('\n', " ")
}

fn values_of_one_enum(schema: &Schema, first: &str, second: &str) -> Option<(EnumValueId, EnumValueId)> {
    schema.enums.iter().find_map(|(_, declared)| {
        let find = |name| declared.values.iter().copied().find(|&value| schema.text(schema[value].name) == name);
        Some((find(first)?, find(second)?))
    })
}

fn variants_overlap(schema: &Schema, variant: &str, first: EnumValueId, second: EnumValueId) -> Box<Diagnostic> {
    let name = |value: EnumValueId| schema.text(schema[value].name);
    let message = format!("`{}` and `{}` would both be `{variant}` in Rust", name(first), name(second));
    let diagnostic = Diagnostic::error(GENERATE, message)
        .label(schema.place(second), "second value of that name")
        .label(schema.place(first), "first value of that name")
        .help("rename one of them, or set `retain_enum_prefix` if it is the prefix that makes the difference");
    Box::new(diagnostic)
}
