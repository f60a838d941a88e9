use std::net::SocketAddr;
use std::path::Path;

use services::client::{Connect, ConnectError, Obstacle, Transport, Unreachable};
use services::data::{ClientCertificate, DataDir};
use services::proto::chat::v1::Message;
use services::proto::chat::v1::chat_client::ChatClient;
use services::proto::company::v1::CloseDepartmentRequest;
use services::proto::company::v1::department_service_client::DepartmentServiceClient;
use services::proto::orders::v1::order_service_client::OrderServiceClient;
use services::proto::orders::v1::{CreateOrderRequest, OrderLine};
use services::proto::ticker::v1::WatchPricesRequest;
use services::proto::ticker::v1::ticker_stream_service_client::TickerStreamServiceClient;
use services::proto::user::v1::GetUserRequest;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::server::{ClientCertificates, Options};
use services::store::Store;
use tonic::transport::Endpoint;
use tonic::{Code, Status};

use crate::observe::scrape;
use crate::server::{Running, assert_fault, options, within};

async fn refused(connect: Connect) -> Status {
    let mut users = UserServiceClient::new(connect.transport().unwrap());
    users.get_user(GetUserRequest { id: "nobody".into() }).await.unwrap_err()
}

#[tokio::test]
async fn rejects_servers_of_another_authority() {
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
async fn rejects_servers_with_another_name() {
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
        // A new certificate can include the name; the authority stays the same.
        std::fs::remove_file(folder.path().join("server.pem")).unwrap();
        let named = start(&["127.0.0.2".to_owned()]);
        assert_eq!(named.identity.ca, nameless.identity.ca);
        assert_eq!(refused(named.connect()).await.code(), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn rejects_plain_text_connections() {
    within(async {
        let server = Running::start();
        let open = Connect { servers: vec![format!("http://{}", server.address)], ..server.connect() };
        assert!(matches!(open.transport(), Err(ConnectError::Address(_))));
        // The server also rejects unencrypted connections.
        let endpoint = Endpoint::from_shared(format!("http://{}", server.address)).unwrap();
        let mut users = UserServiceClient::new(endpoint.connect_lazy());
        assert!(users.get_user(GetUserRequest { id: "nobody".into() }).await.is_err());
    })
    .await;
}

/// Starts a server that asks clients for certificates.
fn asking(data: &DataDir, client_certificates: ClientCertificates) -> Running {
    let options = Options { client_certificates, ..options() };
    Running::with(options, data.open(&[]).unwrap(), Store::memory().unwrap())
}

/// Returns the status of a call with this certificate and token.
async fn answered(server: &Running, certificate: Option<&ClientCertificate>, token: Option<String>) -> Status {
    refused(Connect { certificate: certificate.cloned(), token, ..server.connect() }).await
}

/// Checks that the client knows why the server has refused it.
#[track_caller]
fn assert_refused(status: &Status, why: Obstacle) {
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    let source = std::error::Error::source(status).and_then(|source| source.downcast_ref());
    assert_eq!(source, Some(&Unreachable(why)), "{status:?}");
}

#[tokio::test]
async fn accepts_a_client_certificate_instead_of_a_token() {
    within(async {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let data = DataDir::new(folder.path());
        let server = asking(&data, ClientCertificates::Optional(None));
        let ann = data.client_certificate("ann").unwrap();
        assert_eq!(answered(&server, Some(&ann), None).await.code(), Code::NotFound);
        assert_eq!(answered(&server, None, Some(server.token())).await.code(), Code::NotFound);
        assert_eq!(answered(&server, None, None).await.code(), Code::Unauthenticated);
        // A certificate does not make up for an invalid token.
        assert_eq!(answered(&server, Some(&ann), Some("nonsense".into())).await.code(), Code::Unauthenticated);
        // Certificates of another authority are rejected, and so is that of the server, which is not for clients.
        let other = DataDir::new(elsewhere.path());
        other.open(&[]).unwrap();
        let stranger = other.client_certificate("ann").unwrap();
        let server_own =
            ClientCertificate { certificate: server.identity.certificate.clone(), key: server.identity.key.clone() };
        for untrusted in [&stranger, &server_own] {
            let status = answered(&server, Some(untrusted), Some(server.token())).await;
            assert_refused(&status, Obstacle::CertificateRefused);
        }
    })
    .await;
}

/// Connections from the change on have the new certificate, of another authority. One that is not valid changes nothing.
#[tokio::test]
async fn reads_changed_certificates_again() {
    within(async {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let data = DataDir::new(folder.path());
        let any_port = options().listen;
        let options = Options { certificates: Some(data.clone()), metrics: Some(any_port), ..options() };
        let server = Running::with(options, data.open(&[]).unwrap(), Store::memory().unwrap());
        let open = server.transport();
        let get = async |transport: &Transport| {
            let request = GetUserRequest { id: "nobody".into() };
            UserServiceClient::new(transport.clone()).get_user(request).await.unwrap_err()
        };
        assert_eq!(get(&open).await.code(), Code::NotFound);
        let expiry = async || {
            let text = scrape(&server, "/metrics").await.1;
            let line = text.lines().find_map(|line| line.strip_prefix("tls_certificate_expiration_timestamp_seconds "));
            line.map(str::to_owned)
        };
        let watch = WatchPricesRequest { symbols: vec!["ACME".into()], count: 0 };
        let mut prices = TickerStreamServiceClient::new(open.clone()).watch_prices(watch).await.unwrap().into_inner();
        let before = expiry().await.unwrap();
        assert!(before.parse::<i64>().unwrap() > 1_700_000_000, "{before}");
        std::fs::write(folder.path().join("server.pem"), "nonsense").unwrap();
        // The wrong certificate is seen after a second.
        for _ in 0..2 {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            assert_eq!(get(&server.transport()).await.code(), Code::NotFound);
        }
        // Made later, the other certificate also expires later.
        let other = DataDir::new(elsewhere.path()).open(&[]).unwrap();
        let connect = Connect { ca: other.ca.clone(), ..server.connect() };
        for name in ["ca.pem", "server.key", "server.pem"] {
            std::fs::copy(elsewhere.path().join(name), folder.path().join(name)).unwrap();
        }
        while get(&connect.transport().unwrap()).await.code() != Code::NotFound {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(get(&open).await.code(), Code::NotFound);
        for _ in 0..3 {
            assert!(prices.message().await.unwrap().is_some(), "streams go on");
        }
        assert_eq!(get(&server.transport()).await.code(), Code::Unavailable);
        while expiry().await.unwrap() == before {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn names_a_caller_by_its_certificate() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        let server = asking(&data, ClientCertificates::Required(None));
        let certificate = Some(data.client_certificate("ann").unwrap());
        let connect = Connect { certificate, token: None, ..server.connect() };
        let hello = Message { sender: String::new(), content: "hello".into() };
        let mut heard = ChatClient::new(connect.transport().unwrap()).server_stream(hello).await.unwrap().into_inner();
        assert_eq!(heard.message().await.unwrap().unwrap().sender, "ann");
    })
    .await;
}

#[tokio::test]
async fn roles_come_from_tokens_alone() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        let server = asking(&data, ClientCertificates::Optional(None));
        let close = async |token| {
            let certificate = Some(data.client_certificate("admin").unwrap());
            let connect = Connect { certificate, token, ..server.connect() };
            let request = CloseDepartmentRequest { name: "departments/none".into(), reason: String::new() };
            DepartmentServiceClient::new(connect.transport().unwrap()).close_department(request).await.unwrap_err()
        };
        let status = close(None).await;
        assert_eq!(status.code(), Code::PermissionDenied);
        assert!(status.message().ends_with("needs the role `admin`, which `admin` does not have"), "{status:?}");
        assert_eq!(close(Some(server.token())).await.code(), Code::PermissionDenied);
        assert_eq!(close(Some(server.admin_token())).await.code(), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn refuses_clients_without_a_required_certificate() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        let server = asking(&data, ClientCertificates::Required(None));
        let status = answered(&server, None, Some(server.token())).await;
        assert_refused(&status, Obstacle::CertificateRequired);
        let ann = data.client_certificate("ann").unwrap();
        assert_eq!(answered(&server, Some(&ann), None).await.code(), Code::NotFound);
        // The order service calls the customer service with the server's own certificate.
        let connect = Connect { certificate: Some(ann), ..server.connect() };
        let request = CreateOrderRequest {
            customer_id: "nobody".into(),
            lines: vec![OrderLine { sku: "TEA".into(), quantity: 1, unit_price_cents: 0 }],
            ..CreateOrderRequest::default()
        };
        let status = OrderServiceClient::new(connect.transport().unwrap()).create_order(request).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("customer_id", "there is no such customer")]);
    })
    .await;
}

#[tokio::test]
async fn client_certificates_may_be_of_another_authority() {
    within(async {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let other = DataDir::new(elsewhere.path());
        let authority = other.open(&[]).unwrap().ca;
        let data = DataDir::new(folder.path());
        let server = asking(&data, ClientCertificates::Required(Some(authority)));
        for data in [&data, &other] {
            let ann = data.client_certificate("ann").unwrap();
            assert_eq!(answered(&server, Some(&ann), None).await.code(), Code::NotFound);
        }
    })
    .await;
}

#[test]
fn rejects_invalid_addresses() {
    let connect = |servers: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let ca = DataDir::new(folder.path()).open(&[]).unwrap().ca;
        let servers = servers.iter().map(|server| (*server).to_owned()).collect();
        Connect { servers, ca, certificate: None, token: None, keepalive: services::client::Keepalive::default() }
            .transport()
            .map(drop)
    };
    assert!(matches!(connect(&[]), Err(ConnectError::NoServer)));
    for address in ["", "localhost:50051", "ftp://localhost", "https://", "not an address"] {
        assert!(matches!(connect(&[address]), Err(ConnectError::Address(_))), "{address}");
    }
}

#[test]
fn makes_files_once_with_private_keys() {
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
