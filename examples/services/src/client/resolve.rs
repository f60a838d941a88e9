//! Resolvers of host names.

use std::fmt::Debug;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;

/// The future of a resolution.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// A resolver of host names.
pub trait Resolve: Debug + Send + Sync + 'static {
    /// Returns all addresses of a host name, each with the port.
    fn resolve(&self, host: &str, port: u16) -> Resolving;
}

/// The resolver of the operating system, with its hosts file and DNS servers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: &str, port: u16) -> Resolving {
        let host = host.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::{Resolve, SystemResolver};

    #[tokio::test]
    async fn resolves_localhost() {
        let addresses = SystemResolver.resolve("localhost", 50051).await.unwrap();
        assert!(!addresses.is_empty());
        assert!(addresses.iter().all(|address| address.ip().is_loopback() && address.port() == 50051), "{addresses:?}");
    }

    #[tokio::test]
    async fn finds_no_addresses_for_an_invalid_name() {
        assert!(SystemResolver.resolve("no.such.host.invalid", 1).await.is_err());
    }
}
