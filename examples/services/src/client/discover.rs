//! Service discovery: the sources of servers, such as DNS and files.

use std::fmt::Debug;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;

use super::obstacle::Obstacle;
use super::resolve::Resolve;

/// The future of a discovery.
pub type Discovering = Pin<Box<dyn Future<Output = io::Result<Vec<Place>>> + Send>>;

/// A source of servers that come and go. Implement it for a registry such as Consul, etcd or Kubernetes, and add it to
/// [`Balancing::sources`](super::Balancing::sources).
pub trait Discover: Debug + Send + Sync + 'static {
    /// Returns a name for messages.
    fn name(&self) -> String;

    /// Returns all servers that exist now. After an error, and if there are none, the previous ones are kept.
    fn discover(&self) -> Discovering;

    /// Returns the maximum age of what was discovered, if it is not [`Balancing::refresh`](super::Balancing::refresh).
    fn refresh(&self) -> Option<Duration> {
        None
    }

    /// Returns the reason why there is no server, for advice to the user.
    fn obstacle(&self) -> Obstacle {
        Obstacle::NoServer
    }
}

/// A server that was discovered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The URL, such as `https://localhost:50051`. The certificate of the server must be for its host.
    pub url: String,
    /// The address to connect to, if it is not that of the host in `url`.
    pub address: Option<SocketAddr>,
}

/// All addresses of a host name.
#[derive(Clone, Debug)]
pub(super) struct DnsName {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) resolver: Arc<dyn Resolve>,
}

impl Discover for DnsName {
    fn name(&self) -> String {
        self.host.clone()
    }

    fn discover(&self) -> Discovering {
        let url = format!("https://{}:{}", self.host, self.port);
        let resolving = self.resolver.resolve(&self.host, self.port);
        Box::pin(async move {
            let place = |address| Place { url: url.clone(), address: Some(address) };
            Ok(resolving.await?.into_iter().map(place).collect())
        })
    }

    fn obstacle(&self) -> Obstacle {
        Obstacle::UnknownHost
    }
}

/// The servers that a file lists: one URL a line. Empty lines and lines that begin with `#` are skipped. The file may
/// change at any time; replace it by renaming a complete file over it, so that no incomplete one is read.
#[derive(Clone, Debug)]
pub struct ServersFile(PathBuf);

/// The interval between checks of a file.
const LOOK: Duration = Duration::from_secs(1);

impl ServersFile {
    /// Creates a source. The file need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl Discover for ServersFile {
    fn name(&self) -> String {
        self.0.display().to_string()
    }

    fn discover(&self) -> Discovering {
        let path = self.0.clone();
        Box::pin(async move { read(&path).await })
    }

    fn refresh(&self) -> Option<Duration> {
        Some(LOOK)
    }
}

async fn read(path: &Path) -> io::Result<Vec<Place>> {
    let text = tokio::fs::read_to_string(path).await?;
    parse(&text).map_err(|(line, text)| {
        let why = format!("line {line}: `{text}` is not an address such as https://localhost:50051");
        io::Error::new(io::ErrorKind::InvalidData, why)
    })
}

/// Returns the servers in a text. An error is the number and the text of the first invalid line.
fn parse(text: &str) -> Result<Vec<Place>, (usize, &str)> {
    let lines = text.lines().map(str::trim).enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let place = |(index, line)| {
        if is_url(line) { Ok(Place { url: line.to_owned(), address: None }) } else { Err((index + 1, line)) }
    };
    lines.map(place).collect()
}

fn is_url(text: &str) -> bool {
    text.parse::<Uri>().is_ok_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some())
}

#[cfg(test)]
mod tests {
    use super::{Place, parse};

    #[test]
    fn reads_one_url_a_line() {
        let place = |url: &str| Place { url: url.to_owned(), address: None };
        let text = "# two servers\n\nhttps://localhost:50051\r\n  https://[::1]:50052  \n";
        assert_eq!(parse(text), Ok(vec![place("https://localhost:50051"), place("https://[::1]:50052")]));
        assert_eq!(parse("\n# nothing\n"), Ok(Vec::new()));
    }

    #[test]
    fn names_the_first_invalid_line() {
        for line in ["localhost:50051", "http://localhost:1", "https://", "https://a b", "dns:///a:1", "https://a # b"]
        {
            assert_eq!(parse(&format!("https://a:1\n#\n{line}\n")), Err((3, line)), "{line}");
        }
    }
}
