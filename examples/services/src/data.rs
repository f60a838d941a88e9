//! The data folder: certificates, keys and the secret that signs tokens, created at first start.
//!
//! Only the certificate of the authority (`ca.pem`) leaves the folder: clients trust it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
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
/// The name of servers among themselves, in their client certificates.
pub(crate) const OWN_NAME: &str = "services";

/// An error in the use of the data folder.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file could not be read or written.
    #[error("cannot use `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A secret does not protect anything.
    #[error("`{}` {why}", .path.display())]
    Unprotected {
        /// The file.
        path: PathBuf,
        /// The reason, as the end of a sentence.
        why: &'static str,
    },
    /// A certificate could not be created.
    #[error("cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
}

/// The credentials of a server: its certificates and keys, and the secret that verifies callers.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The certificate of the authority.
    pub ca: String,
    /// The certificate of the server, signed by the authority.
    pub certificate: String,
    /// The private key of the server.
    pub key: Pem,
    /// The client certificate for calls to other servers and to the server itself.
    pub client: ClientCertificate,
    /// The secret that signs tokens.
    pub secret: Secret,
}

/// A certificate of a client, signed by the authority.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The certificate, whose common name is the client's name.
    pub certificate: String,
    /// The private key of the certificate.
    pub key: Pem,
}

impl ClientCertificate {
    /// Writes `NAME.pem` and `NAME.key` into a folder, and returns both paths. The key is readable for the owner only.
    ///
    /// # Errors
    /// Fails if the folder is not writable.
    pub fn write(&self, folder: &Path, name: &str) -> Result<(PathBuf, PathBuf), DataError> {
        let (certificate, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
        write(&key, self.key.0.as_bytes(), Access::Private)?;
        write(&certificate, self.certificate.as_bytes(), Access::Public)?;
        Ok((certificate, key))
    }
}

/// A private key. Its `Debug` output hides the key.
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
    /// Creates a reference to a folder, without reading or creating anything.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns the path of the database.
    pub fn database(&self) -> PathBuf {
        self.0.join("services.sqlite")
    }

    /// Returns the path of the database, after creating an empty one that only the owner can read, unless there is one.
    ///
    /// # Errors
    /// Fails if the folder is not writable.
    pub fn make_database(&self) -> Result<PathBuf, DataError> {
        let path = self.database();
        match create_new(&path, Access::Private) {
            Err(source) if source.kind() != io::ErrorKind::AlreadyExists => Err(DataError::File { path, source }),
            _ => Ok(path),
        }
    }

    /// Reads the certificate that clients trust.
    ///
    /// # Errors
    /// Fails if the certificate is missing, because no server has started in the folder yet.
    pub fn ca(&self) -> Result<String, DataError> {
        read(&self.0.join(CA))
    }

    /// Reads the secret that signs tokens.
    ///
    /// # Errors
    /// Fails if the secret is missing, because no server has started in the folder yet, if it is too short to be secret, and if
    /// everybody can read it.
    pub fn secret(&self) -> Result<Secret, DataError> {
        let path = self.0.join(SECRET);
        let bytes = read_private(&path)?;
        if bytes.len() < SECRET_BYTES {
            let why =
                "has fewer than 32 bytes, so that tokens can be forged: delete it, and the next start makes a new one";
            return Err(DataError::Unprotected { path, why });
        }
        Ok(Secret::new(bytes))
    }

    /// Reads the credentials of a server, and creates missing ones. `names` are additional host names or addresses for
    /// a new server certificate, which is always valid for those of this machine.
    ///
    /// # Errors
    /// Fails if the folder is not writable, or if one of its files is invalid.
    pub fn open(&self, names: &[String]) -> Result<Identity, DataError> {
        fs::create_dir_all(&self.0).map_err(|source| DataError::File { path: self.0.clone(), source })?;
        // Two servers may start in a new folder at the same time.
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
            key: Pem(read_private_text(&self.0.join(SERVER_KEY))?),
            client: self.client_certificate(OWN_NAME)?,
            secret: self.secret()?,
        })
    }

    /// Returns the paths of the certificates and the key of the server.
    pub(crate) fn certificate_files(&self) -> [PathBuf; 3] {
        [CA, SERVER, SERVER_KEY].map(|name| self.0.join(name))
    }

    /// Returns these credentials with the certificates and the key that are in the folder now.
    pub(crate) fn read_certificates(&self, identity: Identity) -> Result<Identity, DataError> {
        let [ca, certificate, key] = self.certificate_files();
        Ok(Identity {
            ca: read(&ca)?,
            certificate: read(&certificate)?,
            key: Pem(read_private_text(&key)?),
            ..identity
        })
    }

    /// Creates a certificate for a client with this name. The certificate is not stored.
    ///
    /// # Errors
    /// Fails if there is no authority, because no server has started in the folder yet.
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
        // A server certificate of an earlier authority is useless.
        self.remove(SERVER)
    }

    fn make_server(&self, names: &[String]) -> Result<(), DataError> {
        let key = KeyPair::generate()?;
        let certificate = server(names)?.signed_by(&key, &self.issuer()?)?;
        self.write(SERVER_KEY, key.serialize_pem().as_bytes(), Access::Private)?;
        self.write(SERVER, certificate.pem().as_bytes(), Access::Public)
    }

    fn issuer(&self) -> Result<Issuer<'static, KeyPair>, DataError> {
        let key = KeyPair::from_pem(&read_private_text(&self.0.join(CA_KEY))?)?;
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

/// Writes to a temporary file and renames it, so that no partial file is ever read.
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
    /// Readable by everybody.
    Public,
    /// Readable only by the owner, from the moment of creation.
    Private,
}

fn open_new(path: &Path, access: Access) -> io::Result<File> {
    // A file that an interrupted start has left behind may have other permissions.
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    create_new(path, access)
}

fn create_new(path: &Path, access: Access) -> io::Result<File> {
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

/// Returns the parameters of the authority. They depend only on the key and the date, so the authority can sign
/// without being read back.
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
    // Tolerates clients whose clocks are slow.
    params.not_before = OffsetDateTime::now_utc() - Duration::hours(1);
    params.not_after = params.not_before + long;
}

fn random() -> [u8; SECRET_BYTES] {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).expect("the operating system has a source of randomness");
    bytes
}

/// Reads a file that others must not be able to read.
fn read_private(path: &Path) -> Result<Vec<u8>, DataError> {
    let failed = |source| DataError::File { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&file.metadata().map_err(failed)?.permissions()) & 0o007 != 0 {
        let why = "is open to everybody on this machine: `chmod 600` it, and replace it if others had access";
        return Err(DataError::Unprotected { path: path.to_owned(), why });
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn read_private_text(path: &Path) -> Result<String, DataError> {
    let text = String::from_utf8(read_private(path)?);
    text.map_err(|error| DataError::File {
        path: path.to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidData, error),
    })
}

fn read(path: &Path) -> Result<String, DataError> {
    fs::read_to_string(path).map_err(|source| DataError::File { path: path.to_owned(), source })
}
