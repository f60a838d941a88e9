//! The git repositories of well-known modules, which the `deps` of a `buf.yaml` name.
//!
//! `docs/dependencies.md` has the same table, which a test compares.

use protoward_deps::{Origin, Reference, Requirement, is_commit, reference_problem};

use protoward_source::LocatedText;

/// A module of the registry `buf.build`, and the repository that its files are from.
#[derive(Debug)]
pub struct KnownModule {
    /// The owner and the name in the registry.
    pub module: &'static str,
    /// The name of the dependency.
    pub name: &'static str,
    /// The URL of the repository.
    pub url: &'static str,
    /// The folder in which import paths start.
    pub root: &'static str,
    /// The import paths of its files and folders.
    pub paths: &'static [&'static str],
    /// The modules that its files import.
    pub needs: &'static [&'static str],
}

/// All known modules, sorted by owner and name.
pub const KNOWN_MODULES: &[KnownModule] = &[
    KnownModule {
        module: "bufbuild/confluent",
        name: "confluent",
        url: "https://github.com/bufbuild/confluent-proto",
        root: "",
        paths: &["buf/confluent"],
        needs: &[],
    },
    KnownModule {
        module: "bufbuild/protovalidate",
        name: "protovalidate",
        url: "https://github.com/bufbuild/protovalidate",
        root: "proto/protovalidate",
        paths: &["buf/validate"],
        needs: &[],
    },
    KnownModule {
        module: "cncf/xds",
        name: "xds",
        url: "https://github.com/cncf/xds",
        root: "",
        paths: &["udpa", "xds"],
        needs: &["envoyproxy/protoc-gen-validate", "google/cel-spec", "googleapis/googleapis"],
    },
    KnownModule {
        module: "cosmos/cosmos-proto",
        name: "cosmos-proto",
        url: "https://github.com/cosmos/cosmos-proto",
        root: "proto",
        paths: &["cosmos_proto"],
        needs: &[],
    },
    KnownModule {
        module: "envoyproxy/envoy",
        name: "envoy",
        url: "https://github.com/envoyproxy/envoy",
        root: "api",
        paths: &["envoy"],
        needs: &[
            "cncf/xds",
            "envoyproxy/protoc-gen-validate",
            "googleapis/googleapis",
            "opencensus/opencensus",
            "opentelemetry/opentelemetry",
            "prometheus/client-model",
        ],
    },
    KnownModule {
        module: "envoyproxy/protoc-gen-validate",
        name: "protoc-gen-validate",
        url: "https://github.com/bufbuild/protoc-gen-validate",
        root: "",
        paths: &["validate"],
        needs: &[],
    },
    KnownModule {
        module: "gogo/protobuf",
        name: "gogo",
        url: "https://github.com/gogo/protobuf",
        root: "",
        paths: &["gogoproto"],
        needs: &[],
    },
    KnownModule {
        module: "google/cel-spec",
        name: "cel-spec",
        url: "https://github.com/google/cel-spec",
        root: "proto",
        paths: &["cel"],
        needs: &["googleapis/googleapis"],
    },
    KnownModule {
        module: "google/gnostic",
        name: "gnostic",
        url: "https://github.com/google/gnostic",
        root: "",
        paths: &["discovery", "extensions", "metrics", "openapiv2", "openapiv3", "plugins", "surface"],
        needs: &[],
    },
    KnownModule {
        module: "googleapis/googleapis",
        name: "googleapis",
        url: "https://github.com/googleapis/googleapis",
        root: "",
        paths: &["google", "grafeas"],
        needs: &[],
    },
    KnownModule {
        module: "grpc-ecosystem/grpc-gateway",
        name: "grpc-gateway",
        url: "https://github.com/grpc-ecosystem/grpc-gateway",
        root: "",
        paths: &["protoc-gen-openapiv2/options"],
        needs: &[],
    },
    KnownModule {
        module: "grpc/grpc",
        name: "grpc",
        url: "https://github.com/grpc/grpc-proto",
        root: "",
        paths: &["grpc"],
        needs: &["googleapis/googleapis"],
    },
    KnownModule {
        module: "opencensus/opencensus",
        name: "opencensus",
        url: "https://github.com/census-instrumentation/opencensus-proto",
        root: "src",
        paths: &["opencensus"],
        needs: &[],
    },
    KnownModule {
        module: "opentelemetry/opentelemetry",
        name: "opentelemetry",
        url: "https://github.com/open-telemetry/opentelemetry-proto",
        root: "",
        paths: &["opentelemetry"],
        needs: &[],
    },
    KnownModule {
        module: "prometheus/client-model",
        name: "client-model",
        url: "https://github.com/prometheus/client_model",
        root: "",
        paths: &["io/prometheus"],
        needs: &[],
    },
];

impl KnownModule {
    /// Returns the module that an entry of `deps` names, with or without a reference.
    pub fn find(dep: &str) -> Option<&'static Self> {
        let name = dep.split_once(':').map_or(dep, |(name, _)| name);
        Self::of_module(name.strip_prefix("buf.build/")?)
    }

    pub(super) fn of_module(module: &str) -> Option<&'static Self> {
        KNOWN_MODULES.iter().find(|known| known.module == module)
    }

    /// Returns `true` if an import path is one of this module.
    pub(super) fn covers(&self, name: &str) -> bool {
        self.paths.iter().any(|path| protoward_source::tree_path::below(name, path).is_some())
    }

    /// Returns the requirement for an entry of `deps`.
    pub(super) fn requirement(&self, dep: &LocatedText) -> Requirement {
        Requirement {
            name: self.name.to_owned(),
            place: dep.place,
            origin: Origin::Git { url: self.url.to_owned(), reference: reference(dep) },
            root: self.root.to_owned(),
            paths: self.paths.iter().map(|path| (*path).to_owned()).collect(),
            is_override: false,
        }
    }
}

/// Returns the reference in an entry of `deps`: a commit of git, or a version, which is a tag. Other references are
/// labels and commits of the registry, which git does not have.
fn reference(dep: &LocatedText) -> Reference {
    let version = |text: &&str| text.trim_start_matches('v').starts_with(|it: char| it.is_ascii_digit());
    match dep.text.split_once(':').map(|(_, reference)| reference) {
        Some(commit) if is_commit(commit) => Reference::Rev(commit.to_owned()),
        Some(tag) if tag.contains('.') && version(&tag) && reference_problem(tag).is_none() => {
            Reference::Tag(tag.to_owned())
        }
        _ => Reference::Default,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_consistent() {
        assert!(KNOWN_MODULES.is_sorted_by(|a, b| a.module < b.module));
        for known in KNOWN_MODULES {
            assert!(protoward_deps::is_name(known.name) && protoward_deps::url_problem(known.url).is_none());
            assert!(known.paths.iter().all(|path| protoward_source::tree_path::normal(path).as_deref() == Some(path)));
            assert!(known.needs.iter().all(|module| KnownModule::of_module(module).is_some()), "{}", known.module);
        }
        let mut names: Vec<&str> = KNOWN_MODULES.iter().map(|known| known.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn reads_references() {
        let of = |text: &str| reference(&LocatedText::unplaced(text));
        assert_eq!(of("buf.build/a/b"), Reference::Default);
        assert_eq!(of("buf.build/a/b:main"), Reference::Default);
        assert_eq!(of("buf.build/a/b:v1.2.3"), Reference::Tag("v1.2.3".to_owned()));
        assert_eq!(of(&format!("buf.build/a/b:{}", "a".repeat(40))), Reference::Rev("a".repeat(40)));
        assert_eq!(of(&format!("buf.build/a/b:{}", "1".repeat(32))), Reference::Default);
        assert!(KnownModule::find("buf.build/googleapis/googleapis:x").is_some());
        assert!(KnownModule::find("buf.example.com/googleapis/googleapis").is_none());
    }
}
