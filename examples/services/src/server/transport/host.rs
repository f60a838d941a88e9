//! The `Host` header, of which a request has one ([RFC 9112 3.2](https://www.rfc-editor.org/rfc/rfc9112#section-3.2)).

use http::{Request, Version, header};

/// Returns `true` if the host of a request is known. HTTP/2 has it in the URI, and HTTP/1.0 may lack it.
pub(super) fn is_known<B>(request: &Request<B>) -> bool {
    let count = request.headers().get_all(header::HOST).iter().count();
    match request.version() {
        Version::HTTP_11 => count == 1,
        _ => count <= 1,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use http::{Request, Version};

    use super::is_known;

    #[test]
    fn one_host_is_required() {
        for (version, hosts, expected) in [
            (Version::HTTP_11, 0, false),
            (Version::HTTP_11, 1, true),
            (Version::HTTP_11, 2, false),
            (Version::HTTP_10, 0, true),
            (Version::HTTP_10, 2, false),
            (Version::HTTP_2, 0, true),
            (Version::HTTP_2, 2, false),
        ] {
            let request = Request::builder().version(version);
            let request = (0..hosts).fold(request, |request, host| request.header("host", host.to_string()));
            assert_eq!(is_known(&request.body(()).unwrap()), expected, "{version:?} with {hosts}");
        }
    }
}
