//! Ids that join the log lines, spans and answers of one request.

use http::HeaderMap;

/// The headers of ids that callers or proxies choose.
const REQUEST_IDS: [&str; 2] = ["request-id", "x-request-id"];

/// The maximum length of such an id.
const LONGEST: usize = 128;

/// The ids of a request.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// The id of the trace, of a W3C `traceparent`.
    pub(super) trace: Option<String>,
    /// The id that the caller or a proxy chose.
    pub(super) request: Option<String>,
}

impl Ids {
    /// Reads the ids of a request. Texts that are no ids are ignored, so that they do not reach the log.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let trace = text("traceparent").and_then(|parent| parent.split('-').nth(1));
        let is_trace = |id: &&str| id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
        let request = REQUEST_IDS.into_iter().find_map(text);
        let is_id = |id: &&str| (1..=LONGEST).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        Self { trace: trace.filter(is_trace).map(str::to_owned), request: request.filter(is_id).map(str::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use http::{HeaderMap, HeaderName};

    use super::Ids;

    fn ids(name: &'static str, value: &str) -> (Option<String>, Option<String>) {
        let headers = HeaderMap::from_iter([(HeaderName::from_static(name), value.parse().unwrap())]);
        let Ids { trace, request } = Ids::of(&headers);
        (trace, request)
    }

    #[test]
    fn reads_ids_and_ignores_other_texts() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(ids("traceparent", &format!("00-{trace}-00f067aa0ba902b7-01")), (Some(trace.to_owned()), None));
        assert_eq!(ids("traceparent", "00-no-id-01"), (None, None));
        assert_eq!(ids("request-id", "req-456"), (None, Some("req-456".to_owned())));
        assert_eq!(ids("x-request-id", "7"), (None, Some("7".to_owned())));
        assert_eq!(ids("request-id", "two words"), (None, None));
        assert_eq!(ids("request-id", &"x".repeat(129)), (None, None));
    }
}
