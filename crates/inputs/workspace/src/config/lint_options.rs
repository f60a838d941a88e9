//! The options of lint rules, which both forms of configurations have.

use super::settings::LintOptions;
use protoward_config::Section;
use protoward_source::LocatedText;

/// Reads the options in a section `lint`.
pub(super) fn read(section: &mut Section<'_>) -> LintOptions {
    let is_set = |section: &mut Section<'_>, key: &'static str| section.boolean(key).unwrap_or(false);
    LintOptions {
        enum_zero_value_suffix: suffix(section, "enum_zero_value_suffix"),
        service_suffix: suffix(section, "service_suffix"),
        allows_same_request_response: is_set(section, "rpc_allow_same_request_response"),
        allows_empty_requests: is_set(section, "rpc_allow_google_protobuf_empty_requests"),
        allows_empty_responses: is_set(section, "rpc_allow_google_protobuf_empty_responses"),
        skips_comment_ignores: false,
    }
}

/// Reads a suffix. As in buf, an empty one is the default: every name would end with it.
fn suffix(section: &mut Section<'_>, key: &'static str) -> Option<LocatedText> {
    section.string(key).filter(|suffix| !suffix.text.is_empty())
}
