//! Paths in URIs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that paths may contain unescaped: <https://www.rfc-editor.org/rfc/rfc3986#section-3.3>, except `:`,
/// which could end a scheme.
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b'+')
    .remove(b'=')
    .remove(b',');

/// Returns a path with `/` as it is written in a URI.
pub fn uri_path(path: &str) -> String {
    utf8_percent_encode(path, IN_PATHS).to_string()
}
