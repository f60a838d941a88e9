//! Well-known plugins and their installation, for advice.

use protoward_source::paths::System;

/// The terms in which advice is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AdviceTerms {
    /// The flags of protoc, such as `--plugin`.
    Flags,
    /// The keys of a template of buf.
    Template,
}

/// A well-known plugin of protoc, and how users get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownPlugin {
    /// The name in protoc: the part between `--` and `_out`.
    pub name: &'static str,
    /// The name of the executable, which is not always `protoc-gen-NAME`.
    pub program: &'static str,
    /// The command that installs it, or a sentence that begins with a verb, such as `download`.
    pub install: &'static str,
}

impl KnownPlugin {
    /// Returns the plugin of `--NAME_out`.
    pub fn find(name: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|known| known.name == name)
    }

    /// Returns the plugin of an executable, or the one that was probably meant.
    pub(super) fn of_program(program: &str) -> Option<&'static Self> {
        let program = System::HERE.file_name(program);
        let name = program.strip_prefix("protoc-gen-").unwrap_or(program);
        Self::find(name).or_else(|| KNOWN.iter().find(|known| known.program == program))
    }

    /// Returns installation advice for a user who requested `program`.
    pub(super) fn help(&self, program: &str, words: AdviceTerms) -> String {
        let is_sentence =
            ["install ", "download ", "add ", "see ", "use "].iter().any(|word| self.install.starts_with(word));
        let install = format!("{}{}", if is_sentence { "" } else { "to install it: " }, self.install);
        match words {
            _ if System::HERE.file_name(program) == self.program => install,
            AdviceTerms::Flags => format!(
                "{install}; then say where it is: --plugin=protoc-gen-{}=$(command -v {})",
                self.name, self.program
            ),
            AdviceTerms::Template => format!("{install}; its program is called `{}`", self.program),
        }
    }
}

const fn known(name: &'static str, program: &'static str, install: &'static str) -> KnownPlugin {
    KnownPlugin { name, program, install }
}

const GRPC_PYTHON: &str = "use what is built in: `protoc_builtin: grpc_python`, or `--grpc_python_out` without `--plugin`; or \
                           install the package protobuf-compiler-grpc of Debian and Ubuntu, or `brew install grpc`";

/// Sorted by name.
const KNOWN: &[KnownPlugin] = &[
    known(
        "buf-breaking",
        "protoc-gen-buf-breaking",
        "go install github.com/bufbuild/buf/cmd/protoc-gen-buf-breaking@latest",
    ),
    known("buf-lint", "protoc-gen-buf-lint", "go install github.com/bufbuild/buf/cmd/protoc-gen-buf-lint@latest"),
    known("connect-es", "protoc-gen-connect-es", "npm install @connectrpc/protoc-gen-connect-es"),
    known("connect-go", "protoc-gen-connect-go", "go install connectrpc.com/connect/cmd/protoc-gen-connect-go@latest"),
    known(
        "connect-kotlin",
        "protoc-gen-connect-kotlin",
        "download the package com.connectrpc:protoc-gen-connect-kotlin of Maven Central",
    ),
    known(
        "connect-openapi",
        "protoc-gen-connect-openapi",
        "go install github.com/sudorandom/protoc-gen-connect-openapi@latest",
    ),
    known("connect-query", "protoc-gen-connect-query", "npm install @connectrpc/protoc-gen-connect-query"),
    known("connect-swift", "protoc-gen-connect-swift", "brew install protoc-gen-connect-swift"),
    known("dart", "protoc-gen-dart", "dart pub global activate protoc_plugin"),
    known("doc", "protoc-gen-doc", "go install github.com/pseudomuto/protoc-gen-doc/cmd/protoc-gen-doc@latest"),
    known("elixir", "protoc-gen-elixir", "mix escript.install hex protobuf"),
    known("es", "protoc-gen-es", "npm install @bufbuild/protoc-gen-es"),
    known("go", "protoc-gen-go", "go install google.golang.org/protobuf/cmd/protoc-gen-go@latest"),
    known("go-grpc", "protoc-gen-go-grpc", "go install google.golang.org/grpc/cmd/protoc-gen-go-grpc@latest"),
    known(
        "go-vtproto",
        "protoc-gen-go-vtproto",
        "go install github.com/planetscale/vtprotobuf/cmd/protoc-gen-go-vtproto@latest",
    ),
    known("gogo", "protoc-gen-gogo", "go install github.com/gogo/protobuf/protoc-gen-gogo@latest"),
    known("gogofast", "protoc-gen-gogofast", "go install github.com/gogo/protobuf/protoc-gen-gogofast@latest"),
    known(
        "grpc",
        "grpc_cpp_plugin",
        "install gRPC for your language, such as the package protobuf-compiler-grpc of Debian and Ubuntu",
    ),
    known(
        "grpc-gateway",
        "protoc-gen-grpc-gateway",
        "go install github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway@latest",
    ),
    known("grpc-java", "protoc-gen-grpc-java", "download the package io.grpc:protoc-gen-grpc-java of Maven Central"),
    known(
        "grpc-kotlin",
        "protoc-gen-grpc-kotlin",
        "download the package io.grpc:protoc-gen-grpc-kotlin of Maven Central",
    ),
    known("grpc-python", "grpc_python_plugin", GRPC_PYTHON),
    known("grpc-swift", "protoc-gen-grpc-swift", "brew install protoc-gen-grpc-swift"),
    known("grpc-web", "protoc-gen-grpc-web", "npm install protoc-gen-grpc-web"),
    known("grpc_csharp", "grpc_csharp_plugin", "add the NuGet package Grpc.Tools, which carries it"),
    known("grpc_node", "grpc_node_plugin", "npm install grpc-tools"),
    known(
        "grpc_php",
        "grpc_php_plugin",
        "install the package protobuf-compiler-grpc of Debian and Ubuntu, or `brew install grpc`",
    ),
    known("grpc_python", "grpc_python_plugin", GRPC_PYTHON),
    known("grpc_ruby", "grpc_ruby_plugin", "gem install grpc-tools"),
    known("js", "protoc-gen-js", "npm install protoc-gen-js"),
    known(
        "jsonschema",
        "protoc-gen-jsonschema",
        "go install github.com/chrusty/protoc-gen-jsonschema/cmd/protoc-gen-jsonschema@latest",
    ),
    known("lua", "protoc-gen-lua", "see the Lua protobuf library that you use; it brings its own plugin"),
    known("mypy", "protoc-gen-mypy", "pip install mypy-protobuf"),
    known("mypy_grpc", "protoc-gen-mypy_grpc", "pip install mypy-protobuf"),
    known("openapi", "protoc-gen-openapi", "go install github.com/google/gnostic/cmd/protoc-gen-openapi@latest"),
    known(
        "openapiv2",
        "protoc-gen-openapiv2",
        "go install github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-openapiv2@latest",
    ),
    known("prost", "protoc-gen-prost", "cargo install protoc-gen-prost"),
    known("prost-crate", "protoc-gen-prost-crate", "cargo install protoc-gen-prost-crate"),
    known("prost-serde", "protoc-gen-prost-serde", "cargo install protoc-gen-prost-serde"),
    known("python_betterproto", "protoc-gen-python_betterproto", "pip install \"betterproto[compiler]\""),
    known("python_betterproto2", "protoc-gen-python_betterproto2", "pip install betterproto2_compiler"),
    known("swift", "protoc-gen-swift", "brew install swift-protobuf"),
    known("tonic", "protoc-gen-tonic", "cargo install protoc-gen-tonic"),
    known(
        "ts",
        "protoc-gen-ts",
        "npm install @protobuf-ts/plugin, or npm install ts-protoc-gen: both have a program of this name",
    ),
    known("ts_proto", "protoc-gen-ts_proto", "npm install ts-proto"),
    known("twirp", "protoc-gen-twirp", "go install github.com/twitchtv/twirp/protoc-gen-twirp@latest"),
    known("validate", "protoc-gen-validate", "go install github.com/envoyproxy/protoc-gen-validate@latest"),
];

/// Generators built into protoc that have no plugin: the name, the language, and an alternative.
const PARTS_OF_PROTOC: &[(&str, &str, &str)] = &[
    (
        "cpp",
        "C++",
        "protoc itself, such as the package protobuf-compiler of Debian and Ubuntu, which fits the C++ library beside it",
    ),
    ("csharp", "C#", "the protoc in the NuGet package Grpc.Tools or Google.Protobuf.Tools"),
    ("java", "Java", "the protoc of Maven Central (com.google.protobuf:protoc), as the Gradle and Maven plugins do"),
    (
        "kotlin",
        "Kotlin",
        "the protoc of Maven Central (com.google.protobuf:protoc), as the Gradle and Maven plugins do",
    ),
    ("objc", "Objective-C", "the protoc of `brew install protobuf`"),
    ("php", "PHP", "protoc itself, such as the package protobuf-compiler of Debian and Ubuntu"),
    ("rbs", "RBS", "the protoc of `gem install grpc-tools`, where it is new enough, or protoc itself"),
    ("ruby", "Ruby", "the protoc of `gem install grpc-tools` (grpc_tools_ruby_protoc)"),
];

/// Returns the language and the alternative of a generator that only protoc has.
pub fn only_protoc_has(name: &str) -> Option<(&'static str, &'static str)> {
    PARTS_OF_PROTOC.iter().find(|(known, ..)| *known == name).map(|&(_, language, instead)| (language, instead))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        assert!(KNOWN.is_sorted_by(|one, next| one.name < next.name));
    }

    #[test]
    fn mentions_executables_with_other_names() {
        let help = |program: &str, words| KnownPlugin::of_program(program).map(|known| known.help(program, words));
        assert_eq!(
            help("protoc-gen-es", AdviceTerms::Flags).as_deref(),
            Some("to install it: npm install @bufbuild/protoc-gen-es")
        );
        let of_flags = help("protoc-gen-grpc_node", AdviceTerms::Flags).unwrap_or_default();
        assert!(of_flags.ends_with("--plugin=protoc-gen-grpc_node=$(command -v grpc_node_plugin)"), "{of_flags}");
        let of_template = help("protoc-gen-grpc_node", AdviceTerms::Template).unwrap_or_default();
        assert!(of_template.ends_with("its program is called `grpc_node_plugin`"), "{of_template}");
        let itself = help("grpc_node_plugin", AdviceTerms::Template);
        assert_eq!(itself.as_deref(), Some("to install it: npm install grpc-tools"));
        assert_eq!(KnownPlugin::find("nobody"), None);
    }
}
