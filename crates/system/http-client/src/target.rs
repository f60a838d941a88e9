//! The addresses of servers.

use std::fmt;
use std::path::PathBuf;

use http::Uri;

/// The address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The socket of the server.
    pub address: Address,
    /// `true` for a connection over TLS.
    pub is_tls: bool,
    /// The path of the URL, without a `/` at its end: a prefix of the paths of methods, or the path of a method.
    pub path: String,
}

/// The address of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A host and a port.
    Tcp {
        /// A name or an IP address, without brackets.
        host: String,
        /// The port.
        port: u16,
    },
    /// The path of a Unix socket.
    Unix(PathBuf),
}

/// The reason why a text is no address of a server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Neither a URL nor `host:port`.
    #[error("it is neither `host:port` nor a URL")]
    Malformed,
    /// A scheme other than `http` and `https`.
    #[error("unknown scheme `{0}`; there are `http`, `https` and `unix`")]
    Scheme(String),
    /// A host without a port, which has no default without a scheme.
    #[error("it has no port")]
    NoPort,
    /// A user or password, which would not be sent.
    #[error("a URL has no user here; send credentials as headers")]
    UserInfo,
    /// A query or a fragment.
    #[error("a URL has no query here")]
    Query,
    /// `https` and a connection in plain text.
    #[error("an `https` URL is not for plain text")]
    NotPlain,
}

impl Target {
    /// Parses `host:port`, an `http` or `https` URL, or `unix:PATH`. `is_plain` is `true` for `host:port` without TLS.
    ///
    /// # Errors
    /// If the text is no address, or has parts that would be ignored.
    ///
    /// ```
    /// use protoward_http_client::Target;
    /// let target = Target::parse("[::1]:50051", true)?;
    /// assert_eq!((target.to_string(), target.is_tls), ("[::1]:50051".to_owned(), false));
    /// assert!(Target::parse("https://example.com", false)?.is_tls);
    /// # Ok::<(), protoward_http_client::TargetError>(())
    /// ```
    pub fn parse(text: &str, is_plain: bool) -> Result<Self, TargetError> {
        if let Some(path) = text.strip_prefix("unix:") {
            let path = path.strip_prefix("//").filter(|path| path.starts_with('/')).unwrap_or(path);
            return match path {
                "" => Err(TargetError::Malformed),
                path => Ok(Self { address: Address::Unix(path.into()), is_tls: false, path: String::new() }),
            };
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme @ ("http" | "https"), rest)) => (Some(scheme), rest),
            Some((scheme, _)) => return Err(TargetError::Scheme(scheme.to_owned())),
            None => (None, text),
        };
        let uri: Uri = format!("http://{rest}").parse().map_err(|_| TargetError::Malformed)?;
        let authority = uri.authority().ok_or(TargetError::Malformed)?;
        if authority.as_str().contains('@') {
            return Err(TargetError::UserInfo);
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(TargetError::Query);
        }
        let (is_tls, default_port) = match scheme {
            Some("https") if is_plain => return Err(TargetError::NotPlain),
            Some("https") => (true, Some(443)),
            Some(_) => (false, Some(80)),
            None => (!is_plain, None),
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() {
            return Err(TargetError::Malformed);
        }
        // `Authority::port` is `None` for numbers that are too large.
        let port = match authority.as_str().strip_prefix(authority.host()).and_then(|rest| rest.strip_prefix(':')) {
            Some(port) => port.parse().map_err(|_| TargetError::Malformed)?,
            None => default_port.ok_or(TargetError::NoPort)?,
        };
        Ok(Self { address: Address::Tcp { host, port }, is_tls, path: uri.path().trim_end_matches('/').to_owned() })
    }

    /// Returns the value of the header `:authority`.
    pub(crate) fn authority(&self) -> String {
        match &self.address {
            Address::Tcp { port, .. } => {
                let default = if self.is_tls { 443 } else { 80 };
                let address = self.address.to_string();
                address.strip_suffix(&format!(":{port}")).filter(|_| *port == default).unwrap_or(&address).to_owned()
            }
            Address::Unix(_) => "localhost".to_owned(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_addresses_with_their_defaults() {
        let parse = |text: &str| {
            let target = Target::parse(text, false)?;
            Ok::<_, TargetError>((target.to_string(), target.is_tls, target.authority(), target.path))
        };
        let is = |address: &str, is_tls, authority: &str, path: &str| {
            Ok((address.to_owned(), is_tls, authority.to_owned(), path.to_owned()))
        };
        assert_eq!(parse("localhost:50051"), is("localhost:50051", true, "localhost:50051", ""));
        assert_eq!(parse("https://a.example/x/"), is("a.example:443", true, "a.example", "/x"));
        assert_eq!(parse("http://a.example/p.S/M"), is("a.example:80", false, "a.example", "/p.S/M"));
        assert_eq!(parse("http://[::1]:9"), is("[::1]:9", false, "[::1]:9", ""));
        assert_eq!(parse("https://[::1]"), is("[::1]:443", true, "[::1]", ""));
        assert_eq!(parse("unix:///run/a.sock"), is("unix:/run/a.sock", false, "localhost", ""));
        assert_eq!(parse("unix:a.sock"), is("unix:a.sock", false, "localhost", ""));
    }

    #[test]
    fn rejects_parts_that_would_be_ignored() {
        for (text, error) in [
            ("", TargetError::Malformed),
            ("localhost", TargetError::NoPort),
            ("localhost:", TargetError::Malformed),
            ("https://localhost:99999", TargetError::Malformed),
            (":50051", TargetError::Malformed),
            ("localhost:99999", TargetError::Malformed),
            ("ftp://a", TargetError::Scheme("ftp".to_owned())),
            ("https://user:password@a", TargetError::UserInfo),
            ("https://a/?b=c", TargetError::Query),
            ("unix:", TargetError::Malformed),
        ] {
            assert_eq!(Target::parse(text, false), Err(error), "{text}");
        }
        assert_eq!(Target::parse("https://a", true), Err(TargetError::NotPlain));
    }
}
