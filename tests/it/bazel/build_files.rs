//! The BUILD files of `protoward bazel`, built by Bazel.

use super::workspace::Workspace;
use crate::environment;

const FILES: [(&str, &str); 14] = [
    ("protoward.toml", "include = [\"third_party/acme\"]\n\n[[module]]\npath = \"proto\"\n"),
    ("proto/shop/a.b.proto", "syntax = \"proto3\";\npackage shop;\nmessage A {}\n"),
    (
        "proto/shop/my file.proto",
        "syntax = \"proto3\";\npackage shop;\nimport \"shop/a.b.proto\";\nmessage B { A a = 1; }\n",
    ),
    ("proto/shop/gr\u{fc}n.proto", "syntax = \"proto3\";\npackage shop;\nimport public \"shop/v1/c.proto\";\n"),
    (
        "proto/shop/v1/c.proto",
        "syntax = \"proto3\";\npackage shop.v1;\nimport \"acme/money.proto\";\nmessage C { acme.Money m = 1; }\n",
    ),
    (
        "proto/a b/d.proto",
        "syntax = \"proto3\";\npackage d;\nimport \"shop/gr\u{fc}n.proto\";\nmessage D { shop.v1.C c = 1; }\n",
    ),
    ("proto/\u{fc}/e.proto", "syntax = \"proto3\";\npackage e;\nimport \"a b/d.proto\";\nmessage E { d.D d = 1; }\n"),
    ("third_party/acme/acme/money.proto", "syntax = \"proto3\";\npackage acme;\nmessage Money {}\n"),
    // Packages in a circle.
    ("proto/x/1.proto", "syntax = \"proto3\";\npackage x;\nimport \"y/1.proto\";\nmessage A { y.A a = 1; }\n"),
    ("proto/x/2.proto", "syntax = \"proto3\";\npackage x;\nmessage B {}\n"),
    ("proto/y/1.proto", "syntax = \"proto3\";\npackage y;\nimport \"x/2.proto\";\nmessage A { x.B b = 1; }\n"),
    // What people wrote.
    ("rules.bzl", "def acme_proto(**kwargs):\n    native.proto_library(strip_import_prefix = \"/proto\", **kwargs)\n"),
    ("proto/z/inner/f.proto", "syntax = \"proto3\";\npackage z;\nimport \"x/1.proto\";\nmessage F { x.A a = 1; }\n"),
    (
        "proto/z/BUILD",
        "# gazelle:map_kind proto_library acme_proto //:rules.bzl\nload(\"//:rules.bzl\", \"acme_proto\")\n\n\
         acme_proto(name = \"mine\", srcs = glob([\"**/*.proto\"]))\n",
    ),
];

#[test]
fn builds_the_targets_of_generated_build_files() {
    let Some(workspace) = Workspace::new(&FILES) else { return };
    // The rules are loaded from the root.
    std::fs::write(workspace.root("a/BUILD"), "").unwrap();
    let generate = || {
        let done = environment::protoward().arg("bazel").current_dir(workspace.root("a")).output().unwrap();
        let text = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{text}");
        text
    };
    let text = generate();
    assert!(text.contains("wrote 8 BUILD files, for 9 targets"), "{text}");
    workspace.builds("a", &["build", "--proto_compiler=@protoward//:protoc", "//..."]);
    // The links of Bazel to its outputs are no other files.
    assert!(workspace.root("a/bazel-bin/proto/z/mine-descriptor-set.proto.bin").is_file());
    let text = generate();
    assert!(text.contains("wrote 0 BUILD files, for 9 targets"), "{text}");
}
