//! The crates and features that generated code needs. They are read from the code, so that they do not depend on options.

/// The feature of protoward-runtime for services of the newest tonic, which enables the default feature.
pub(super) const GRPC: &str = "grpc";

/// The needs of generated code. Most fields are crates that the code names.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct CodeRequirements {
    pub(super) prost: bool,
    pub(super) prost_types: bool,
    pub(super) tonic: bool,
    pub(super) tonic_prost: bool,
    pub(super) serde: bool,
    pub(super) protoward_runtime: bool,
    /// The feature `fields` of protoward-runtime.
    pub(super) runtime_fields: bool,
    /// The feature for services of protoward-runtime.
    pub(super) runtime_grpc: Option<&'static str>,
    /// The feature `json` of protoward-runtime.
    pub(super) runtime_json: bool,
    /// The feature `rest` of protoward-runtime.
    pub(super) runtime_rest: bool,
    /// The feature `rest-client` of protoward-runtime.
    pub(super) runtime_rest_client: bool,
    /// The feature `validate` of protoward-runtime.
    pub(super) runtime_validate: bool,
    /// The feature `tz` of protoward-runtime.
    pub(super) runtime_tz: bool,
    /// The feature `codegen` of tonic.
    pub(super) codegen: bool,
    /// The feature `derive` of prost: its macros.
    pub(super) derive: bool,
    /// The feature `std` of prost, for map fields that are a `HashMap`.
    pub(super) std: bool,
    /// The transport of tonic, for clients that connect.
    pub(super) channel: bool,
    /// Whether a part of the code is behind a `cfg` attribute.
    pub(super) is_conditional: bool,
}

impl CodeRequirements {
    pub(super) fn add(&mut self, code: &str) {
        for line in lines(code) {
            // The flags are tested first, so that a known need is not searched again.
            self.prost = self.prost || names(line, "prost");
            self.prost_types = self.prost_types || names(line, "prost_types");
            self.tonic = self.tonic || names(line, "tonic");
            self.tonic_prost = self.tonic_prost || names(line, "tonic_prost");
            self.serde = self.serde || names(line, "serde");
            if names(line, "protoward_runtime") {
                self.protoward_runtime = true;
                self.runtime_fields = self.runtime_fields || line.contains("protoward_runtime::fields");
                self.runtime_grpc = self.runtime_grpc.or_else(|| feature_of_services(line));
                self.runtime_json = self.runtime_json || line.contains("protoward_runtime::json");
                self.runtime_rest = self.runtime_rest || line.contains("protoward_runtime::rest::");
                self.runtime_rest_client =
                    self.runtime_rest_client || line.contains("protoward_runtime::rest::client::");
                self.runtime_validate = self.runtime_validate || line.contains("protoward_runtime::validate::");
            }
            self.runtime_tz = self.runtime_tz || line.contains(".part_in(__cel::Part::");
            self.codegen = self.codegen || line.contains("tonic::codegen::") && names(line, "tonic");
            self.channel = self.channel || names(line, "tonic") && line.contains("tonic::transport::");
            self.derive = self.derive || line.starts_with("#[derive(") && names(line, "prost");
            self.std = self.std || line.starts_with("#[prost(map ") || line.contains("::encoding::hash_map::");
            self.is_conditional = self.is_conditional || line.starts_with("#[cfg");
        }
    }
}

/// Returns the feature of protoward-runtime for the services that a line names.
fn feature_of_services(line: &str) -> Option<&'static str> {
    let (_, module) = line.split_once("protoward_runtime::grpc::")?;
    Some(match module {
        _ if module.starts_with("tonic_0_12::") => "grpc-tonic-0-12",
        _ if module.starts_with("tonic_0_13::") => "grpc-tonic-0-13",
        _ => GRPC,
    })
}

/// Returns `true` if code names an item of a crate by a path that begins with `::`, such as `::googleapis::`.
pub(super) fn is_named(code: &str, name: &str) -> bool {
    let path = format!("::{name}::");
    let begins = |line: &str, at: usize| !line[..at].ends_with(|letter| is_part(letter) || letter == '>');
    lines(code).any(|line| line.match_indices(&*path).any(|(at, _)| begins(line, at)))
}

/// Returns the lines of code that are not comments.
fn lines(code: &str) -> impl Iterator<Item = &str> {
    code.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Returns `true` if code names an item of a crate: `prost::` or `::prost::`, but not `other::prost::` or `my_prost::`.
fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = &line[..at];
        let before = before.strip_suffix("::").unwrap_or(before);
        line[at + name.len()..].starts_with("::")
            && !before.chars().next_back().is_some_and(|letter| is_part(letter) || letter == '>' || letter == ':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_crates_that_code_names() {
        let of = |code: &str| {
            let mut needs = CodeRequirements::default();
            needs.add(code);
            needs
        };
        let none = CodeRequirements::default();
        assert_eq!(of("pub a: ::prost::alloc::string::String,"), CodeRequirements { prost: true, ..none });
        assert_eq!(of("Option<::prost_types::Any>"), CodeRequirements { prost_types: true, ..none });
        assert_eq!(of("    use tonic::codegen::*;"), CodeRequirements { tonic: true, codegen: true, ..none });
        let of_runtime = CodeRequirements { protoward_runtime: true, ..none };
        let of_validation = CodeRequirements { runtime_validate: true, ..of_runtime };
        assert_eq!(of("    use ::protoward_runtime::validate::{self as __validate};"), of_validation);
        let of_time_zones = CodeRequirements { runtime_tz: true, ..none };
        assert_eq!(of("Ok((at.part_in(__cel::Part::Hours, \"Europe/Paris\")? == 1i64)"), of_time_zones);
        let of_routes = CodeRequirements { runtime_rest: true, ..of_runtime };
        assert_eq!(of("-> ::protoward_runtime::rest::Routes {"), of_routes);
        assert_eq!(
            of("channel: ::protoward_runtime::rest::client::RestChannel<C>"),
            CodeRequirements { runtime_rest_client: true, ..of_routes }
        );
        assert_eq!(of("    ::protoward_runtime::other::Type,"), of_runtime);
        let of_fields = CodeRequirements { runtime_fields: true, ..of_runtime };
        assert_eq!(of("    pub kind: ::protoward_runtime::fields::open_enum::OpenEnum<Kind>,"), of_fields);
        let of_json = CodeRequirements { runtime_json: true, ..of_runtime };
        assert_eq!(of("    use ::protoward_runtime::json as __json;"), of_json);
        assert_eq!(of("impl<T: ::protoward_runtime::json::Json> A for B {"), of_json);
        assert_eq!(of("use crate::protoward_runtime::json as __json;"), none);
        let of_grpc = CodeRequirements { runtime_grpc: Some("grpc"), ..of_runtime };
        assert_eq!(
            of("    say_hello: ::protoward_runtime::grpc::Method<HelloRequest, HelloReply, HelloRequest>,"),
            of_grpc
        );
        assert_eq!(of("tonic::codegen::tokio_stream::Stream"), CodeRequirements { tonic: true, codegen: true, ..none });
        assert_eq!(
            of("let codec = tonic_prost::ProstCodec::default();"),
            CodeRequirements { tonic_prost: true, ..none }
        );
        assert_eq!(
            of("EchoClient<tonic::transport::Channel>"),
            CodeRequirements { tonic: true, channel: true, ..none }
        );
        assert_eq!(of("#[derive(Clone, ::prost::Message)]"), CodeRequirements { prost: true, derive: true, ..none });
        assert_eq!(of("#[prost(map = \"string, int32\", tag = \"1\")]"), CodeRequirements { std: true, ..none });
        assert_eq!(of("#[prost(btree_map = \"string, int32\", tag = \"1\")]"), none);
        assert_eq!(of("/// ::prost::Message"), none);
        assert_eq!(
            of("crate::prost::Message, my_prost::Message, ::my::prost::Message, prost_build::x, <A>::prost::B"),
            none
        );
        assert_eq!(of("#[cfg(feature = \"grpc\")]"), CodeRequirements { is_conditional: true, ..none });
    }

    #[test]
    fn finds_only_paths_that_begin_with_colons() {
        for code in ["pub a: ::apis::A,", "a\n    Vec<::apis::a::A>"] {
            assert!(is_named(code, "apis"), "{code}");
        }
        for code in ["apis::A", "super::apis::A", "<A>::apis::A", "// ::apis::A", "::my_apis::A", "::apis_a::A"] {
            assert!(!is_named(code, "apis"), "{code}");
        }
    }
}
