use super::super::syntax_error::SyntaxErrorKind;
use super::*;

fn file(path: &str, root: &str, package: &str, imports: &[&str]) -> ProtoFile {
    ProtoFile {
        path: format!("{root}{path}"),
        name: path.to_owned(),
        package: package.to_owned(),
        imports: imports.iter().map(|&import| import.to_owned()).collect(),
    }
}

fn build_files(texts: &[(&str, &str)]) -> BuildFiles {
    let texts = texts.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect();
    BuildFiles { texts, ..BuildFiles::default() }
}

/// Generates for a tree with modules, and checks that the result for the new texts is the same.
fn generated(files: &[ProtoFile], texts: &[(&str, &str)]) -> Generated {
    generated_in(files, texts, Repositories::Modules)
}

fn generated_in(files: &[ProtoFile], texts: &[(&str, &str)], repositories: Repositories) -> Generated {
    let exists = |path: &str| path.ends_with("internal.proto") || files.iter().any(|file| file.path == path);
    let mut build_files = build_files(texts);
    let generated = generate(files, &build_files, repositories, &exists);
    build_files.texts.extend(generated.changed.clone());
    let again = generate(files, &build_files, repositories, &exists);
    assert_eq!(again.changed, BTreeMap::new(), "{build_files:?}");
    generated
}

/// Checks what becomes of the BUILD file in the folder `a` of a tree with native rules.
fn check_a(files: &[ProtoFile], old: &str, new: &str) {
    let generated = generated_in(files, &[("a/BUILD", old)], Repositories::Workspace);
    assert_eq!(generated.problems, []);
    assert_eq!(generated.changed.get("a/BUILD").map_or(old, String::as_str), new);
}

/// Two files, of which the first imports the second.
fn a_and_b() -> [ProtoFile; 2] {
    [file("a/a.proto", "", "a", &["b/b.proto"]), file("b/b.proto", "", "b", &[])]
}

#[test]
fn packages_have_targets_with_their_dependencies() {
    let imports = ["shop/v1/item.proto", "shop/money.proto", "google/type/date.proto"];
    let files = [
        file("shop/v1/order.proto", "proto/", "shop.v1", &imports),
        file("shop/v1/item.proto", "proto/", "shop.v1", &["google/protobuf/any.proto", "acme/x.proto"]),
        file("shop/money.proto", "proto/", "shop", &[]),
    ];
    let generated = generated(&files, &[]);
    assert_eq!(
        generated.changed["proto/shop/v1/BUILD.bazel"],
        r#"load("@protobuf//bazel:proto_library.bzl", "proto_library")

proto_library(
    name = "v1_proto",
    srcs = [
        "item.proto",
        "order.proto",
    ],
    strip_import_prefix = "/proto",
    visibility = ["//visibility:public"],
    deps = [
        "//proto/shop:shop_proto",
        "@googleapis//google/type:date_proto",
        "@protobuf//:any_proto",
    ],
)
"#
    );
    assert_eq!(generated.targets, 2);
    let unresolved =
        Problem::UnresolvedImport { file: "proto/shop/v1/item.proto".to_owned(), import: "acme/x.proto".to_owned() };
    assert_eq!(generated.problems, [unresolved]);
}

#[test]
fn what_people_wrote_stays() {
    let files = [
        file("a/a.proto", "", "a", &["b/b.proto", "x.proto"]),
        file("a/new.proto", "", "a", &[]),
        file("b/b.proto", "", "b", &[]),
    ];
    let old = r##"# gazelle:resolve proto x.proto @x//:x
# Mine.
proto_library(
    name = "mine",
    testonly = True,
    srcs = [
        # The first.
        '//a:a.proto',  # why
        "gone.proto",
        "internal.proto",
        ":generated",
        "made.proto",
        # The last.
    ],
    deps = [  # All.
        # keep
        "//other:above",
        "//other:kept",  # keep: used by tests
        "//old:old",
    ],
)

genrule(name = "made", outs = ["made.proto"])
"##;
    let new = r##"# gazelle:resolve proto x.proto @x//:x
# Mine.
proto_library(
    name = "mine",
    testonly = True,
    srcs = [
        # The first.
        '//a:a.proto',  # why
        "internal.proto",
        ":generated",
        "made.proto",
        "new.proto",
        # The last.
    ],
    deps = [  # All.
        "//b:b_proto",
        # keep
        "//other:above",
        "//other:kept",  # keep: used by tests
        "//old:old",
        "@x//:x",
    ],
)

genrule(name = "made", outs = ["made.proto"])
"##;
    check_a(&files, old, new);
}

#[test]
fn dependencies_without_an_import_go() {
    let target = |deps: &str| {
        format!("proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"],\n    deps = [\"{deps}\"],\n)\n")
    };
    check_a(&a_and_b(), &target("//old"), &target("//b:b_proto"));
}

#[test]
fn marks_keep_arguments_and_targets() {
    for text in [
        "proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"],\n    deps = [],  # keep\n)\n",
        "proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"],\n    # keep\n    deps = [\"//x\"],\n)\n",
        "# keep\nproto_library(\n    name = \"a\",\n    srcs = [\"a.proto\", \"gone.proto\"],\n)\n",
        "proto_library(name = \"a\", srcs = [\"a.proto\"], **X)\n",
        "# gazelle:ignore\nproto_library(name = \"a\", srcs = [\"a.proto\", \"gone.proto\"])\n",
        "# gazelle:proto disable\nproto_library(name = \"a\", srcs = [\"a.proto\", \"gone.proto\"])\n",
    ] {
        check_a(&a_and_b(), text, text);
    }
}

#[test]
fn arguments_are_added_in_each_layout() {
    for (old, new) in [
        (
            "p(name = 1)\nproto_library(name = \"a\", srcs = [\"a.proto\"])\n",
            "p(name = 1)\nproto_library(name = \"a\", srcs = [\"a.proto\"], deps = [\"//b:b_proto\"])\n",
        ),
        (
            "proto_library(name = \"a\",\n    srcs = [\n        \"a.proto\",\n])\n",
            "proto_library(name = \"a\",\n    srcs = [\n        \"a.proto\",\n],\n    deps = [\"//b:b_proto\"])\n",
        ),
        (
            "proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"]  # x\n    # y\n)\n",
            "proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"],  # x\n    deps = [\"//b:b_proto\"]\n    # y\n)\n",
        ),
        (
            "proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"],  # x\n)\n",
            "proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"],  # x\n    deps = [\"//b:b_proto\"],\n)\n",
        ),
    ] {
        check_a(&a_and_b(), old, new);
    }
}

#[test]
fn expressions_are_left_alone_and_have_the_files_that_they_match() {
    let files = [
        file("a/a.proto", "", "a", &[]),
        file("a/a_test.proto", "", "a", &["b/b.proto"]),
        file("a/sub/deep.proto", "", "a", &[]),
        file("b/b.proto", "", "b", &["a/sub/deep.proto"]),
        file("c/c.proto", "", "c", &["a/a.proto"]),
    ];
    let a = r#"filegroup(name = "tests", srcs = ["a_test.proto"])

proto_library(name = "all", srcs = glob(["**/*.proto"], exclude = ["*_test.proto"]), deps = [])

proto_library(name = "test", srcs = [":tests"], deps = select({}))
"#;
    let generated = generated(&files, &[("a/BUILD.bazel", a)]);
    assert_eq!(generated.changed.keys().collect::<Vec<_>>(), ["b/BUILD.bazel", "c/BUILD.bazel"]);
    assert!(generated.changed["b/BUILD.bazel"].contains("deps = [\"//a:all\"]"));
    assert!(generated.changed["c/BUILD.bazel"].contains("deps = [\"//a:all\"]"));
}

#[test]
fn a_target_without_files_goes() {
    let old = "proto_library(\n    name = \"b\",\n    srcs = [\"b.proto\"],\n)\n\nproto_library(\n    name = \"old\",\n    srcs = [\"old.proto\"],\n)\n";
    let (left, _) = old.split_once("\n\n").unwrap_or_default();
    check_a(&[file("a/b.proto", "", "b", &[])], old, &format!("{left}\n"));
    check_a(&[file("b/b.proto", "", "b", &[])], "proto_library(name = \"b\", srcs = [\"b.proto\"])\n", "");
}

#[test]
fn targets_follow_renamed_files() {
    let renamed = [file("a/b.proto", "", "a", &["c/c.proto"]), file("c/c.proto", "", "c", &[])];
    for (files, name) in [(&renamed[..], "a_proto"), (&renamed, "own_name")] {
        let text = |src, deps| {
            format!(
                "proto_library(\n    name = \"{name}\",\n    srcs = [\"{src}\"],\n    visibility = [\"//x:__pkg__\"],{deps}\n)\n"
            )
        };
        check_a(files, &text("a.proto", ""), &text("b.proto", "\n    deps = [\"//c:c_proto\"],"));
    }
    // With two targets or two packages, the renamed one is not known.
    let old = "proto_library(\n    name = \"x\",\n    srcs = [\"x.proto\"],\n)\n";
    let two = [file("a/b.proto", "", "a", &[]), file("a/c.proto", "", "c", &[])];
    assert!(!generated(&two, &[("a/BUILD", old)]).changed["a/BUILD"].contains("\"x\""));
    let other = old.replace("\"x", "\"y");
    let both = format!("{old}\n{other}");
    assert!(generated(&two[..1], &[("a/BUILD", &both)]).changed["a/BUILD"].contains("\"a_proto\""));
}

#[test]
fn packages_in_a_circle_have_targets_of_files() {
    let files = [
        file("a/1.proto", "", "a", &["b/1.proto"]),
        file("a/2 x.proto", "", "a", &[]),
        file("b/1.proto", "", "b", &["a/2 x.proto"]),
        file("c/c.proto", "", "c", &["a/1.proto"]),
    ];
    let generated = generated(&files, &[]);
    assert_eq!(generated.targets, 4);
    let a = &generated.changed["a/BUILD.bazel"];
    assert!(a.contains("name = \"1_proto\"") && a.contains("deps = [\"//b:1_proto\"]"), "{a}");
    assert!(a.contains("name = \"2_x_proto\""), "{a}");
    assert!(generated.changed["c/BUILD.bazel"].contains("deps = [\"//a:1_proto\"]"));
}

#[test]
fn the_rule_may_have_another_name() {
    for (old, new) in [
        (
            "# Licence.\n\n# Mine.\nx()\n",
            "# Licence.\n\nload(\"@protobuf//bazel:proto_library.bzl\", \"proto_library\")\n\n# Mine.\nx()\n\nproto_library(",
        ),
        (
            "load(\"//x.bzl\", \"x\")  # x\nx()\n",
            "load(\"//x.bzl\", \"x\")  # x\nload(\"@protobuf//bazel:proto_library.bzl\", \"proto_library\")\nx()\n\nproto_library(",
        ),
        (
            "# Only a comment.",
            "# Only a comment.\n\nload(\"@protobuf//bazel:proto_library.bzl\", \"proto_library\")\n\nproto_library(",
        ),
        ("load(\"//x.bzl\", p = \"proto_library\")\n", "load(\"//x.bzl\", p = \"proto_library\")\n\np("),
        (
            "# gazelle:map_kind proto_library acme_proto //acme.bzl\n",
            "# gazelle:map_kind proto_library acme_proto //acme.bzl\n\nload(\"//acme.bzl\", \"acme_proto\")\n\nacme_proto(",
        ),
    ] {
        let generated = generated(&[file("a/b.proto", "", "b", &[])], &[("a/BUILD", old)]);
        let text = &generated.changed["a/BUILD"];
        assert!(text.starts_with(new), "{text}");
    }
}

#[test]
fn directives_count_for_inner_folders() {
    let files = [
        file("a/a.proto", "", "a", &["y/z.proto"]),
        file("a/b.proto", "", "a", &[]),
        file("a/x/excluded.proto", "", "a", &[]),
        file("y/z.proto", "", "y", &[]),
    ];
    let root = "# gazelle:proto file\n# gazelle:exclude a/x\n# gazelle:resolve proto y/z.proto :z\n";
    let generated = generated(&files, &[("BUILD", root), ("y/BUILD", "# gazelle:proto disable\n")]);
    assert_eq!(generated.changed.keys().collect::<Vec<_>>(), ["a/BUILD.bazel"]);
    let a = &generated.changed["a/BUILD.bazel"];
    assert!(a.contains("name = \"a_proto\"") && a.contains("name = \"b_proto\"") && a.contains("[\"//:z\"]"), "{a}");
}

#[test]
fn a_broken_file_does_not_stop_the_others() {
    let files = [
        file("a/a.proto", "", "a", &["b/b.proto", "c/c.proto"]),
        file("b/b.proto", "", "b", &[]),
        file("c/c.proto", "", "c", &[]),
    ];
    let a = "proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"],\n    deps = [\"//b:mine\"],\n)\n";
    let generated =
        generated(&files, &[("a/BUILD.bazel", a), ("b/BUILD.bazel", "proto_library(\n    name = \"mine,\n)\n")]);
    let error = SyntaxErrorKind::OpenString.at(26, 1);
    assert_eq!(generated.problems, [Problem::Syntax { path: "b/BUILD.bazel".to_owned(), error }]);
    assert_eq!(generated.changed.keys().collect::<Vec<_>>(), ["a/BUILD.bazel", "c/BUILD.bazel"]);
    let deps = "deps = [\n        \"//b:mine\",\n        \"//c:c_proto\",\n    ],";
    assert!(generated.changed["a/BUILD.bazel"].contains(deps));
}

#[test]
fn names_of_other_rules_are_not_taken() {
    let old = "\nacme_proto(name = \"a_proto\", srcs = [\"a.proto\"])\n";
    let generated = generated(&a_and_b(), &[("a/BUILD", old)]);
    let [path, name, function] = ["a/BUILD", "a_proto", "acme_proto"].map(str::to_owned);
    assert_eq!(generated.problems, [Problem::NameTaken { path, start: 1, function, name }]);
    assert_eq!(generated.changed.keys().collect::<Vec<_>>(), ["b/BUILD.bazel"]);
}

#[test]
fn names_of_files_are_spelled_for_bazel() {
    let files = [
        file("a/@x.proto", "", "a", &[]),
        file("a/q\"r.proto", "", "a", &[]),
        file("a/c:d.proto", "", "a", &[]),
        file("a/ü/x.proto", "", "a", &[]),
    ];
    let generated = generated_in(&files, &[], Repositories::Workspace);
    assert_eq!(generated.problems, [Problem::NoLabel { file: "a/c:d.proto".to_owned() }]);
    let new = "proto_library(\n    name = \"a_proto\",\n    srcs = [\n        \":@x.proto\",\n        \"q\\\"r.proto\",\n        \"ü/x.proto\",\n    ],\n    visibility = [\"//visibility:public\"],\n)\n";
    assert_eq!(generated.changed, BTreeMap::from([("a/BUILD.bazel".to_owned(), new.to_owned())]));
}

#[test]
fn files_that_are_left_out_keep_the_dependencies_of_their_targets() {
    for srcs in ["[\"a.proto\", \"sub/left_out.proto\"]", "glob([\"**/*.proto\"])"] {
        let old = format!("proto_library(\n    name = \"a\",\n    srcs = {srcs},\n    deps = [\"//c\"],\n)\n");
        let left_out = BTreeSet::from(["a/sub/left_out.proto".to_owned()]);
        let build_files = BuildFiles { left_out, ..build_files(&[("a/BUILD", &old)]) };
        let generated = generate(&a_and_b(), &build_files, Repositories::Workspace, &|_| true);
        let new = old.replace("[\"//c\"]", "[\n        \"//b:b_proto\",\n        \"//c\",\n    ]");
        assert_eq!(generated.changed["a/BUILD"], new);
    }
}

#[test]
fn unknown_imports_keep_the_dependencies_that_may_have_them() {
    let old = "proto_library(\n    name = \"a\",\n    srcs = [\"a.proto\"],\n    deps = [\"@acme//:x\"],\n)\n";
    let generated = generated(&[file("a/a.proto", "", "a", &["acme/x.proto"])], &[("a/BUILD", old)]);
    assert_eq!(generated.problems.len(), 1);
    assert_eq!(generated.changed, BTreeMap::new());
}

#[test]
fn packages_with_the_same_last_part_have_their_own_targets() {
    let files = [file("a/1.proto", "", "x.v1", &[]), file("a/2.proto", "", "y.v1", &["a/1.proto"])];
    let generated = generated(&files, &[]);
    assert_eq!(generated.targets, 2);
    let a = &generated.changed["a/BUILD.bazel"];
    assert!(a.contains("name = \"x_v1_proto\"") && a.contains("deps = [\":x_v1_proto\"]"), "{a}");
    // A new package beside one that has the short name.
    let old = "proto_library(\n    name = \"v1_proto\",\n    srcs = [\"1.proto\"],\n)\n";
    let generated = generated_in(&files, &[("a/BUILD", old)], Repositories::Workspace);
    let new = &generated.changed["a/BUILD"];
    assert!(new.starts_with(old) && new.contains("name = \"y_v1_proto\"") && new.contains("[\":v1_proto\"]"), "{new}");
}
