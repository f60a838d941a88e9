//! The data folder: certificates, keys and the secret behind the tokens, made at first start.
//!
//! Only the certificate of the authority (`ca.pem`) leaves the folder: clients trust it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use time::{Duration, OffsetDateTime};

use crate::token::Secret;

const CA: &str = "ca.pem";
const CA_KEY: &str = "ca.key";
const SERVER: &str = "server.pem";
const SERVER_KEY: &str = "server.key";
const SECRET: &str = "token.secret";
const SECRET_BYTES: usize = 32;
/// The name in the certificate that servers show to each other.
const OWN_NAME: &str = "services";

/// Why the data folder could not be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file could not be read or written.
    #[error("cannot use `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
}

/// What a server needs to prove who it is, and to know who calls.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Certificate of the authority.
    pub ca: String,
    /// Certificate of the server, signed by the authority.
    pub certificate: String,
    /// Private key of the server.
    pub key: Pem,
    /// What the server shows to other servers that it calls, and to itself.
    pub client: ClientCertificate,
    /// What tokens are signed with.
    pub secret: Secret,
}

/// A certificate of a client, signed by the authority.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The certificate, whose common name is the client's name.
    pub certificate: String,
    /// Its private key.
    pub key: Pem,
}

impl ClientCertificate {
    /// Writes `NAME.pem` and `NAME.key` into a folder, and returns both paths. The key is readable for the owner only.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &Path, name: &str) -> Result<(PathBuf, PathBuf), DataError> {
        let (certificate, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
        write(&key, self.key.0.as_bytes(), Access::Private)?;
        write(&certificate, self.certificate.as_bytes(), Access::Public)?;
        Ok((certificate, key))
    }
}

/// A private key. Does not show itself.
#[derive(Clone)]
pub struct Pem(pub String);

impl std::fmt::Debug for Pem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pem(..)")
    }
}

/// The data folder.
#[derive(Clone, Debug)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// Names a folder; nothing is read or made yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where the database lies.
    pub fn database(&self) -> PathBuf {
        self.0.join("services.sqlite")
    }

    /// Reads the certificate that clients trust.
    ///
    /// # Errors
    /// When it is not there: no server has started here yet.
    pub fn ca(&self) -> Result<String, DataError> {
        read(&self.0.join(CA))
    }

    /// Reads the secret that tokens are signed with.
    ///
    /// # Errors
    /// When it is not there: no server has started here yet.
    pub fn secret(&self) -> Result<Secret, DataError> {
        let path = self.0.join(SECRET);
        fs::read(&path).map(Secret::new).map_err(|source| DataError::File { path, source })
    }

    /// Reads what a server needs, and makes what is missing. `names` are host names or addresses, beside
    /// those of this machine, that a new server certificate is good for.
    ///
    /// # Errors
    /// When the folder cannot be written, or holds something else under these names.
    pub fn open(&self, names: &[String]) -> Result<Identity, DataError> {
        fs::create_dir_all(&self.0).map_err(|source| DataError::File { path: self.0.clone(), source })?;
        // Two servers may start in a new folder at the same moment.
        let _lock = self.lock()?;
        if !self.has(CA) || !self.has(CA_KEY) {
            self.make_authority()?;
        }
        if !self.has(SERVER) || !self.has(SERVER_KEY) {
            self.make_server(names)?;
        }
        if !self.has(SECRET) {
            self.write(SECRET, &random(), Access::Private)?;
        }
        Ok(Identity {
            ca: self.ca()?,
            certificate: read(&self.0.join(SERVER))?,
            key: Pem(read(&self.0.join(SERVER_KEY))?),
            client: self.client_certificate(OWN_NAME)?,
            secret: self.secret()?,
        })
    }

    /// Makes a certificate for a client of this name. It is not kept.
    ///
    /// # Errors
    /// When there is no authority: no server has started here yet.
    pub fn client_certificate(&self, name: &str) -> Result<ClientCertificate, DataError> {
        let key = KeyPair::generate()?;
        let certificate = client(name).signed_by(&key, &self.issuer()?)?;
        Ok(ClientCertificate { certificate: certificate.pem(), key: Pem(key.serialize_pem()) })
    }

    fn make_authority(&self) -> Result<(), DataError> {
        let key = KeyPair::generate()?;
        let certificate = authority()?.self_signed(&key)?;
        self.write(CA_KEY, key.serialize_pem().as_bytes(), Access::Private)?;
        self.write(CA, certificate.pem().as_bytes(), Access::Public)?;
        // A server certificate of an earlier authority is of no use.
        self.remove(SERVER)
    }

    fn make_server(&self, names: &[String]) -> Result<(), DataError> {
        let key = KeyPair::generate()?;
        let certificate = server(names)?.signed_by(&key, &self.issuer()?)?;
        self.write(SERVER_KEY, key.serialize_pem().as_bytes(), Access::Private)?;
        self.write(SERVER, certificate.pem().as_bytes(), Access::Public)
    }

    fn issuer(&self) -> Result<Issuer<'static, KeyPair>, DataError> {
        let key = KeyPair::from_pem(&read(&self.0.join(CA_KEY))?)?;
        Ok(Issuer::new(authority()?, key))
    }

    fn lock(&self) -> Result<File, DataError> {
        let path = self.0.join("lock");
        let locked = OpenOptions::new().create(true).truncate(false).write(true).open(&path).and_then(|file| {
            file.lock()?;
            Ok(file)
        });
        locked.map_err(|source| DataError::File { path, source })
    }

    fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    fn write(&self, name: &str, content: &[u8], access: Access) -> Result<(), DataError> {
        write(&self.0.join(name), content, access)
    }

    fn remove(&self, name: &str) -> Result<(), DataError> {
        let path = self.0.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(DataError::File { path, source: error }),
            _ => Ok(()),
        }
    }
}

/// Writes beside the place and then renames, so that no half file is ever read.
fn write(path: &Path, content: &[u8], access: Access) -> Result<(), DataError> {
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let written = open_new(&fresh, access).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    });
    written.map_err(|source| DataError::File { path: path.to_owned(), source })
}

#[derive(Clone, Copy)]
enum Access {
    /// Everybody may read it.
    Public,
    /// Only the owner may read it, from the first moment on.
    Private,
}

fn open_new(path: &Path, access: Access) -> io::Result<File> {
    // What a start that was broken off has left behind may have other permissions.
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(
        &mut options,
        match access {
            Access::Public => 0o644,
            Access::Private => 0o600,
        },
    );
    #[cfg(not(unix))]
    let _ = access;
    options.open(path)
}

/// The authority. Always the same but for its key and dates, so that it can sign without being read back.
fn authority() -> Result<CertificateParams, DataError> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "services authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid_for(&mut params, Duration::days(3650));
    Ok(params)
}

fn server(names: &[String]) -> Result<CertificateParams, DataError> {
    let own = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut params = CertificateParams::new(own.into_iter().chain(names.iter().cloned()).collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, "services");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    valid_for(&mut params, Duration::days(825));
    Ok(params)
}

fn client(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.use_authority_key_identifier_extension = true;
    valid_for(&mut params, Duration::days(825));
    params
}

fn valid_for(params: &mut CertificateParams, long: Duration) {
    // Clocks of clients may be a little late.
    params.not_before = OffsetDateTime::now_utc() - Duration::hours(1);
    params.not_after = params.not_before + long;
}

fn random() -> [u8; SECRET_BYTES] {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).expect("the operating system has a source of randomness");
    bytes
}

fn read(path: &Path) -> Result<String, DataError> {
    fs::read_to_string(path).map_err(|source| DataError::File { path: path.to_owned(), source })
}
