//! The certificates of the server, which are read again when their files change. Open connections keep theirs.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::tls::{self, Acceptor, ClientCertificates, TlsError};
use crate::data::{DataDir, DataError, Identity};
use crate::file_version::FileVersion;

/// The interval between checks of the files.
const LOOK: Duration = Duration::from_secs(1);

/// The settings of TLS for new connections. Clones share them.
#[derive(Clone)]
pub(in crate::server) struct Certificates(Arc<watch::Sender<Acceptor>>);

/// The reason why changed certificates are not used.
#[derive(Debug, thiserror::Error)]
enum ChangeError {
    /// A file cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A certificate is not valid, or not that of the key.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl Certificates {
    pub(in crate::server) fn new(identity: &Identity, clients: &ClientCertificates) -> Result<Self, TlsError> {
        Ok(Self(Arc::new(watch::Sender::new(tls::acceptor(identity, clients)?))))
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.0.borrow().tls.clone()
    }

    /// Returns the time at which the first certificate expires, in seconds since the Unix epoch, and again when there are other
    /// certificates.
    pub(in crate::server) fn expiry(&self) -> watch::Receiver<Acceptor> {
        self.0.subscribe()
    }

    /// Reads the certificates in a folder again when they change. Those in use stay if the new ones are not valid.
    pub(in crate::server) async fn follow(self, folder: DataDir, identity: Identity, clients: ClientCertificates) {
        let version = || folder.certificate_files().map(|path| FileVersion::of(&path));
        let mut known = version();
        loop {
            tokio::time::sleep(LOOK).await;
            let version = version();
            if version == known || version.contains(&None) {
                continue;
            }
            known = version;
            match read(&folder, &identity, &clients) {
                Ok(acceptor) => {
                    self.0.send_replace(acceptor);
                    tracing::info!("the certificates of this server were read again");
                }
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(
                        error,
                        "the new certificates of this server cannot be used, and the known ones stay"
                    );
                }
            }
        }
    }
}

fn read(folder: &DataDir, identity: &Identity, clients: &ClientCertificates) -> Result<Acceptor, ChangeError> {
    Ok(tls::acceptor(&folder.read_certificates(identity.clone())?, clients)?)
}
