//! Local equivalents of remote plugins, for advice: a remote plugin is never run.

use super::diagnostics;
use protoward_source::{Diagnostic, LocatedText};

/// A local equivalent of a remote plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Local {
    /// A plugin, by the name of its program.
    Program(&'static str),
    /// A generator built into protoc or protoward.
    Builtin(&'static str),
}

use Local::{Builtin, Program};

/// Remote plugins, by owner and name, whose local name differs.
const KNOWN: &[(&str, Local)] = &[
    ("apple/swift", Program("protoc-gen-swift")),
    ("bufbuild/connect-es", Program("protoc-gen-connect-es")),
    ("bufbuild/connect-go", Program("protoc-gen-connect-go")),
    ("community/chrusty-jsonschema", Program("protoc-gen-jsonschema")),
    ("community/danielgtaylor-betterproto", Program("protoc-gen-python_betterproto")),
    ("community/google-gnostic-openapi", Program("protoc-gen-openapi")),
    ("community/neoeinstein-prost", Program("protoc-gen-prost")),
    ("community/neoeinstein-prost-crate", Program("protoc-gen-prost-crate")),
    ("community/neoeinstein-prost-serde", Program("protoc-gen-prost-serde")),
    ("community/neoeinstein-tonic", Program("protoc-gen-tonic")),
    ("community/nipunn1313-mypy", Program("protoc-gen-mypy")),
    ("community/nipunn1313-mypy-grpc", Program("protoc-gen-mypy_grpc")),
    ("community/planetscale-vtprotobuf", Program("protoc-gen-go-vtproto")),
    ("community/pseudomuto-doc", Program("protoc-gen-doc")),
    ("community/stephenh-ts-proto", Program("protoc-gen-ts_proto")),
    ("community/sudorandom-connect-openapi", Program("protoc-gen-connect-openapi")),
    ("community/timostamm-protobuf-ts", Program("protoc-gen-ts")),
    ("connectrpc/es", Program("protoc-gen-connect-es")),
    ("connectrpc/go", Program("protoc-gen-connect-go")),
    ("connectrpc/kotlin", Program("protoc-gen-connect-kotlin")),
    ("connectrpc/query-es", Program("protoc-gen-connect-query")),
    ("connectrpc/swift", Program("protoc-gen-connect-swift")),
    ("grpc/cpp", Program("grpc_cpp_plugin")),
    ("grpc/csharp", Program("grpc_csharp_plugin")),
    ("grpc/go", Program("protoc-gen-go-grpc")),
    ("grpc/java", Program("protoc-gen-grpc-java")),
    ("grpc/kotlin", Program("protoc-gen-grpc-kotlin")),
    ("grpc/node", Program("grpc_node_plugin")),
    ("grpc/objc", Program("grpc_objective_c_plugin")),
    ("grpc/php", Program("grpc_php_plugin")),
    ("grpc/python", Builtin("grpc_python")),
    ("grpc/ruby", Program("grpc_ruby_plugin")),
    ("grpc/swift", Program("protoc-gen-grpc-swift")),
    ("grpc/web", Program("protoc-gen-grpc-web")),
    ("grpc-ecosystem/gateway", Program("protoc-gen-grpc-gateway")),
    ("grpc-ecosystem/openapiv2", Program("protoc-gen-openapiv2")),
    ("protocolbuffers/cpp", Builtin("cpp")),
    ("protocolbuffers/csharp", Builtin("csharp")),
    ("protocolbuffers/java", Builtin("java")),
    ("protocolbuffers/kotlin", Builtin("kotlin")),
    ("protocolbuffers/objc", Builtin("objc")),
    ("protocolbuffers/php", Builtin("php")),
    ("protocolbuffers/pyi", Builtin("pyi")),
    ("protocolbuffers/python", Builtin("python")),
    ("protocolbuffers/ruby", Builtin("ruby")),
    ("protocolbuffers/rust", Builtin("rust")),
];

/// Reports that remote plugins do not run, with the local equivalent.
pub(super) fn refused(word: &LocatedText) -> Diagnostic {
    // `buf.build/owner/name:v1.2.3`
    let name = word.text.split(':').next().unwrap_or_default();
    let mut parts = name.rsplit('/');
    let plugin = parts.next().unwrap_or_default();
    let owner = parts.next().unwrap_or_default();
    let path = format!("{owner}/{plugin}");
    let instead = match KNOWN.iter().find(|(known, _)| *known == path) {
        Some((_, Builtin(language))) => {
            format!("write `protoc_builtin: {language}` (in v1: `plugin: {language}`)")
        }
        Some((_, Program(program))) => of_program(program),
        None => of_program(&format!("protoc-gen-{plugin}")),
    };
    diagnostics::remote_plugin(word, instead)
}

fn of_program(program: &str) -> String {
    let v1 = match program.strip_prefix("protoc-gen-") {
        Some(name) => format!("`plugin: {name}`"),
        None => format!("a name of yours with `path: {program}`"),
    };
    format!("install `{program}`, and write `local: {program}` (in v1: {v1})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        let parts = |name: &'static str| name.split_once('/');
        assert!(KNOWN.is_sorted_by(|one, next| parts(one.0) < parts(next.0)));
    }

    #[test]
    fn names_the_local_equivalent() {
        let help = |text: &str| refused(&LocatedText { text: text.to_owned(), place: None }).help.unwrap_or_default();
        assert!(help("buf.build/grpc/go:v1.5.1").contains("`local: protoc-gen-go-grpc` (in v1: `plugin: go-grpc`)"));
        assert!(help("buf.build/protocolbuffers/go").contains("`local: protoc-gen-go`"));
        assert!(help("buf.build/protocolbuffers/python").contains("`protoc_builtin: python`"));
        assert!(help("buf.build/grpc/python:v1.85.1").contains("`protoc_builtin: grpc_python`"));
        assert!(help("buf.build/grpc/cpp").contains("`path: grpc_cpp_plugin`"));
        assert!(help("example.com/acme/x").contains("`local: protoc-gen-x`"));
    }
}
