//! From an input to a schema.

use std::path::Path;

use protoward::report::Report;
use protoward::source::{Input, Sources};
use protoward::workspace::{OpenOptions, list, open};

use crate::support::{check, shown, summary, write};

/// Opens `input` below `folder`: the origin and the files of the schema, else what is wrong.
fn opened(folder: &Path, input: &str) -> String {
    opened_with(folder, input, &OpenOptions::default())
}

fn opened_with(folder: &Path, input: &str, options: &OpenOptions) -> String {
    let input = Input::parse(folder.join(input).to_str().unwrap()).unwrap();
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let workspace = open(&input, options, &mut sources, &mut report);
    assert_eq!(workspace.is_none(), report.has_errors(), "{report:?}");
    let files = workspace.map(|workspace| summary(&workspace, &sources)).unwrap_or_default();
    format!("{files}{}", shown(&report, &sources, folder)).replace(folder.to_str().unwrap(), "$")
}

const A: &str = "syntax = \"proto3\";\npackage a;\nimport \"sub/b.proto\";\nmessage A { sub.B b = 1; }\n";
const B: &str = "syntax = \"proto3\";\npackage sub;\nmessage B {}\n";

#[test]
fn a_folder_is_one_module_and_files_are_named_from_it() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/a.proto", A), ("proto/sub/b.proto", B), ("proto/.hidden/c.proto", "bad")]);
    check("workspace", "folder", &opened(folder.path(), "proto"));
}

#[test]
fn a_file_is_compiled_with_what_it_imports_from_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/a.proto", A), ("proto/sub/b.proto", B), ("proto/other.proto", "bad")]);
    check("workspace", "file", &opened(folder.path(), "proto/a.proto"));
}

#[test]
fn nothing_to_compile_is_an_error_that_says_where_it_looked() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/readme.md", "")]);
    check("workspace", "no_files", &opened(folder.path(), "proto"));
    check("workspace", "no_folder", &opened(folder.path(), "porto"));
}

#[test]
fn listing_compiles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("b.proto", "not protobuf"), ("a/a.proto", "")]);
    let input = Input::Folder(folder.path().to_owned());
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let files = list(&input, &OpenOptions::default(), &mut sources, &mut report).unwrap();
    assert_eq!(files.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["a/a.proto", "b.proto"]);
}

#[test]
fn an_image_is_what_was_compiled() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("a.proto", A), ("sub/b.proto", B), ("bad.binpb", "\u{1}\u{2}\u{3}"), ("empty.binpb", "")]);
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let input = Input::Folder(folder.path().to_owned());
    let workspace = open(&input, &OpenOptions::default(), &mut sources, &mut report).unwrap();
    let all = protoward::descriptor::Encode { imports: true, ..Default::default() };
    std::fs::write(folder.path().join("image.binpb"), protoward::descriptor::encode(&workspace.schema, all)).unwrap();
    check("workspace", "image", &opened(folder.path(), "image.binpb"));
}

#[test]
fn an_image_that_is_none_says_how_to_build_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("bad.binpb", "\u{1}\u{2}\u{3}"), ("empty.binpb", "")]);
    check("workspace", "image_corrupt", &opened(folder.path(), "bad.binpb"));
    check("workspace", "image_empty", &opened(folder.path(), "empty.binpb"));
}
