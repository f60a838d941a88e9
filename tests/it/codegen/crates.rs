//! Types from other crates, and generated crates.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use protoward_compiler::Compiler;
use protoward_output::apply;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, MemoryTree, Resolver};

use crate::environment;
use crate::support::{copy, portable, write};

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/crates")
}

fn entry(plugin: Plugin, out: &str, options: &[(&str, &str)]) -> Generate {
    let mut entry = Generate::new(plugin, out);
    for (name, value) in options {
        entry.set(name, OptionValue::Text((*value).to_owned())).unwrap();
    }
    entry
}

fn compiled<P: AsRef<Path>>(files: impl Resolver + 'static, names: impl IntoIterator<Item = P>) -> Schema {
    Compiler::new().resolver(files).compile(names).unwrap().into_schema()
}

fn common() -> Schema {
    compiled(FolderTree::new(fixture().join("proto")), ["common/money.proto"])
}

/// Returns packages with a chain of imports, a cycle of two packages, names that are invalid for crates, and a file without a
/// package.
fn several() -> Schema {
    let files = [
        (
            "a.proto",
            "syntax = \"proto3\"; package a.v1; import \"b.proto\"; message A { b.B b = 1; } service S { rpc M(A) returns (A); }",
        ),
        (
            "b.proto",
            "syntax = \"proto3\"; package b; import \"unused.proto\"; message B { enum E { E_A = 0; } E e = 1; }",
        ),
        (
            "unused.proto",
            "syntax = \"proto3\"; package unused; message U { google.protobuf.Empty e = 1; } import \"google/protobuf/empty.proto\";",
        ),
        ("one.proto", "syntax = \"proto3\"; package ring.one; import \"two.proto\"; message A { ring.two.B b = 1; }"),
        ("two.proto", "syntax = \"proto3\"; package ring.two; message B { int32 b = 1; }"),
        (
            "again.proto",
            "syntax = \"proto3\"; package ring.two; import \"one.proto\"; message C { repeated ring.one.A a = 1; }",
        ),
        ("under.proto", "syntax = \"proto3\"; package ring_one; import \"one.proto\"; message U { ring.one.A a = 1; }"),
        ("grpc.proto", "syntax = \"proto3\"; package grpc; message G {}"),
        ("type.proto", "syntax = \"proto3\"; package type; message T {}"),
        ("nameless.proto", "syntax = \"proto3\"; import \"a.proto\"; message N { map<string, a.v1.A> a = 1; }"),
        ("outer.proto", "syntax = \"proto3\"; package outer; message Inner { message I {} I i = 1; }"),
        ("inner.proto", "syntax = \"proto3\"; package outer.inner; message O {}"),
        ("top.proto", "syntax = \"proto3\"; package top; message Mid { message In { message On {} } In in = 1; }"),
        ("low.proto", "syntax = \"proto3\"; package top.mid.in.low; message L {}"),
    ];
    compiled(MemoryTree::new(files), files.map(|(name, _)| name))
}

/// Returns the files that define crates, and the names of the other files.
fn shown(schema: &Schema, entry: &Generate, root: &Path) -> String {
    let plans = generate(schema, std::slice::from_ref(entry), root).unwrap();
    let mut text = String::new();
    for (path, content) in plans.iter().flat_map(|plan| plan.files()) {
        let _ = writeln!(text, "== {path}");
        if ["Cargo.toml", "lib.rs", "build.rs", "protoward.provides"].iter().any(|name| path.ends_with(name)) {
            text.push_str(&String::from_utf8_lossy(content));
        }
    }
    text
}

#[test]
fn writes_a_crate_with_a_feature_for_each_package() {
    let entry = entry(Plugin::Tonic, "gen", &[("layout", "features"), ("crate_name", "shop-apis")]);
    super::snapshot("crates", "features", &shown(&several(), &entry, Path::new("root")));
}

#[test]
fn writes_a_workspace_with_a_crate_for_each_package() {
    let entry = entry(Plugin::Tonic, "gen", &[("layout", "workspace"), ("crate_name", "shop")]);
    super::snapshot("crates", "workspace", &shown(&several(), &entry, Path::new("root")));
}

#[test]
fn refuses_impossible_layouts() {
    let mut rendered = String::new();
    let cases: [&[(&str, &str)]; 8] = [
        &[("layout", "crates")],
        &[("layout", "features")],
        &[("layout", "features"), ("crate_name", "prost")],
        &[("layout", "workspace"), ("crate_name", "a b")],
        &[("layout", "workspace"), ("file_descriptor_set_path", "set.binpb")],
        &[("layout", "workspace"), ("include_file", "mod.rs")],
        &[("layout", "features"), ("provides", "a::b")],
        &[("crate_name", "a")],
    ];
    for options in cases {
        let report = generate(&several(), &[entry(Plugin::Prost, "gen", options)], Path::new("root")).unwrap_err();
        report.iter().for_each(|diagnostic| _ = writeln!(rendered, "{}\n", super::rendered(diagnostic)));
    }
    super::snapshot("crates", "refused", &rendered);
}

#[test]
fn json_is_behind_a_feature() {
    let text = |layout: &str, well_known: bool| {
        let mut entry = entry(Plugin::Prost, "gen", &[("layout", layout), ("crate_name", "shop")]);
        entry.set("json", OptionValue::Flag(true)).unwrap();
        entry.set("compile_well_known_types", OptionValue::Flag(well_known)).unwrap();
        let plans = generate(&several(), &[entry], Path::new("root")).unwrap();
        let files = plans.iter().flat_map(|plan| plan.files());
        let rendered = files.map(|(path, text)| format!("== {path}\n{}", String::from_utf8_lossy(text)));
        rendered.collect::<String>()
    };
    let features = text("features", false);
    for part in [
        "json = [\"dep:serde\", \"dep:protoward-runtime\", \"protoward-runtime/json\"]\n",
        "protoward-runtime = { version = \"0.1\", optional = true }\n",
        "serde = { version = \"1\", optional = true }\n",
        "#[cfg(feature = \"json\")]\n#[allow(warnings",
        "    use ::protoward_runtime::json::{self as __json, ",
    ] {
        assert!(features.contains(part), "{part}");
    }
    let workspace = text("workspace", false);
    let enabled = "json = [\"dep:serde\", \"dep:protoward-runtime\", \"protoward-runtime/json\", \"shop-b/json\"]\n";
    assert!(workspace.contains(enabled), "{workspace}");
    for layout in ["features", "workspace"] {
        assert!(!text(layout, true).contains("prost-types"), "{layout}");
    }
}

/// Each package has a list, which leads to that of its crate, and from there to other packages and crates.
#[test]
fn lets_an_any_hold_the_types_that_a_crate_depends_on() {
    let files = [
        (
            "a.proto",
            "syntax = \"proto3\"; package a; import \"b.proto\"; import \"google/protobuf/any.proto\"; \
             message A { b.B b = 1; google.protobuf.Any any = 2; }",
        ),
        ("b.proto", "syntax = \"proto3\"; package b; message B { }"),
    ];
    let schema = compiled(MemoryTree::new(files), files.map(|(name, _)| name));
    let written = |layout: &str| {
        let mut entry = entry(Plugin::Prost, "gen", &[("layout", layout), ("crate_name", "shop")]);
        entry.set("json", OptionValue::Flag(true)).unwrap();
        let plans = generate(&schema, &[entry], Path::new("root")).unwrap();
        let files = plans.iter().flat_map(|plan| plan.files());
        files
            .map(|(path, text)| (path.to_owned(), String::from_utf8_lossy(text).into_owned()))
            .collect::<BTreeMap<_, _>>()
    };
    let features = written("features");
    assert!(features["src/a.rs"].contains("            &crate::__JSON_CRATE_TYPES,\n"), "{features:?}");
    let links = "    &[\n        #[cfg(feature = \"a\")]\n        &crate::a::__JSON_TYPES,\n        \
                 #[cfg(feature = \"b\")]\n        &crate::b::__JSON_TYPES,\n    ],\n";
    assert!(features["src/lib.rs"].contains(links), "{features:?}");
    let workspace = written("workspace");
    let links = "    &[\n        &crate::a::__JSON_TYPES,\n        &::shop_b::__JSON_CRATE_TYPES,\n    ],\n";
    assert!(workspace["shop-a/src/lib.rs"].contains(links), "{workspace:?}");
    assert!(workspace["shop-b/src/lib.rs"].contains("    &[\n        &crate::b::__JSON_TYPES,\n    ],\n"));
}

#[test]
fn keeps_handwritten_parts_of_cargo_toml() {
    let temp = tempfile::tempdir().unwrap();
    let entry = entry(Plugin::Prost, "gen", &[("layout", "features"), ("crate_name", "shop-apis")]);
    let run = |schema: &Schema| {
        let plans =
            generate(schema, std::slice::from_ref(&entry), temp.path()).map_err(|report| format!("{report:?}"))?;
        let changes: Vec<_> = plans.iter().map(|plan| plan.compare().unwrap()).collect();
        apply(&changes).unwrap();
        Ok::<usize, String>(changes.iter().map(|changes| changes.iter().count()).sum())
    };
    assert!(run(&several()).unwrap() > 0);
    assert_eq!(run(&several()), Ok(0), "the same again");
    let path = temp.path().join("gen/Cargo.toml");
    let text = fs::read_to_string(&path).unwrap().replace("version = \"0.1.0\"", "version = \"7.0.0\"\nauthors = []");
    fs::write(&path, text).unwrap();
    run(&common()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("version = \"7.0.0\"\nauthors = []") && !text.contains("ring-one"), "{text}");
    assert!(text.contains("common-notes = []"), "{text}");
    assert!(!temp.path().join("gen/src/ring.one.rs").exists(), "what is not generated any more is gone");

    fs::write(&path, text.replace("# <<< protoward", "")).unwrap();
    let error = run(&common()).unwrap_err();
    assert!(error.contains("has 0 places for generated code"), "{error}");

    // Text between swapped marks is not replaced.
    let swapped = text.replace("# >>> ", "# === ").replace("# <<< ", "# >>> ").replace("# === ", "# <<< ");
    fs::write(&path, &swapped).unwrap();
    let error = run(&common()).unwrap_err();
    assert!(error.contains("expected `# >>> protoward` in") && error.contains("found `# <<< protoward`"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), swapped);
}

/// Runs the builder of a build script on a text, with lists of types in other crates.
fn build(folder: &Path, text: &str, lists: &[&str]) -> Result<String, String> {
    write(folder, &[("proto/main.proto", text)]);
    let out = folder.join("out");
    fs::create_dir_all(&out).unwrap();
    let builder = protoward_build::configure().out_dir(&out).emit_rerun_if_changed(false);
    let builder = lists.iter().fold(builder, |builder, list| builder.provided_by(folder.join(list)));
    let run = |builder: protoward_build::Builder| {
        builder.compile_protos(&[folder.join("proto/main.proto")], &[folder.join("proto")])
    };
    let read = || fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let rendered = |error: protoward_build::Error| portable(&error.to_string(), folder, "FOLDER");
    run(builder).map_err(rendered)?;
    let mut files: Vec<_> = read().filter(|name| name.ends_with(".rs")).collect();
    files.sort();
    assert_eq!(files, ["main.rs", "mod.rs"], "nothing of other crates is generated");
    Ok(fs::read_to_string(out.join("main.rs")).unwrap())
}

/// Writes an edited list of the types of `common` that `library` provides.
fn list(folder: &Path, library: &str, edit: impl Fn(String) -> String) {
    generated(&common(), folder, entry(Plugin::Prost, library, &[("provides", library)]));
    let path = folder.join(library).join("protoward.provides");
    fs::write(&path, edit(fs::read_to_string(&path).unwrap())).unwrap();
}

const MAIN: &str = "syntax = \"proto3\"; package main; import \"common/money.proto\";\n\
    message M { common.Money money = 1; common.Money.Currency currency = 2; map<int32, common.Money.Digits> digits = 3; }";

#[test]
fn takes_types_from_the_crate_that_provides_them() {
    let temp = tempfile::tempdir().unwrap();
    list(temp.path(), "common_types", |text| text);
    let code = build(temp.path(), MAIN, &["common_types/protoward.provides"]).unwrap();
    for path in ["Money>", "money::Currency\"", "money::Digits>"] {
        assert!(code.contains(&format!("::common_types::common::{path}")), "{path}: {code}");
    }
    assert!(!code.contains("pub struct Money"));
}

#[test]
fn uses_the_names_of_the_own_crate_in_a_manifest() {
    let temp = tempfile::tempdir().unwrap();
    let crate_of = |package: &str, library: &str| {
        let library = if library.is_empty() { String::new() } else { format!("[lib]\nname = \"{library}\"\n") };
        format!(
            "[package]\nname = \"{package}\"\n{library}[dependencies]\nd = {{ package = \"digit-types\", version = \"1\" }}\n"
        )
    };
    write(
        temp.path(),
        &[
            ("named/Cargo.toml", &crate_of("shop-Types_2", "")),
            ("library/Cargo.toml", &crate_of("shop-types", "shop")),
            ("workspace/Cargo.toml", "[workspace]\nmembers = []\n"),
        ],
    );
    let rendered = |out: &str, provides: &str| {
        let mut entry = entry(Plugin::Prost, out, &[("provides", provides)]);
        let digits = (".common.Money.Digits".to_owned(), "::d::Digits".to_owned());
        entry.set("extern_path", OptionValue::Pairs([digits].into())).unwrap();
        let plans = generate(&common(), &[entry], temp.path());
        let plans = plans.map_err(|report| report.iter().map(super::rendered).collect::<String>())?;
        let (_, list) = plans[0].files().find(|(path, _)| *path == "protoward.provides").unwrap();
        let list = String::from_utf8_lossy(list).into_owned();
        let lines =
            list.lines().filter(|line| ["package ", "library ", "extern "].iter().any(|it| line.starts_with(it)));
        Ok::<String, String>(lines.collect::<Vec<_>>().join(", "))
    };
    let digits = "extern common.Money.Digits digit-types ::digit_types::Digits";
    for (out, provides, expected) in [
        ("named/src/gen", "crate::gen", "package shop-Types_2, library shop_Types_2::gen"),
        ("named/src/gen", "shop_Types_2", "package shop-Types_2, library shop_Types_2"),
        ("library/gen", "crate", "package shop-types, library shop"),
        ("library/gen", "shop::a::b", "package shop-types, library shop::a::b"),
    ] {
        assert_eq!(rendered(out, provides).unwrap(), format!("{expected}, {digits}"));
    }
    let digits = "extern common.Money.Digits d ::d::Digits";
    for out in ["library/gen", "workspace/gen"] {
        let expected = format!("package other-types, library other_types::a, {digits}");
        assert_eq!(rendered(out, "other_types::a").unwrap(), expected);
    }
    let error = rendered("workspace/gen", "crate::proto").unwrap_err();
    assert!(error.contains("nor a folder above it has the `Cargo.toml` of a crate"), "{error}");
    for provides in ["shop-types", "shop::", "", "a b"] {
        assert!(rendered("named/gen", provides).unwrap_err().contains("not a module of a crate"), "{provides}");
    }
}

/// Generates a crate with the types of `common` and these options. Returns its list of types, and the list and the code of a
/// crate that uses it.
fn with_provider(
    main: &str,
    options: &[(&str, OptionValue)],
    build: impl Fn(protoward_build::Builder) -> protoward_build::Builder,
) -> (String, Result<(String, String), protoward_build::Error>) {
    let temp = tempfile::tempdir().unwrap();
    let mut provider = entry(Plugin::Prost, "types", &[("provides", "common_types")]);
    options.iter().for_each(|(name, value)| provider.set(name, value.clone()).unwrap());
    generated(&common(), temp.path(), provider);
    let list = temp.path().join("types/protoward.provides");
    write(temp.path(), &[("proto/main.proto", main)]);
    let [proto, out] = ["proto", "out"].map(|name| temp.path().join(name));
    fs::create_dir(&out).unwrap();
    let builder = protoward_build::configure().out_dir(&out).emit_rerun_if_changed(false).provided_by(&list);
    let built = build(builder.provides("crate")).compile_protos(&[proto.join("main.proto")], &[proto]);
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    (fs::read_to_string(list).unwrap(), built.map(|()| (read("protoward/protoward.provides"), read("main.rs"))))
}

#[test]
fn lists_types_of_other_crates_in_a_manifest() {
    let paths = [(".common.Money.Digits", "::digits::Digits"), (".common.notes", "crate::notes")];
    let paths = paths.map(|(proto, rust)| (proto.to_owned(), rust.to_owned())).to_vec();
    let (list, built) = with_provider(MAIN, &[("extern_path", OptionValue::Pairs(paths))], |builder| builder);
    assert!(list.contains("extern common.Money.Digits digits ::digits::Digits\n"), "{list}");
    assert!(!list.contains("type common.Money.Digits") && list.contains("type common.Money "), "{list}");
    let error = built.unwrap_err().to_string();
    assert!(error.contains("add `digits` to the `[dependencies]`"), "{error}");
}

#[test]
fn messages_with_unknown_fields_are_not_copy_in_other_crates() {
    let main = "syntax = \"proto3\"; package main; import \"common/money.proto\";\n\
        message Holds { common.Money money = 1; } message Beside { oneof of { int32 a = 1; common.Money.Digits b = 2; } }";
    let of = |kept: &str| {
        let kept = OptionValue::List([kept.to_owned()].into());
        let (list, built) = with_provider(main, &[("unknown_fields", kept)], |builder| builder);
        let (own, code) = built.unwrap();
        let lines =
            |list: &str| list.lines().filter_map(|it| it.strip_prefix("uncopied ")).collect::<Vec<_>>().join(" ");
        (lines(&list), lines(&own), code.matches("Clone, Copy").count())
    };
    assert_eq!(
        of(".common.Money.Digits"),
        ("common.Money common.Money.Digits".to_owned(), "main.Beside main.Holds".to_owned(), 0,)
    );
    assert_eq!(of(".common.notes"), (String::new(), String::new(), 3));
}

#[test]
fn json_requires_json_of_dependencies() {
    let json = |flag| with_provider(MAIN, &[("json", OptionValue::Flag(flag))], |builder| builder.json(true));
    let (list, built) = json(true);
    assert!(list.contains("\nwith json\n") && built.is_ok(), "{list}{built:?}");
    let (list, built) = json(false);
    let error = built.unwrap_err().to_string();
    assert!(
        !list.contains("json") && error.contains("`common.Money` is in the crate `common-types` without JSON"),
        "{error}"
    );
    let by_hand =
        |builder: protoward_build::Builder| builder.json(true).extern_path(".common", "::common_types::common");
    let (_, built) = with_provider(MAIN, &[], by_hand);
    built.unwrap();
}

#[test]
fn explicit_extern_paths_take_precedence() {
    let temp = tempfile::tempdir().unwrap();
    list(temp.path(), "common_types", |text| text);
    write(temp.path(), &[("proto/main.proto", MAIN)]);
    let [proto, out] = ["proto", "out"].map(|name| temp.path().join(name));
    fs::create_dir(&out).unwrap();
    protoward_build::configure()
        .out_dir(&out)
        .emit_rerun_if_changed(false)
        .provided_by(temp.path().join("common_types/protoward.provides"))
        .extern_path(".common.Money.Digits", "::mine::Digits")
        .extern_path(".common.notes", "::mine::notes")
        .compile_protos(&[proto.join("main.proto")], &[proto])
        .unwrap();
    let code = fs::read_to_string(out.join("main.rs")).unwrap();
    assert!(code.contains("::mine::Digits>") && code.contains("::common_types::common::Money>"), "{code}");
}

#[test]
fn reports_unusable_types_with_positions() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let mut rendered = String::new();
    let mut refused = |what: &str, text: &str, lists: &[&str]| {
        let error = build(folder, text, lists).unwrap_err();
        assert!(!folder.join("out/main.rs").exists(), "nothing is written");
        let _ = writeln!(rendered, "== {what}\n{error}");
    };
    let one = ["one/protoward.provides"];
    list(folder, "one", |text| text);
    list(folder, "two", |text| text);
    refused("two crates have a type", MAIN, &["one/protoward.provides", "two/protoward.provides"]);
    list(folder, "one", |text| text.replace("prost 0.14", "prost 0.12"));
    refused("a crate is for another prost", MAIN, &one);
    list(folder, "one", |text| text.replace("type common.Money.Digits common::money::Digits\n", ""));
    refused("a crate does not have a type of its file", MAIN, &one);
    let renamed = |text: String| {
        let types = text.lines().filter(|line| !line.starts_with("type common.Money"));
        let other = |line: &str| match line.strip_prefix("file ").and_then(|rest| rest.split_once(' ')) {
            Some((_, name)) => format!("import money-types {name}\n"),
            None => format!("{line}\n"),
        };
        types.map(other).collect()
    };
    list(folder, "one", renamed);
    fs::rename(folder.join("one/proto"), folder.join("one/imports")).unwrap();
    refused("a crate that has it is not a dependency", MAIN, &one);
    let elsewhere = |text: String| {
        text.replace("type common.Money common::Money\n", "extern common.Money money-types ::money_types::Money\n")
            .replace("type common.Money.Digits common::money::Digits\n", "extern common.Money.Digits - super::Digits\n")
    };
    list(folder, "one", elsewhere);
    refused("a crate has types from elsewhere", MAIN, &one);
    list(folder, "one", |text| text.replace("version 1", "version 9"));
    refused("a list is of another version", MAIN, &one);
    list(folder, "one", |text| text + "what is this\n");
    refused("a list is not a list", MAIN, &one);
    refused("a list is not there", MAIN, &["three/protoward.provides"]);
    super::snapshot("crates", "not_taken", &rendered);
}

#[test]
fn only_used_types_must_be_provided() {
    let temp = tempfile::tempdir().unwrap();
    list(temp.path(), "one", |text| text);
    list(temp.path(), "two", |text| text);
    let unused = "syntax = \"proto3\"; package main; import \"common/money.proto\"; message M { int32 a = 1; }";
    build(temp.path(), unused, &["one/protoward.provides", "two/protoward.provides"]).unwrap();
}

/// Generates code into the folder of a test.
fn generated(schema: &Schema, folder: &Path, entry: Generate) {
    for plan in generate(schema, &[entry], folder).unwrap() {
        apply(&[plan.compare().unwrap()]).unwrap();
    }
}

/// Builds generated crates in both layouts, a crate with committed code, a crate with a build script that uses their types, and a
/// program that uses all of them.
#[test]
fn crates_of_a_program_share_their_types() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    copy(&fixture(), &folder);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["", "app", "ledger-types", "shop-types"] {
        let path = folder.join(name).join("Cargo.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("PROTOWARD", root.to_str().unwrap())).unwrap();
    }
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let odd = fs::read_to_string(fixture().join("odd.proto")).unwrap();
    let odd = |package: &str| (format!("{package}/odd.proto"), odd.replace("PACKAGE", package));
    let rack = ("stock/rack.proto".to_owned(), fs::read_to_string(fixture().join("rack.proto")).unwrap());
    let alone = |files: &[(String, String)]| {
        let tree = MemoryTree::new(files.iter().map(|(name, text)| (&**name, &**text)));
        compiled(tree, files.iter().map(|(name, _)| &**name))
    };
    for (package, place) in [("common", "proto"), ("shop", "shop-types/proto")] {
        let (name, text) = odd(package);
        write(&folder.join(place), &[(&name, &text)]);
    }
    let common = FolderTree::new(folder.join("proto"));
    let common = compiled(common, ["common/money.proto", "common/odd.proto"]);
    let with_json = |out: &str, options: &[(&str, &str)]| {
        let mut entry = entry(Plugin::Prost, out, options);
        entry.set("json", OptionValue::Flag(true)).unwrap();
        entry
    };
    let layout = |name: &str, layout: &str| with_json(name, &[("layout", layout), ("crate_name", name)]);
    generated(&common, &folder, layout("common-types", "features"));
    generated(&alone(&[odd("stock"), rack]), &folder, layout("stock", "workspace"));
    generated(
        &alone(&[odd("ledger")]),
        &folder,
        with_json("ledger-types/src/proto", &[("provides", "ledger_types::proto")]),
    );

    let built = cargo(&folder, &["run", "-p", "app"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let item = r#"{"price":{"units":"3","digits":{"count":2}}}"#;
    let shop = format!(r#"{{"name":"tea","currency":"CURRENCY_EURO","items":[{item}]}}"#);
    let paid = r#"{"units":"3","digits":{"count":2}}"#;
    let order = format!("{{\"shop\":{shop},\"items\":[{item}],\"paid\":{paid},\"digits\":{{\"count\":1}}}}\n");
    assert_eq!(String::from_utf8_lossy(&built.stdout), order);

    // A type that the second crate takes from the first one can be used by the third one.
    let edit = |path: &str, old: &str, new: &str| {
        let text = fs::read_to_string(folder.join(path)).unwrap();
        assert!(text.contains(old), "{text}");
        fs::write(folder.join(path), text.replace(old, new)).unwrap();
    };
    edit("shop-types/proto/shop/v1/shop.proto", "service Shops", "message Street {}\nservice Shops");
    edit("app/proto/app/order.proto", "common.Money paid = 3;", "common.Money paid = 3; shop.v1.Street street = 7;");
    edit("app/src/main.rs", "paid: Some(paid),", "paid: Some(paid), street: None,");
    let built = cargo(&folder, &["run", "-p", "app"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));

    edit("app/build.rs", "\"proto/app/odd.proto\", ", "");
    edit("app/Cargo.toml", "common-types = { path = \"../common-types\" }\n", "");
    let refused = cargo(&folder, &["check", "-p", "app"]);
    let rendered = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success());
    assert!(rendered.contains("is in the crate `common-types`, which is not a direct dependency"), "{rendered}");
    assert!(rendered.contains("proto/app/order.proto:10:3"), "{rendered}");
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    environment::cargo().args(arguments).current_dir(folder).output().unwrap()
}
