//! The options of rules, which a configuration sets for each module.

/// The options of rules, which a configuration sets for each module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The suffix of enum values with the number zero (`enum_zero_value_suffix`).
    pub enum_zero_value_suffix: String,
    /// The suffix of services (`service_suffix`).
    pub service_suffix: String,
    /// `true` if a method may have the same type as request and response (`rpc_allow_same_request_response`).
    pub allows_same_request_response: bool,
    /// `true` if a request may be `google.protobuf.Empty` (`rpc_allow_google_protobuf_empty_requests`).
    pub allows_empty_requests: bool,
    /// `true` if a response may be `google.protobuf.Empty` (`rpc_allow_google_protobuf_empty_responses`).
    pub allows_empty_responses: bool,
    /// The prefix of comment lines that do not document an element, such as `buf:lint:ignore`.
    pub comment_excludes: Vec<String>,
    /// `true` if the schema has all files of the input. Otherwise, rules do not report what no file has.
    pub is_complete: bool,
}

impl Default for Options {
    /// Returns the options of a configuration that sets none.
    fn default() -> Self {
        Self {
            enum_zero_value_suffix: "_UNSPECIFIED".to_owned(),
            service_suffix: "Service".to_owned(),
            allows_same_request_response: false,
            allows_empty_requests: false,
            allows_empty_responses: false,
            comment_excludes: ["buf:lint:ignore", "protoward:lint:ignore", "protoward:breaking:ignore"]
                .map(str::to_owned)
                .to_vec(),
            is_complete: true,
        }
    }
}
