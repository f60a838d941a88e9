//! What this room says to people.

#[cfg(feature = "generate")]
mod of_entries;
#[cfg(feature = "field-types")]
mod of_fields;
mod of_paths;

use std::io;
use std::path::{Path, PathBuf};

#[cfg(feature = "generate")]
pub(super) use of_entries::{generator_failed, generator_panicked, no_such_files, out_leaves_root};
#[cfg(feature = "field-types")]
pub(super) use of_fields::no_type_of_fields;
#[cfg(any(feature = "custom-options", feature = "field-types"))]
pub(super) use of_paths::means_something;
pub(super) use of_paths::path_matches_nothing;
use protoward_schema::{EnumValueId, FieldId, Schema};
use protoward_source::{Code, Diagnostic, ReadError};

const OUTPUT: Code = Code::new("output");

fn output(message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(OUTPUT, message))
}

fn output_with_help(message: String, help: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(OUTPUT, message).help(help))
}

fn shown(path: &Path) -> String {
    match path.as_os_str().is_empty() {
        true => ".".to_owned(),
        false => path.display().to_string(),
    }
}

pub(super) fn not_a_file_name(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` does not name a file to write", shown(path)),
        "write a path that ends in a file name",
    )
}

pub(super) fn leaves_folder(path: &str, folder: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` is no path below the output folder `{}`", shown(folder)),
        "name the file by a path from there, without `..`, with `/` between the parts",
    )
}

pub(super) fn name_of_the_list(path: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` is the name of the list of generated files"),
        "give the generated file another name",
    )
}

pub(super) fn generated_twice(path: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` would be generated twice"),
        "give one of the two another name, or its own output folder with `out`",
    )
}

/// `part` is what the calls do not have in common, as the module says it.
#[cfg(any(feature = "field-types", feature = "json", feature = "services"))]
pub(super) fn calls_differ(module: &str, part: &str, folder: &Path) -> Box<Diagnostic> {
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

pub(super) fn written_again(file: &str, item: &str) -> Diagnostic {
    Diagnostic::warning(
        OUTPUT,
        format!("two calls of this build script write `{file}`, and `{item}` of the first is not in the second"),
    )
    .help("name all files of a package in one call, or give one of the two a folder of its own with `out_dir`")
}

pub(super) fn differs_in_case(path: &str, taken: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` and `{taken}` would be generated, and are one file where case does not count"),
        "give one of the two another name",
    )
}

pub(super) fn file_and_folder(path: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("`{path}` would be generated as a file and as a folder"),
        "give one of the two another name",
    )
}

pub(super) fn folder_is_a_file(folder: &Path, file: &Path) -> Box<Diagnostic> {
    let what = match folder == file {
        true => "is a file".to_owned(),
        false => format!("cannot be there, because `{}` is a file", shown(file)),
    };
    output_with_help(format!("the output folder `{}` {what}", shown(folder)), "remove the file, or name another folder")
}

pub(super) fn file_in_the_way(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is a file, and a folder of generated files is to be there", shown(path)),
        "remove the file, or name another output folder",
    )
}

pub(super) fn folder_in_the_way(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is a folder, and a generated file is to be there", shown(path)),
        "remove the folder, or name another output folder",
    )
}

pub(super) fn link_in_the_way(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is a symbolic link; nothing is written through links in an output folder", shown(path)),
        "remove the link; the output folder itself may be one",
    )
}

pub(super) fn not_ours(path: &Path) -> Box<Diagnostic> {
    output_with_help(
        format!("`{}` is there already, and looks like the work of a person", shown(path)),
        "move it away, or name another output folder; a file that says `@generated` near its start is replaced",
    )
}

pub(super) fn read_only(paths: &[PathBuf]) -> Box<Diagnostic> {
    /// More than this do not fit into a command.
    const MOST: usize = 20;
    let names: Vec<String> = paths.iter().take(MOST).map(|path| shown(path)).collect();
    let what = match paths.len() {
        1 => format!("`{}` is read-only", names[0]),
        more => format!("`{}` and {} more of the files to write are read-only", names[0], more - 1),
    };
    let command = if cfg!(windows) { "attrib -R" } else { "chmod u+w" };
    output_with_help(
        format!("{what}, and nothing was written"),
        format!("give yourself the right to write with `{command} {}`, and run this again", names.join(" ")),
    )
}

pub(super) fn cannot(what: &str, path: &Path, error: &io::Error) -> Box<Diagnostic> {
    output(format!("cannot {what} `{}`: {error}", shown(path)))
}

const GENERATE: Code = Code::new("generate");

/// prost's own types of descriptors do not keep what a file of an edition says.
pub(super) fn descriptors_of_edition(path: &str) -> Diagnostic {
    let message = format!("`{path}` is of an edition, whose features a `prost_types::FileDescriptorSet` does not keep");
    Diagnostic::error(GENERATE, message).help(
        "generate from the `.proto` files with `compile_protos`, or from the file of descriptors with \
         `file_descriptor_set_path` and `skip_protoc_run`",
    )
}

/// Nor do they keep options that are extensions.
#[cfg(feature = "custom-options")]
pub(super) fn no_custom_options_in_descriptors() -> Diagnostic {
    let message = "`custom_options` is asked for, and a `prost_types::FileDescriptorSet` does not keep any";
    Diagnostic::error(GENERATE, message).help(
        "generate from the `.proto` files with `compile_protos`, or from the file of descriptors with \
         `file_descriptor_set_path` and `skip_protoc_run`",
    )
}

/// Descriptors that are to be there already.
pub(super) fn unread_set(set: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the descriptors in `{}` cannot be read: {error}", shown(set)))
        .help("`skip_protoc_run` generates from a file that is there already; without it, the file is written")
}

/// Descriptors that do not hold all that they need.
pub(super) fn unlinked(why: &Diagnostic) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the descriptors cannot be generated from: {}", why.message))
        .help("put the files that they import into them too, as `protoc --include_imports` does")
}

pub(super) fn no_descriptors(set: &Path, error: &str) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("`{}` holds no `FileDescriptorSet`: {error}", shown(set)))
        .help("name a file that `file_descriptor_set_path`, or `-o` of `protoc`, has written")
}

/// Descriptors that are there already, and hold files of an edition.
pub(super) fn unreadable_set(set: &Path, why: &Diagnostic) -> Diagnostic {
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
pub(super) fn generator_stopped(panic: &str, schema: Option<&Schema>) -> Diagnostic {
    if let Some(diagnostic) = schema.and_then(|schema| of_one_enum(panic, schema)) {
        return *diagnostic;
    }
    Diagnostic::error(GENERATE, format!("the generator stopped: {}", reason(panic)))
        .help("look for an option with Rust code in it that is not right")
}

/// An error of a generator in a build script.
pub(super) fn generator_said(error: &io::Error) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the generator stopped: {error}"))
}

/// A folder of a build script that is passed over, beside what is wrong.
pub(super) fn no_such_folder(folder: &Path) -> Diagnostic {
    Diagnostic::warning(GENERATE, format!("there is no folder `{}` to look in", shown(folder)))
        .help("write a path from the folder of `Cargo.toml`")
}

pub(super) fn no_out_dir(folder: Option<&Path>) -> Diagnostic {
    match folder {
        Some(folder) => Diagnostic::error(OUTPUT, format!("the output folder `{}` is not there", shown(folder)))
            .help("create the folder, or leave `out_dir` out: cargo has a folder for generated code"),
        None => Diagnostic::error(OUTPUT, "there is no output folder, as `OUT_DIR` is not set")
            .help("call this from a build script, where cargo sets it, or name a folder with `out_dir`"),
    }
}

pub(super) fn nothing_to_compile() -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(GENERATE, "no file to compile was named").help("name the `.proto` files to generate from"),
    )
}

/// A file that is not there; `near` is a path or a name that may have been meant.
pub(super) fn no_such_proto(proto: &Path, near: Option<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("there is no file `{}`", shown(proto))).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write a path from the folder of `Cargo.toml`, or the name that imports use".to_owned(),
    }))
}

/// A folder that is to be compiled.
pub(super) fn no_protos_in(folder: &Path) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(GENERATE, format!("there is no `.proto` file in the folder `{}`", shown(folder)))
            .help("name a folder that has some, or the files themselves"),
    )
}

pub(super) fn unread_folder(folder: &Path, error: &ReadError) -> Box<Diagnostic> {
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
