//! gRPC: <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>.

use std::time::Duration;

use http::request::Builder;
use http::response::Parts;

use crate::protocols::envelope::Compression;
use crate::protocols::metadata::text;
use crate::protocols::status::Step;
use crate::protocols::{Code, Ending};

/// Sets the headers of a request.
pub(crate) fn set_headers(request: Builder, timeout: Option<Duration>) -> Builder {
    let request = request
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("grpc-accept-encoding", "identity,gzip");
    match timeout {
        Some(timeout) => request.header("grpc-timeout", timeout_text(timeout)),
        None => request,
    }
}

/// Formats a timeout in at most eight digits.
fn timeout_text(timeout: Duration) -> String {
    const MOST: u128 = 99_999_999;
    let units = [(timeout.as_nanos(), 'n'), (timeout.as_micros(), 'u'), (timeout.as_millis(), 'm')];
    let fitting = units.into_iter().find(|&(number, _)| number <= MOST);
    let (number, unit) = fitting.unwrap_or((u128::from(timeout.as_secs()).min(MOST), 'S'));
    format!("{number}{unit}")
}

/// Checks the head of a response, and returns the compression of its messages.
pub(crate) fn check(response: &Parts) -> Step<Compression> {
    // A response without messages has its trailers here.
    if let Some(ending) = Ending::from_trailers(response.headers.clone()) {
        return Err(Box::new(ending));
    }
    if response.status != 200 {
        let message = format!("the server answered with the HTTP status {}, and not with gRPC", response.status);
        return Err(Ending::new(Code::from_http(response.status.as_u16()), message));
    }
    let content_type = response.headers.get("content-type").and_then(text).unwrap_or_default();
    if !content_type.starts_with("application/grpc") {
        let message = format!("the server answered with the content type `{content_type}`, and not with gRPC");
        return Err(Ending::new(Code::Unknown, message));
    }
    let encoding = response.headers.get("grpc-encoding").and_then(text).unwrap_or_default();
    Ok(Compression::named(encoding)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_have_at_most_eight_digits() {
        assert_eq!(timeout_text(Duration::from_millis(5)), "5000000n");
        assert_eq!(timeout_text(Duration::from_secs(5)), "5000000u");
        assert_eq!(timeout_text(Duration::from_secs(3600)), "3600000m");
        assert_eq!(timeout_text(Duration::from_secs(1_000_000)), "1000000S");
        assert_eq!(timeout_text(Duration::MAX), "99999999S");
    }
}
