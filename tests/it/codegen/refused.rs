//! The errors of build scripts, as printed by cargo. A failed build script writes nothing.

use std::fs;
use std::path::{Path, PathBuf};

use prost::Message;
use protoward_build::prost_build::Config;
use protoward_build::{Builder, Runtime};

use crate::support::portable;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/refused/proto")
}

/// Returns the error of a build script, as printed by cargo. Checks that the output folder is unchanged.
fn refused(generate: impl FnOnce(Builder, &Path) -> Result<(), protoward_build::Error>) -> String {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("there.rs"), "// as it was").unwrap();
    let builder = protoward_build::configure().out_dir(&out).emit_rerun_if_changed(false);
    let error = generate(builder, &out).unwrap_err();
    let left: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["there.rs"], "nothing is written");
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1, "nor beside it");
    let text = portable(&format!("Error: {error:?}\n"), Path::new(env!("CARGO_MANIFEST_DIR")), "ROOT");
    portable(&text, temp.path(), "TEMP")
}

fn compile(builder: Builder, files: &[&str]) -> Result<(), protoward_build::Error> {
    builder.compile_protos(&files.iter().map(PathBuf::from).collect::<Vec<_>>(), &[folder()])
}

fn of(files: &[&str], configure: impl FnOnce(Builder) -> Builder) -> String {
    refused(|builder, _| compile(configure(builder), files))
}

#[test]
fn refuses_a_wrong_extern_path() {
    let of = |proto: &str, rust: &str| of(&["names/named.proto"], |builder| builder.extern_path(proto, rust));
    let all = [
        of("named.v1", "::named"),
        of(".named..v1", "::named"),
        of(".", "::named"),
        of(".google.protobuf", "::pbjson_types"),
        of(".named.v1", "named-api::v1"),
        of(".named.v1", "::named::"),
        refused(|builder, _| {
            let builder = builder.extern_path(".named.v1", "::one").extern_path(".named.v1", "::other");
            compile(builder, &["names/named.proto"])
        }),
    ];
    super::snapshot("refused", "extern_path", &all.concat());
}

#[test]
fn refuses_types_of_one_name_in_an_extern_package() {
    let lib = |builder: Builder| builder.extern_path(".clash.lib", "crate::pb::lib");
    let enums = |builder: Builder| lib(builder).extern_path(".clash.lib.FB", "crate::pb::lib::Fb_");
    let all = [of(&["clash/user.proto"], lib), of(&["clash/user.proto"], |builder| enums(builder).prost_names(true))];
    super::snapshot("refused", "extern_clash", &all.concat());
    let generated = |builder: Builder, file: &str| {
        let out = tempfile::tempdir().unwrap();
        compile(builder.out_dir(out.path()).emit_rerun_if_changed(false), &[file]).unwrap();
        fs::read_to_string(out.path().join("clash.rs")).unwrap()
    };
    let code = generated(lib(protoward_build::configure()), "clash/fine.proto");
    assert!(code.contains("Option<crate::pb::lib::Alone>"), "{code}");
    let exact = enums(protoward_build::configure())
        .extern_path(".clash.lib.foo_bar", "crate::pb::lib::FooBar_")
        .extern_path(".clash.lib.foo_bar.In", "crate::pb::lib::foo_bar_::In");
    let code = generated(exact, "clash/user.proto");
    for path in ["lib::Fb_", "lib::FooBar_", "lib::foo_bar_::In", "lib::FooBar>"] {
        assert!(code.contains(path), "{path}: {code}");
    }
}

#[test]
fn refuses_keywords_in_rust_paths() {
    let file = "names/named.proto";
    let of = |configure: fn(Builder) -> Builder| of(&[file], configure);
    let message = |rust: &'static str| {
        refused(move |builder, _| compile(builder.extern_path(".named.v1.A", rust), &["names/named.proto"]))
    };
    let all = [
        message("::other::type"),
        message("Box<::other::type::Named>"),
        of(|builder| builder.extern_path(".named.v1", "super::other")),
        of(|builder| builder.prost_path("::my::type")),
        of(|builder| builder.prost_types_path("::my::type::prost-types")),
        of(|builder| builder.proto_path("crate::fn")),
        of(|builder| builder.codec_path("crate::Codec<::a::match::B>")),
        of(|builder| builder.json(true).runtime_path("crate::self::mod")),
        of(|builder| builder.provides("crate::type")),
        of(|builder| builder.type_attribute(".", "#[derive(::my::trait::Eq)]")),
        of(|builder| builder.server_mod_attribute(".", "#[mod]")),
        of(|builder| builder.field_type_attribute("string", "#[my::use]")),
    ];
    super::snapshot("refused", "keywords", &all.concat());
}

#[test]
fn accepts_keywords_with_a_prefix() {
    let out = tempfile::tempdir().unwrap();
    let builder = protoward_build::configure().out_dir(out.path()).emit_rerun_if_changed(false);
    let builder = builder.extern_path(".shop.line_items", "::other::r#type").prost_path("crate::r#use::prost");
    compile(builder.type_attribute(".", "#[derive(::my::r#trait::Eq)]"), &["shop/order.proto"]).unwrap();
    let code = fs::read_to_string(out.path().join("shop.line_items.rs")).unwrap();
    assert!(code.contains("::other::r#type::"), "{code}");
    assert!(code.contains("crate::r#use::prost::"), "{code}");
    assert!(code.contains("#[derive(::my::r#trait::Eq)]"), "{code}");
}

#[test]
fn refuses_clashing_outputs() {
    let names = ["names/nameless.proto", "names/named.proto"];
    let all = [
        of(&["shop/order.proto"], |builder| builder.prost_names(true)),
        of(&names, |builder| builder.default_package_filename("named.v1")),
        of(&names, |builder| builder.include_file("named.v1.rs")),
        of(&names, |builder| builder.include_file("./_.rs")),
        of(&["values/values.proto"], |builder| builder.prost_names(true)),
    ];
    super::snapshot("refused", "clashes", &all.concat());
}

#[test]
fn refuses_options_that_need_newer_prost_or_tonic() {
    let of = |runtime: Runtime, configure: fn(Builder) -> Builder| {
        of(&["names/named.proto"], |builder| configure(builder.runtime(runtime)))
    };
    let all = [
        of(Runtime::Prost013Tonic012, |builder| builder.in_process_client(true)),
        of(Runtime::Prost013Tonic012, |builder| builder.service_config("any.json")),
        of(Runtime::Prost013Tonic013, |builder| builder.rest(true)),
        of(Runtime::Prost013Tonic013, |builder| builder.rest_client(true)),
        refused(|builder, _| {
            let builder = builder.runtime(Runtime::Prost013Tonic013);
            builder.compile_with_config(prost_build::Config::new(), &["names/named.proto".into()], &[folder()])
        }),
    ];
    super::snapshot("refused", "runtime", &all.concat());
}

#[test]
fn accepts_a_type_of_the_same_name_from_another_crate() {
    let out = tempfile::tempdir().unwrap();
    let builder = protoward_build::configure().out_dir(out.path()).emit_rerun_if_changed(false);
    let builder = builder.extern_path(".shop.line_items", "::items");
    compile(builder, &["shop/order.proto"]).unwrap();
}

#[test]
fn refuses_missing_files() {
    let nothing: &[&Path] = &[];
    let all = [
        refused(|builder, out| builder.compile_protos(&[out.join("no/such.proto")], &[out.join("no")])),
        refused(|builder, out| {
            builder.compile_protos(&[folder().join("shop/order.proto")], &[out.join("no"), folder().join("shop")])
        }),
        refused(|builder, out| {
            builder.skip_protoc_run().file_descriptor_set_path(out.join("no")).compile_protos(nothing, nothing)
        }),
        refused(|builder, out| {
            let set = out.join("there.rs");
            builder.skip_protoc_run().file_descriptor_set_path(set).compile_protos(nothing, nothing)
        }),
        refused(|builder, out| compile(builder.out_dir(out.join("no")), &["names/named.proto"])),
        refused(|builder, out| {
            // The path has a file in the place of a folder.
            compile(builder.file_descriptor_set_path(out.join("there.rs/set.bin")), &["names/named.proto"])
        }),
    ];
    super::snapshot("refused", "not_there", &all.concat());
}

#[test]
fn refuses_a_type_missing_from_the_descriptors() {
    let mut config = Config::new();
    config.emit_rerun_if_changed(false);
    let mut fds = config.load_fds(&["shop/order.proto"], &[folder()]).unwrap();
    fds.file.retain(|file| file.name() == "shop/order.proto");
    let set = tempfile::NamedTempFile::new().unwrap();
    fs::write(set.path(), fds.encode_to_vec()).unwrap();
    let nothing: &[&Path] = &[];
    let all = [
        refused(|_, out| Config::new().out_dir(out).compile_fds(fds.clone())),
        refused(|builder, _| builder.compile_fds(fds.clone())),
        refused(|builder, _| {
            builder.skip_protoc_run().file_descriptor_set_path(set.path()).compile_protos(nothing, nothing)
        }),
    ];
    super::snapshot("refused", "missing_type", &all.concat());
    let out = tempfile::tempdir().unwrap();
    let builder = protoward_build::configure().out_dir(out.path()).emit_rerun_if_changed(false);
    builder.extern_path(".shop.line_items", "::items").compile_fds(fds).unwrap();
}

#[test]
fn reports_packages_that_prost_expects_in_prost_types() {
    use protoward_compiler::Compiler;
    use protoward_rust_crate::{Generate, OptionValue, Plugin, warnings};
    use protoward_source::MemoryTree;

    let file = |package: &str| format!("syntax = \"proto3\"; package {package}; message M {{}}");
    let packages = ["google.protobuf.python", "google.protobuf.compiler", "google.protobufs.a"];
    let names = ["a.proto", "b.proto", "c.proto"];
    let tree = MemoryTree::new(names.into_iter().zip(packages.map(file)));
    let schema = Compiler::new().resolver(tree).compile(names).unwrap().into_schema();
    let rendered =
        |entry: Generate| warnings(&schema, &[entry]).iter().map(|it| it.message.clone()).collect::<Vec<_>>();
    let mut entry = Generate::new(Plugin::Prost, "out");
    let words = "no code for `google.protobuf.python`, which prost expects in `prost-types`";
    assert_eq!(rendered(entry.clone()), [words]);
    entry.set("compile_well_known_types", OptionValue::Flag(true)).unwrap();
    assert!(rendered(entry).is_empty());
}

#[test]
fn reports_an_extern_path_that_leaves_no_code() {
    use protoward_rust_crate::{Generate, OptionValue, Plugin, warnings};

    let text = "syntax = \"proto3\"; package a; message M { message In {} } service S { rpc Get(M) returns (M); }";
    let schema = super::names::one_file(text);
    let found = |plugin: Plugin, path: &str| {
        let mut entry = Generate::new(plugin, "out");
        let pairs = vec![(path.to_owned(), "crate::a".to_owned())];
        entry.set("extern_path", OptionValue::Pairs(pairs)).unwrap();
        warnings(&schema, &[entry]).iter().map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(Plugin::Prost, ".a"), ["no code to generate: `extern_path` covers all types of these files"]);
    assert!(found(Plugin::Prost, ".a.M.In").is_empty());
    assert!(found(Plugin::Tonic, ".a").is_empty(), "the service has code");
}
