//! Media types and encodings in headers such as `Accept`, with their quality.

use http::HeaderMap;
use http::header::HeaderName;

/// Returns `true` if a media range or type includes this type, ignoring its parameters.
pub(crate) fn is_type(range: &str, content_type: &str) -> bool {
    let name = range.split(';').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case(content_type)
}

/// Returns the quality that a header gives to the first of these values that it names; `None` if it names none of them.
pub(crate) fn quality(headers: &HeaderMap, header: &HeaderName, values: &[&str]) -> Option<f32> {
    let accepted = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    let mut ranges = accepted.flat_map(|value| value.split(','));
    ranges.find(|range| values.iter().any(|value| is_type(range, value))).map(quality_of)
}

/// Returns the quality of a media range or an encoding: `q`, or 1.
fn quality_of(range: &str) -> f32 {
    let quality = range.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    // An invalid quality is none, as for most servers.
    quality.map_or(1.0, |quality| quality.parse().unwrap_or(0.0))
}
