//! Addresses of servers, as users write them.

use std::path::PathBuf;

use http::uri::Authority;

const SCHEME: &str = "dns:";
const FILE: &str = "file:";
/// The default port of a name, as in other gRPC libraries.
const PORT: u16 = 443;

/// The target of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// One server, by its URL.
    Server(String),
    /// All addresses of a name.
    Name { host: String, port: u16 },
    /// All servers that a file lists.
    File(PathBuf),
}

impl Target {
    /// Parses a URL, a name in gRPC's syntax, `dns:///host:port`, or a file, `file:path` or `file:///path`. A DNS server
    /// or a host between the slashes is not supported.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix(FILE) {
            let path = path.strip_prefix("//").map_or(Some(path), |path| path.starts_with('/').then_some(path))?;
            return (!path.is_empty()).then(|| Self::File(path.into()));
        }
        let Some(name) = text.strip_prefix(SCHEME) else {
            return Some(Self::Server(text.to_owned()));
        };
        let name = match name.strip_prefix("//") {
            Some(name) => name.strip_prefix('/')?,
            None => name,
        };
        let authority: Authority = name.parse().ok()?;
        let host = authority.host();
        let rest = name.strip_prefix(host)?;
        let port = if rest.is_empty() { PORT } else { rest.strip_prefix(':')?.parse().ok()? };
        (!host.is_empty()).then(|| Self::Name { host: host.to_owned(), port })
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn distinguishes_names_from_urls() {
        let name = |host: &str, port| Some(Target::Name { host: host.to_owned(), port });
        assert_eq!(Target::parse("dns:///services.example:50051"), name("services.example", 50051));
        assert_eq!(Target::parse("dns:services.example:50051"), name("services.example", 50051));
        assert_eq!(Target::parse("dns:///services.example"), name("services.example", 443));
        let url = "https://services.example:50051";
        assert_eq!(Target::parse(url), Some(Target::Server(url.to_owned())));
    }

    #[test]
    fn accepts_a_path_or_a_url_for_a_file() {
        for (text, path) in [("file:a/b.txt", "a/b.txt"), ("file:/a", "/a"), ("file:///a", "/a")] {
            assert_eq!(Target::parse(text), Some(Target::File(path.into())), "{text}");
        }
        for text in ["file:", "file://", "file://host/a"] {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }

    #[test]
    fn refuses_invalid_names() {
        for text in ["dns:", "dns:///", "dns:///:1", "dns://1.1.1.1/a:1", "dns:///a:b", "dns:///a:99999", "dns:///a/b"]
        {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }
}
