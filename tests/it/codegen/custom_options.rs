//! Constants for custom options.

use std::path::{Path, PathBuf};

use protoward_compiler::Compiler;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, MemoryTree, Resolver};

use super::copied::Copied;
use crate::support::write;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/custom_options")
}

fn compiled<P: AsRef<Path>>(files: impl Resolver + 'static, names: impl IntoIterator<Item = P>) -> Schema {
    Compiler::new().resolver(files).compile(names).unwrap().into_schema()
}

fn shop() -> Schema {
    compiled(FolderTree::new(fixture().join("proto")), ["acme/shop.proto"])
}

fn entry(out: &str, options: &[(&str, OptionValue)]) -> Generate {
    let mut entry = Generate::new(Plugin::Prost, out);
    for (name, value) in options {
        entry.set(name, value.clone()).unwrap();
    }
    entry
}

fn list(path: &str) -> OptionValue {
    OptionValue::List(vec![path.to_owned()])
}

/// Returns the generated code of a file.
fn code(schema: &Schema, options: &[(&str, OptionValue)], file: &str) -> String {
    let plans = generate(schema, &[entry("", options)], Path::new("")).unwrap();
    let code = plans[0].files().find(|(path, _)| *path == file).unwrap().1;
    String::from_utf8(code.to_vec()).unwrap()
}

fn constants(code: &str) -> &str {
    let at = code.find("/// Custom options of the declarations in this package").unwrap();
    &code[at..]
}

#[test]
fn constants_follow_the_code_of_their_package() {
    let code = code(&shop(), &[("custom_options", list("."))], "acme.shop.rs");
    super::snapshot("custom_options", "constants", constants(&code));
}

#[test]
fn compiles_custom_options_and_returns_their_values() {
    let copy = Copied::of(&fixture(), &["Cargo.toml", "src/lib.rs"]);
    let all = ("custom_options", list("."));
    let path = (".acme.options".to_owned(), "crate::code::acme::options".to_owned());
    let elsewhere = [all.clone(), ("extern_path", OptionValue::Pairs(vec![path]))];
    copy.generate(&shop(), &[entry("src/code", &[all]), entry("src/bare", &elsewhere)]);
    copy.test();
}

#[test]
fn complete_crates_require_the_crates_of_the_types() {
    let crates = |name: &str, layout: &str| {
        let text = |text: &str| OptionValue::Text(text.to_owned());
        let options = [("custom_options", list(".")), ("layout", text(layout)), ("crate_name", text("opt"))];
        let copy = Copied::of(Path::new(name), &[]);
        copy.generate(&shop(), &[entry("", &options)]);
        copy
    };
    let features = crates("options-as-features", "features");
    features.cargo(&["check", "--quiet", "--features", "acme-shop"]);
    let workspace = crates("options-as-workspace", "workspace");
    workspace.cargo(&["check", "--quiet", "--package", "opt-acme-shop"]);
}

#[test]
fn generates_only_selected_options() {
    let schema = shop();
    let one = code(&schema, &[("custom_options", list(".acme.options.host"))], "acme.shop.rs");
    let names: Vec<&str> = constants(&one).lines().filter(|line| line.contains("pub const ")).collect();
    assert!(matches!(&names[..], [only] if only.contains("ACME_OPTIONS_HOST")), "{names:?}");
    assert!(!code(&schema, &[], "acme.shop.rs").contains("/// Custom options of"));
    let other = code(&schema, &[("custom_options", list("host"))], "acme.options.rs");
    assert!(!other.contains("/// Custom options of"));
}

#[test]
fn messages_without_a_type_are_bytes() {
    // Files that are imported only for options are not generated.
    let options = "edition = \"2024\"; package o; import \"google/protobuf/descriptor.proto\"; \
                   message Rule { int32 id = 1; } enum Level { NONE = 0; LOW = 1; } \
                   extend google.protobuf.MessageOptions { Rule rule = 50001; Level level = 50002; }";
    let item = "edition = \"2024\"; package i; import option \"o.proto\"; \
                message Item { option (o.rule).id = 7; option (o.level) = LOW; }";
    let schema = compiled(MemoryTree::new([("o.proto", options), ("i.proto", item)]), ["i.proto"]);
    let mut entry = entry("", &[("custom_options", list("."))]);
    entry.paths = vec!["i.proto".to_owned()];
    let plans = generate(&schema, &[entry], Path::new("")).unwrap();
    let code = String::from_utf8_lossy(plans[0].files().find(|(path, _)| *path == "i.rs").unwrap().1);
    assert!(code.contains("pub const O_RULE: &[::core::primitive::u8] = b\"\\x08\\x07\";"), "{code}");
    assert!(code.contains("pub const O_LEVEL: ::core::primitive::i32 = 1;"), "{code}");
}

#[test]
fn packages_without_types_have_custom_options() {
    let options = "syntax = \"proto3\"; package o; import \"google/protobuf/descriptor.proto\"; message Rule { int32 id = 1; } \
                   extend google.protobuf.FileOptions { Rule rule = 50001; string host = 50002; }";
    let temp = tempfile::tempdir().unwrap();
    let proto = temp.path().join("proto");
    let out = temp.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let of = |package: &str| {
        format!("syntax = \"proto3\"; {package} import \"o.proto\"; option (o.rule).id = 7; option (o.host) = \"h\";")
    };
    let texts = [of("package a.v1;"), of("package b.type;"), of("")];
    let files = [("o.proto", options), ("a.proto", &texts[0]), ("b.proto", &texts[1]), ("none.proto", &texts[2])];
    write(&proto, &files);
    let protos: Vec<_> = files.iter().map(|(name, _)| proto.join(name)).collect();
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let builder = || protoward_build::configure().out_dir(&out).custom_options(".").emit_rerun_if_changed(false);

    builder().compile_protos(&protos, std::slice::from_ref(&proto)).unwrap();
    let a = read("a.v1.rs");
    assert!(a.contains("pub static O_RULE: ::std::sync::LazyLock<super::super::super::super::super::o::Rule>"), "{a}");
    assert!(read("b.r#type.rs").contains("pub mod b {") && read("_.rs").contains("pub const O_HOST"));
    let modules = |tree: &str| {
        tree.lines().filter(|line| line.contains("include!")).map(|it| it.trim().to_owned()).collect::<Vec<_>>()
    };
    let all = ["include!(\"_.rs\");", "include!(\"a.v1.rs\");", "include!(\"b.r#type.rs\");", "include!(\"o.rs\");"];
    assert_eq!(modules(&read("mod.rs")), all);

    builder().include_file("all.rs").compile_protos(&protos, std::slice::from_ref(&proto)).unwrap();
    assert_eq!(modules(&read("all.rs")), all);

    let elsewhere = builder().extern_path(".a.v1", "::a::v1").out_dir(temp.path());
    elsewhere.compile_protos(&protos[1..2], std::slice::from_ref(&proto)).unwrap();
    assert!(!temp.path().join("a.v1.rs").exists(), "what is said to be elsewhere is not generated");
}

#[test]
fn refuses_names_of_other_elements() {
    let refused = |path: &str| {
        let report = generate(&shop(), &[entry("", &[("custom_options", list(path))])], Path::new("")).unwrap_err();
        report.iter().map(super::rendered).collect::<Vec<_>>().join("\n")
    };
    let rendered = [refused(".acme.options.hosst"), refused(".acme.shop"), refused("acme.options")].join("\n\n");
    super::snapshot("custom_options", "refused", &rendered);
}

#[test]
fn generates_custom_options_in_a_build_script() {
    let out = tempfile::tempdir().unwrap();
    let proto = fixture().join("proto");
    let mut config = protoward_build::prost_build::Config::new();
    config.custom_options([".acme.options"]).out_dir(out.path());
    config.compile_protos(&[proto.join("acme/shop.proto")], &[&proto]).unwrap();
    let written = || std::fs::read_to_string(out.path().join("acme.shop.rs")).unwrap();
    assert_eq!(written(), code(&shop(), &[("custom_options", list("."))], "acme.shop.rs"));

    let builder =
        protoward_build::configure().custom_options(".acme.options.host").build_client(false).build_server(false);
    builder.out_dir(out.path()).compile_protos(&[proto.join("acme/shop.proto")], std::slice::from_ref(&proto)).unwrap();
    let host = code(&shop(), &[("custom_options", list("host"))], "acme.shop.rs");
    assert_eq!(constants(&written()), constants(&host));

    let fds =
        protoward_build::prost_build::Config::new().load_fds(&[proto.join("acme/shop.proto")], &[&proto]).unwrap();
    let refused = protoward_build::configure().custom_options(".").out_dir(out.path()).compile_fds(fds).unwrap_err();
    super::snapshot("custom_options", "descriptors", &refused.to_string());
}
