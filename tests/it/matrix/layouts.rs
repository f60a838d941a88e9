//! The layouts of repositories.

use std::path::Path;

use super::super::support::write;

/// A layout of a repository.
pub(super) struct Layout {
    pub(super) name: &'static str,
    /// The folders in which import paths start.
    roots: &'static [&'static str],
    /// The configurations, besides the schemas.
    files: &'static [(&'static str, &'static str)],
    /// A file of the first root, from the root of the repository.
    pub(super) file: &'static str,
    /// A folder in the repository.
    pub(super) subfolder: &'static str,
    /// The folder of the configuration, whose rules apply to an image.
    pub(super) config_folder: &'static str,
    /// `true` if a configuration says where import paths start, also of a single file.
    pub(super) has_roots: bool,
    /// `true` if the repository has one project, so that it can be an image.
    pub(super) is_one_project: bool,
}

/// The layouts. The first ones are checked by each run of the tests.
pub(super) const LAYOUTS: &[Layout] = &[
    Layout {
        name: "without a configuration",
        roots: &[""],
        files: &[],
        file: "acme/v1/user.proto",
        subfolder: "acme",
        config_folder: "",
        has_roots: false,
        is_one_project: true,
    },
    Layout {
        name: "protoward.toml at the root",
        roots: &["proto"],
        files: &[("protoward.toml", "[[module]]\npath = \"proto\"\n\n[lint]\nuse = [\"STANDARD\"]\n")],
        file: "proto/acme/v1/user.proto",
        subfolder: "proto",
        config_folder: "",
        has_roots: true,
        is_one_project: true,
    },
    Layout {
        name: "two nested projects",
        roots: &["a/proto", "b"],
        files: &[
            ("a/protoward.toml", "[[module]]\npath = \"proto\"\n\n[breaking]\nuse = [\"WIRE\"]\n"),
            ("b/buf.yaml", "version: v2\nlint:\n  use: [STANDARD]\n"),
        ],
        file: "a/proto/acme/v1/user.proto",
        subfolder: "a",
        config_folder: "",
        has_roots: true,
        is_one_project: false,
    },
    Layout {
        name: "a nested project",
        roots: &["svc/proto"],
        files: &[("svc/protoward.toml", "[[module]]\npath = \"proto\"\n\n[lint]\nuse = [\"STANDARD\"]\n")],
        file: "svc/proto/acme/v1/user.proto",
        subfolder: "svc",
        config_folder: "svc",
        has_roots: true,
        is_one_project: true,
    },
    Layout {
        name: "buf.yaml of v2 with two modules",
        roots: &["proto", "vendored"],
        files: &[("buf.yaml", "version: v2\nmodules:\n  - path: proto\n  - path: vendored\n")],
        file: "proto/acme/v1/user.proto",
        subfolder: "proto",
        config_folder: "",
        has_roots: true,
        is_one_project: true,
    },
    Layout {
        name: "buf.yaml of v1",
        roots: &[""],
        files: &[("buf.yaml", "version: v1\nbreaking:\n  use: [FILE]\nlint:\n  use: [DEFAULT]\n")],
        file: "acme/v1/user.proto",
        subfolder: "acme",
        config_folder: "",
        has_roots: true,
        is_one_project: true,
    },
    Layout {
        name: "buf.yaml of v1beta1 with two roots",
        roots: &["proto", "other"],
        files: &[("buf.yaml", "version: v1beta1\nbuild:\n  roots: [proto, other]\n")],
        file: "proto/acme/v1/user.proto",
        subfolder: "proto",
        config_folder: "",
        has_roots: true,
        is_one_project: true,
    },
    Layout {
        name: "buf.work.yaml",
        roots: &["proto", "other"],
        files: &[
            ("buf.work.yaml", "version: v1\ndirectories: [proto, other]\n"),
            ("proto/buf.yaml", "version: v1\n"),
            ("other/buf.yaml", "version: v1\nlint:\n  use: [MINIMAL]\n"),
        ],
        file: "proto/acme/v1/user.proto",
        subfolder: "proto",
        config_folder: "",
        has_roots: true,
        is_one_project: true,
    },
];

/// A field that the newer version lacks.
pub(super) const OLD_FIELD: &str = "  string nickname = 3;\n";

const USER: &str = "syntax = \"proto3\";\n\npackage acme.v1;\n\nimport \"google/protobuf/timestamp.proto\";\n\n// A user.\n\
     message User {\n  string id = 1;\nEXTRA  string badName = 2 [deprecated = true];\n  \
     google.protobuf.Timestamp created = 4;\n  Name name = 5;\n  Plan plan = 6;\n\n  message Name {\n    string full = 1;\n  }\n}\n\nmessage Plan {\n  string id = 1;\n}\n\nservice Users {\n  rpc Get(User) returns (User);\n}\n";

impl Layout {
    /// Returns `true` for a schema with one root, so that a file stands for all of it.
    pub(super) const fn has_one_file(&self) -> bool {
        self.roots.len() == 1
    }

    /// Returns `true` if the input is its only module, which is then named after it.
    pub(super) fn is_named_after_input(&self) -> bool {
        self.roots == [""]
    }

    /// Writes a version. The second root has files of another package.
    pub(super) fn write(&self, folder: &Path, extra_field: &str) {
        write(folder, self.files);
        for (root, package) in self.roots.iter().zip(["acme", "other"]) {
            let text = USER.replace("acme", package).replace("EXTRA", extra_field);
            let path = if root.is_empty() { String::new() } else { format!("{root}/") };
            write(folder, &[(&format!("{path}{package}/v1/user.proto"), &text)]);
        }
    }
}
