//! The targets of common files in other repositories, such as `google/protobuf/any.proto`.

/// How a tree names other repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repositories {
    /// By modules (`MODULE.bazel`), with rules that are loaded from them.
    Modules,
    /// By the names that are usual in a `WORKSPACE`, with native rules.
    Workspace,
}

impl Repositories {
    /// Returns the statement that loads `proto_library`; `None` for a native rule.
    pub(crate) const fn load(self) -> Option<&'static str> {
        match self {
            Self::Modules => Some("load(\"@protobuf//bazel:proto_library.bzl\", \"proto_library\")"),
            Self::Workspace => None,
        }
    }

    /// Returns the target of a file of another repository.
    ///
    /// Sources: <https://github.com/protocolbuffers/protobuf/blob/main/BUILD.bazel>, and the BUILD files of googleapis and
    /// protovalidate.
    pub(crate) fn label(self, import: &str) -> Option<String> {
        let (folder, file) = import.rsplit_once('/')?;
        let stem = file.strip_suffix(".proto")?;
        let [protobuf, googleapis, protovalidate] = match self {
            Self::Modules => ["@protobuf", "@googleapis", "@protovalidate"],
            Self::Workspace => ["@com_google_protobuf", "@com_google_googleapis", "@com_github_bufbuild_protovalidate"],
        };
        match folder {
            "google/protobuf" => Some(format!("{protobuf}//:{stem}_proto")),
            "google/protobuf/compiler" => Some(format!("{protobuf}//:compiler_{stem}_proto")),
            "google/api" | "google/rpc" | "google/type" | "google/longrunning" => {
                Some(format!("{googleapis}//{folder}:{stem}_proto"))
            }
            "buf/validate" => Some(format!("{protovalidate}//proto/protovalidate/buf/validate:{stem}_proto")),
            _ => None,
        }
    }
}
