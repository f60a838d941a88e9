//! Addresses of servers, as users write them.

use http::uri::Authority;

const SCHEME: &str = "dns:";
/// The default port of a name, as in other gRPC libraries.
const PORT: u16 = 443;

/// The target of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// One server, by its URL.
    Server(String),
    /// All addresses of a name.
    Name { host: String, port: u16 },
}

impl Target {
    /// Parses a URL, or a name in gRPC's syntax, `dns:///host:port`. A DNS server between the slashes is not supported.
    pub(super) fn parse(text: &str) -> Option<Self> {
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
    fn what_is_no_name_is_refused() {
        for text in ["dns:", "dns:///", "dns:///:1", "dns://1.1.1.1/a:1", "dns:///a:b", "dns:///a:99999", "dns:///a/b"]
        {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }
}
