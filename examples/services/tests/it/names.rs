//! Several servers with one name.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use services::client::{Balancing, BreakerSettings, Connect, Obstacle, Resolve, Resolving, Transport, Unreachable};
use services::proto::user::v1::user_service::{self, MockUserService, UserServiceClient};
use services::proto::user::v1::{GetUserRequest, GetUserResponse, User};
use tonic::{Code, Response, Status};

use crate::mocked::{Mocked, connect, identity};
use crate::server::{Running, within};

/// A resolver with the names and addresses of a test.
#[derive(Clone, Debug, Default)]
struct Table(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    addresses: BTreeMap<String, Vec<SocketAddr>>,
    lookups: usize,
}

impl Table {
    fn of(name: &str, addresses: &[SocketAddr]) -> Self {
        let table = Self::default();
        table.set(name, addresses);
        table
    }

    fn set(&self, name: &str, addresses: &[SocketAddr]) {
        self.0.lock().unwrap().addresses.insert(name.to_owned(), addresses.to_vec());
    }

    fn lookups(&self) -> usize {
        self.0.lock().unwrap().lookups
    }
}

impl Resolve for Table {
    fn resolve(&self, host: &str, _: u16) -> Resolving {
        let mut entries = self.0.lock().unwrap();
        entries.lookups += 1;
        let found = entries.addresses.get(host).cloned();
        Box::pin(async move { found.ok_or_else(|| io::Error::other("no such name")) })
    }
}

/// Returns settings with which addresses stay valid for ever, unless a test sets another age. Failing servers are
/// called again at once.
fn balancing(table: &Table) -> Balancing {
    Balancing {
        resolver: Arc::new(table.clone()),
        refresh: Duration::MAX,
        refresh_after_failure: Duration::ZERO,
        breaker: BreakerSettings { first_pause: Duration::ZERO, ..BreakerSettings::default() },
        ..Balancing::default()
    }
}

/// Returns a server that responds with its own name.
pub(crate) fn called(name: &'static str) -> MockUserService {
    MockUserService::new().on_get_user(move |_| async move {
        let user = User { name: name.to_owned(), ..User::default() };
        Ok(Response::new(GetUserResponse { user: Some(user) }))
    })
}

pub(crate) async fn answering_server(transport: &Transport) -> Result<String, Status> {
    let answer = UserServiceClient::new(transport.clone()).get_user(GetUserRequest::default()).await?;
    Ok(answer.into_inner().user.unwrap().name)
}

/// Returns the servers that respond to ten calls.
pub(crate) async fn all(transport: &Transport) -> Vec<String> {
    let mut names = Vec::new();
    for _ in 0..10 {
        names.push(answering_server(transport).await.unwrap());
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Starts three servers with the same certificate, named `one`, `two` and `three`.
pub(crate) async fn three() -> [Mocked; 3] {
    let identity = identity();
    let at = async |name| Mocked::at("127.0.0.1:0".parse().unwrap(), &called(name), identity.clone()).await;
    [at("one").await, at("two").await, at("three").await]
}

const NAME: [&str; 1] = ["dns:///localhost:50051"];

#[tokio::test]
async fn calls_all_addresses_of_a_name() {
    within(async {
        let [one, two, three] = three().await;
        let table = Table::of("localhost", &[one.address, two.address, three.address, one.address]);
        let transport = connect(&NAME, &one.identity).transport_with(&balancing(&table)).unwrap();
        assert_eq!(table.lookups(), 0, "nothing is resolved before it is needed");
        assert_eq!(all(&transport).await, ["one", "three", "two"]);
        assert_eq!(table.lookups(), 1);
    })
    .await;
}

#[tokio::test]
async fn combines_names_and_addresses() {
    within(async {
        let [one, two, three] = three().await;
        let table = Table::of("localhost", &[one.address, two.address]);
        let servers = connect(&[NAME[0], &three.url()], &one.identity);
        let transport = servers.transport_with(&balancing(&table)).unwrap();
        assert_eq!(all(&transport).await, ["one", "three", "two"]);
    })
    .await;
}

#[tokio::test]
async fn follows_changes_of_addresses() {
    within(async {
        let [one, two, three] = three().await;
        let table = Table::of("localhost", &[one.address, two.address]);
        let settings = Balancing { refresh: Duration::ZERO, ..balancing(&table) };
        let transport = connect(&NAME, &one.identity).transport_with(&settings).unwrap();
        assert_eq!(all(&transport).await, ["one", "two"]);
        table.set("localhost", &[two.address, three.address]);
        // The next calls resolve the name, and may use the old addresses meanwhile.
        while all(&transport).await != ["three", "two"] {}
    })
    .await;
}

#[tokio::test]
async fn keeps_resolved_addresses_while_they_are_valid() {
    within(async {
        let [one, two, _] = three().await;
        let table = Table::of("localhost", &[one.address]);
        let transport = connect(&NAME, &one.identity).transport_with(&balancing(&table)).unwrap();
        answering_server(&transport).await.unwrap();
        table.set("localhost", &[two.address]);
        assert_eq!(all(&transport).await, ["one"]);
        assert_eq!(table.lookups(), 1);
    })
    .await;
}

#[tokio::test]
async fn resolves_again_when_a_server_is_unreachable() {
    within(async {
        let [one, _, _] = three().await;
        let nobody = free_address().await;
        let table = Table::of("localhost", &[nobody]);
        let transport = connect(&NAME, &one.identity).transport_with(&balancing(&table)).unwrap();
        assert_eq!(answering_server(&transport).await.unwrap_err().code(), Code::Unavailable);
        assert_eq!(table.lookups(), 2, "once more after the failure");
        // One call notices the failure, and continues with the new address.
        table.set("localhost", &[one.address]);
        assert_eq!(answering_server(&transport).await.unwrap(), "one");
        // If the name has no addresses, the known ones stay in use.
        table.set("localhost", &[]);
        assert_eq!(all(&transport).await, ["one"]);
    })
    .await;
}

/// Returns an address that was free a moment ago.
pub(crate) async fn free_address() -> SocketAddr {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn finds_a_moved_server() {
    within(async {
        let [one, two, _] = three().await;
        let table = Table::of("localhost", &[one.address]);
        let transport = connect(&NAME, &one.identity).transport_with(&balancing(&table)).unwrap();
        let mut users = user_service::configured(transport);
        users.get_user(GetUserRequest::default()).await.unwrap();
        table.set("localhost", &[two.address]);
        one.stop().await;
        let answer = users.get_user(GetUserRequest::default()).await.unwrap().into_inner();
        assert_eq!(answer.user.unwrap().name, "two");
    })
    .await;
}

#[tokio::test]
async fn explains_a_name_without_addresses() {
    within(async {
        let table = Table::default();
        let transport = connect(&NAME, &identity()).transport_with(&balancing(&table)).unwrap();
        let status = answering_server(&transport).await.unwrap_err();
        assert_eq!(status.message(), "no server can be reached: localhost: no such name");
        let source = std::error::Error::source(&status).unwrap();
        assert_eq!(source.downcast_ref(), Some(&Unreachable(Obstacle::UnknownHost)));
        table.set("localhost", &[]);
        let status = answering_server(&transport).await.unwrap_err();
        assert_eq!(status.message(), "no server can be reached: localhost: no address is known");
    })
    .await;
}

#[tokio::test]
async fn verifies_certificates_by_name() {
    within(async {
        let identity = identity();
        // The certificate is for localhost, and not for this address.
        let mock = called("one");
        let server = Mocked::at("127.0.0.2:0".parse().unwrap(), &mock, identity.clone()).await;
        assert_eq!(
            answering_server(&server.connect().transport().unwrap()).await.unwrap_err().code(),
            Code::Unavailable
        );
        let table = Table::of("localhost", &[server.address]);
        let transport = connect(&NAME, &identity).transport_with(&balancing(&table)).unwrap();
        assert_eq!(answering_server(&transport).await.unwrap(), "one");
        // A server whose certificate is for another name is rejected.
        table.set("other.example", &[server.address]);
        let transport = connect(&["dns:///other.example:1"], &identity).transport_with(&balancing(&table)).unwrap();
        let status = answering_server(&transport).await.unwrap_err();
        assert!(status.message().contains("certificate"), "{status:?}");
    })
    .await;
}

#[tokio::test]
async fn uses_the_system_resolver() {
    within(async {
        let server = Running::start();
        let servers = vec![format!("dns:///localhost:{}", server.address.port())];
        // The name may have more addresses of this machine than the server listens on.
        let transport = Connect { servers, ..server.connect() }.transport().unwrap();
        for _ in 0..4 {
            // The server was reached, because it rejects the empty id.
            assert_eq!(answering_server(&transport).await.unwrap_err().code(), Code::InvalidArgument);
        }
    })
    .await;
}
