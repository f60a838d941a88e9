use std::net::SocketAddr;
use std::path::Path;

use services::client::{Connect, ConnectError};
use services::data::DataDir;
use services::proto::user::v1::GetUserRequest;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::server::Options;
use services::store::Store;
use tonic::transport::Endpoint;
use tonic::{Code, Status};

use crate::server::{Running, options, within};

async fn refused(connect: Connect) -> Status {
    let mut users = UserServiceClient::new(connect.transport().unwrap());
    users.get_user(GetUserRequest { id: "nobody".into() }).await.unwrap_err()
}

#[tokio::test]
async fn a_server_of_another_authority_is_not_trusted() {
    within(async {
        let server = Running::start();
        let elsewhere = tempfile::tempdir().unwrap();
        let ca = DataDir::new(elsewhere.path()).open(&[]).unwrap().ca;
        let status = refused(Connect { ca, ..server.connect() }).await;
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        assert!(status.message().contains("certificate"), "{status:?}");
    })
    .await;
}

#[tokio::test]
async fn a_server_by_a_name_that_its_certificate_does_not_have_is_not_trusted() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let listen = SocketAddr::from(([127, 0, 0, 2], 0));
        let start = |names: &[String]| {
            let identity = DataDir::new(folder.path()).open(names).unwrap();
            Running::with(Options { listen, ..options() }, identity, Store::memory().unwrap())
        };
        let nameless = start(&[]);
        let status = refused(nameless.connect()).await;
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        assert!(status.message().contains("certificate"), "{status:?}");
        // A new certificate can have the name; the authority stays.
        std::fs::remove_file(folder.path().join("server.pem")).unwrap();
        let named = start(&["127.0.0.2".to_owned()]);
        assert_eq!(named.identity.ca, nameless.identity.ca);
        assert_eq!(refused(named.connect()).await.code(), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_sent_in_the_open() {
    within(async {
        let server = Running::start();
        let open = Connect { servers: vec![format!("http://{}", server.address)], ..server.connect() };
        assert!(matches!(open.transport(), Err(ConnectError::Address(_))));
        // Nor does the server talk to a client that does not encrypt.
        let endpoint = Endpoint::from_shared(format!("http://{}", server.address)).unwrap();
        let mut users = UserServiceClient::new(endpoint.connect_lazy());
        assert!(users.get_user(GetUserRequest { id: "nobody".into() }).await.is_err());
    })
    .await;
}

#[test]
fn what_is_no_address_is_refused() {
    let connect = |servers: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let ca = DataDir::new(folder.path()).open(&[]).unwrap().ca;
        let servers = servers.iter().map(|server| (*server).to_owned()).collect();
        Connect { servers, ca, token: None, keepalive: services::client::Keepalive::default() }.transport().map(drop)
    };
    assert!(matches!(connect(&[]), Err(ConnectError::NoServer)));
    for address in ["", "localhost:50051", "ftp://localhost", "https://", "not an address"] {
        assert!(matches!(connect(&[address]), Err(ConnectError::Address(_))), "{address}");
    }
}

#[test]
fn files_are_made_once_and_keys_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let first = DataDir::new(folder.path()).open(&[]).unwrap();
    let second = DataDir::new(folder.path()).open(&[]).unwrap();
    assert_eq!((&first.ca, &first.certificate, &first.key.0), (&second.ca, &second.certificate, &second.key.0));
    let token = first.secret.sign("tester", std::time::Duration::from_secs(60)).unwrap();
    assert!(second.secret.verify(&token).is_ok());
    for private in ["ca.key", "server.key", "token.secret"] {
        assert_eq!(mode(&folder.path().join(private)), 0o600, "{private}");
    }
    assert!(!format!("{first:?}").contains("PRIVATE KEY"));
}

#[test]
fn many_servers_may_start_in_one_new_folder() {
    let folder = tempfile::tempdir().unwrap();
    let start = || DataDir::new(folder.path()).open(&[]).unwrap().certificate;
    let certificates: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(certificates.iter().all(|certificate| *certificate == certificates[0]));
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0o600
}
