use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use protoward_runtime::grpc::{Configured, MethodConfig, RetryPolicy, ServiceConfig};
use services::client::{Balancing, BreakerSettings, Connect, Keepalive, Transport};
use services::data::DataDir;
use services::proto::ticker::v1::TickerRequest;
use services::proto::ticker::v1::ticker_stream_service_client::TickerStreamServiceClient;
use services::proto::user::v1::user_service::{self, MockUserService, UserServiceClient};
use services::proto::user::v1::{CreateUsersResponse, GetUserRequest, ListUsersRequest};
use services::store::Store;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tonic::{Code, Response, Status};

use crate::mocked::Mocked;
use crate::process::{Served, token};
use crate::server::{Running, all, create_users, end, new_user, options, within};

const ANY_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];

fn transport(data: &Path, servers: &[&Served]) -> Transport {
    let servers = servers.iter().map(|server| server.url.clone()).collect();
    let ca = DataDir::new(data).ca().unwrap();
    Connect { servers, ca, certificate: None, token: Some(token(data)), keepalive: Keepalive::default() }
        .transport()
        .unwrap()
}

/// Makes one attempt.
async fn get(transport: &Transport, id: &str) -> Result<String, Status> {
    let answer = UserServiceClient::new(transport.clone()).get_user(GetUserRequest { id: id.to_owned() }).await?;
    Ok(answer.into_inner().user.unwrap().name)
}

/// Calls with the retries of the services' config.
async fn get_again(transport: &Transport, id: &str) -> Result<String, Status> {
    let mut users = user_service::configured(transport.clone());
    let answer = users.get_user(GetUserRequest { id: id.to_owned() }).await?;
    Ok(answer.into_inner().user.unwrap().name)
}

/// Calls with the retries of the given config.
async fn get_by(transport: &Transport, config: &'static ServiceConfig, id: &str) -> Result<String, Status> {
    let mut users = UserServiceClient::new(Configured::new(transport.clone(), config));
    let answer = users.get_user(GetUserRequest { id: id.to_owned() }).await?;
    Ok(answer.into_inner().user.unwrap().name)
}

/// A policy with many, frequent attempts.
const PATIENT: RetryPolicy = RetryPolicy {
    max_attempts: 200,
    initial_backoff: Duration::from_millis(10),
    max_backoff: Duration::from_millis(50),
    backoff_multiplier: 2.0,
    retryable_status_codes: &[Code::Unavailable],
};

const fn every_method(retry: RetryPolicy) -> [(&'static str, MethodConfig); 1] {
    [("", MethodConfig { timeout: None, retry: Some(retry) })]
}

#[test]
fn clients_in_other_languages_have_the_same_retries() {
    let own = include_str!("../../service_config.json");
    assert_eq!(include_str!("../../../clients/python/service_config.json"), own);
    assert_eq!(include_str!("../../../clients/typescript/service_config.json"), own);
}

#[tokio::test]
async fn stream_ends_when_the_server_dies() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &ANY_PORT).await;
        let mut ticker = TickerStreamServiceClient::new(transport(data.path(), &[&server]));
        let requests = tokio_stream::iter([TickerRequest { symbol: "ACME".into() }]);
        let mut prices = ticker.ticker_stream(requests).await.unwrap().into_inner();
        for _ in 0..3 {
            prices.message().await.unwrap().unwrap();
        }
        server.kill().await;
        let status = end(prices).await;
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    })
    .await;
}

#[tokio::test]
async fn calls_survive_failure_and_recovery_of_one_server() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        // Both servers share the folder, and with it the database.
        let first = Served::start(data.path(), &ANY_PORT).await;
        let second = Served::start(data.path(), &ANY_PORT).await;
        let transport = transport(data.path(), &[&first, &second]);
        let id = create_users(&mut UserServiceClient::new(transport.clone()), "ann", 1).await[0].id.clone();
        for _ in 0..10 {
            assert_eq!(get(&transport, &id).await.unwrap(), "ann0");
        }
        let port = first.url.rsplit(':').next().unwrap().to_owned();
        first.kill().await;
        // One of two consecutive calls notices the failure. It may fail on its way to the server, and is then retried.
        for _ in 0..2 {
            assert_eq!(get_again(&transport, &id).await.unwrap(), "ann0");
        }
        // From then on no call fails, even when the dead server is tried again after a while.
        let known = Instant::now();
        while known.elapsed() < Duration::from_millis(400) {
            assert_eq!(get(&transport, &id).await.unwrap(), "ann0");
        }
        // The other server dies as well, and the first is back: calls reach it.
        let first = Served::start(data.path(), &["--listen", &format!("127.0.0.1:{port}")]).await;
        second.kill().await;
        static ANY: ServiceConfig = ServiceConfig { methods: &every_method(PATIENT), retry_throttling: None };
        assert_eq!(get_by(&transport, &ANY, &id).await.unwrap(), "ann0");
        first.kill().await;
    })
    .await;
}

#[tokio::test]
async fn two_servers_share_one_database() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let first = Served::start(data.path(), &ANY_PORT).await;
        let second = Served::start(data.path(), &ANY_PORT).await;
        let users = UserServiceClient::new(transport(data.path(), &[&first, &second]));
        let calls = (0..20).map(|caller| {
            let mut users = users.clone();
            tokio::spawn(async move { create_users(&mut users, &format!("caller{caller}-"), 3).await })
        });
        for call in calls.collect::<Vec<_>>() {
            assert_eq!(call.await.unwrap().len(), 3);
        }
        let one = UserServiceClient::new(transport(data.path(), &[&first]));
        let listed = one.clone().list_users(ListUsersRequest { page_size: 100, page_token: String::new() }).await;
        assert_eq!(all(listed.unwrap().into_inner()).await.len(), 60);
    })
    .await;
}

#[tokio::test]
async fn balances_calls_over_all_servers() {
    within(async {
        // The servers have separate stores, so the result shows which server responded.
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let servers: Vec<_> =
            (0..2).map(|_| Running::with(options(), identity.clone(), Store::memory().unwrap())).collect();
        let mut ids = Vec::new();
        for server in &servers {
            ids.push(create_users(&mut server.users(), "ann", 1).await[0].id.clone());
        }
        let urls = servers.iter().map(Running::url).collect();
        let transport = Connect { servers: urls, ..servers[0].connect() }.transport().unwrap();
        let mut found = Vec::new();
        for _ in 0..6 {
            found.push(get(&transport, &ids[0]).await.is_ok());
        }
        assert!(found == [true, false, true, false, true, false] || found == [false, true, false, true, false, true]);
    })
    .await;
}

/// Returns an address that was free a moment ago.
async fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn waits_for_a_late_server() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let address = free_address().await;
        let secret = identity.secret.sign("tester", Duration::from_secs(60)).unwrap();
        let connect = Connect {
            servers: vec![format!("https://{address}")],
            ca: identity.ca.clone(),
            certificate: None,
            token: Some(secret),
            keepalive: Keepalive::default(),
        };
        let transport = connect.transport().unwrap();
        // Without retries the call fails, with the reason.
        let status = get(&transport, "nobody").await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable);
        assert!(status.message().contains("refused"), "{status:?}");
        let listener = TcpListener::bind(address).await.unwrap();
        let late = tokio::spawn(async move {
            // The server starts after two failed connections.
            for _ in 0..2 {
                drop(listener.accept().await.unwrap());
            }
            drop(listener);
            let options = services::server::Options { listen: address, ..options() };
            Running::with(options, identity, Store::memory().unwrap())
        });
        // Nothing was sent, so even calls that must not be repeated are retried.
        static ONCE: ServiceConfig = ServiceConfig {
            methods: &every_method(RetryPolicy { retryable_status_codes: &[Code::Aborted], ..PATIENT }),
            retry_throttling: None,
        };
        assert_eq!(get_by(&transport, &ONCE, "nobody").await.unwrap_err().code(), Code::NotFound);
        late.await.unwrap().stop().await;
    })
    .await;
}

#[tokio::test]
async fn gives_up_on_an_absent_server() {
    within(async {
        let server = Running::start();
        let connect = Connect { servers: vec![format!("https://{}", free_address().await)], ..server.connect() };
        let transport = connect.transport().unwrap();
        static THRICE: ServiceConfig = ServiceConfig {
            methods: &every_method(RetryPolicy {
                max_attempts: 3,
                initial_backoff: Duration::from_millis(20),
                backoff_multiplier: 1.0,
                ..PATIENT
            }),
            retry_throttling: None,
        };
        let started = Instant::now();
        let status = get_by(&transport, &THRICE, "nobody").await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable);
        assert!(status.message().contains("refused"), "{status:?}");
        // Two pauses, each shortened by at most a fifth.
        assert!(started.elapsed() >= Duration::from_millis(32));
    })
    .await;
}

/// Starts a proxy that forwards bytes until it is told to stop; then it keeps the connection open without forwarding.
pub(crate) async fn blocking_proxy(to: SocketAddr) -> (SocketAddr, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (close, closed) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let mut closed = closed.clone();
            tokio::spawn(async move {
                let mut far = TcpStream::connect(to).await.unwrap();
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut near, &mut far) => return,
                    _ = closed.wait_for(|closed| *closed) => {}
                }
                // Keeps both connections open until the end of the test.
                std::future::pending::<()>().await;
            });
        }
    });
    (address, close)
}

#[tokio::test]
async fn keepalive_detects_an_unresponsive_server() {
    within(async {
        let server = Running::start();
        let (address, close) = blocking_proxy(server.address).await;
        let connect = Connect {
            servers: vec![format!("https://{address}")],
            keepalive: Keepalive { interval: Duration::from_millis(50), timeout: Duration::from_millis(100) },
            ..server.connect()
        };
        let mut ticker = TickerStreamServiceClient::new(connect.transport().unwrap());
        let requests = tokio_stream::iter([TickerRequest { symbol: "ACME".into() }]);
        let mut prices = ticker.ticker_stream(requests).await.unwrap().into_inner();
        prices.message().await.unwrap().unwrap();
        close.send_replace(true);
        let status = end(prices).await;
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    })
    .await;
}

#[tokio::test]
async fn reconnects_after_a_broken_connection() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let store = Store::memory().unwrap();
        let first = Running::with(options(), identity.clone(), store.clone());
        let (address, transport) = (first.address, first.transport());
        let id = create_users(&mut first.users(), "ann", 1).await[0].id.clone();
        assert_eq!(get(&transport, &id).await.unwrap(), "ann0");
        first.stop().await;
        let options = services::server::Options { listen: address, ..options() };
        let second = Running::with(options, identity, store);
        assert_eq!(get_again(&transport, &id).await.unwrap(), "ann0");
        second.stop().await;
    })
    .await;
}

#[tokio::test]
async fn repeats_possibly_done_calls_only_where_the_schema_allows_it() {
    within(async {
        let unavailable = || Status::unavailable("it may have been done");
        let mock = MockUserService::new()
            .on_get_user(move |_| async move { Err(unavailable()) })
            .on_create_users(move |_| async move { Err(unavailable()) });
        let server = Mocked::start(&mock).await;
        let mut users = user_service::configured(server.connect().transport().unwrap());
        users.get_user(GetUserRequest::default()).await.unwrap_err();
        assert_eq!(mock.calls_to_get_user().len(), 5);
        users.create_users(tokio_stream::iter([new_user("ann")])).await.unwrap_err();
        assert_eq!(mock.calls_to_create_users().len(), 1);
        // ABORTED means that the call had no effect.
        let retried = MockUserService::new();
        let mock = retried.clone();
        let retried = retried.on_create_users(move |mut request| {
            let is_first = mock.calls_to_create_users().len() == 1;
            async move {
                request.get_mut().all().await?;
                if is_first { Err(Status::aborted("again")) } else { Ok(Response::new(CreateUsersResponse::default())) }
            }
        });
        let server = Mocked::start(&retried).await;
        let mut users = user_service::configured(server.connect().transport().unwrap());
        users.create_users(tokio_stream::iter([new_user("ann")])).await.unwrap();
        let calls = retried.calls_to_create_users();
        assert_eq!(calls.len(), 2);
        assert!(calls.iter().all(|call| call.message == [new_user("ann")]), "{calls:?}");
    })
    .await;
}

#[tokio::test]
async fn retries_stop_after_many_failures() {
    within(async {
        let mock = MockUserService::new().on_get_user(|_| async { Err(Status::unavailable("overloaded")) });
        let server = Mocked::start(&mock).await;
        // The circuit breaker would prevent retries as well.
        let breaker = BreakerSettings { failures: u32::MAX, ..BreakerSettings::default() };
        let balancing = Balancing { breaker, ..Balancing::default() };
        let users = user_service::configured(server.connect().transport_with(&balancing).unwrap());
        let mut calls = JoinSet::new();
        for _ in 0..60 {
            let mut users = users.clone();
            calls.spawn(async move { users.get_user(GetUserRequest::default()).await.map(drop) });
        }
        assert!(calls.join_all().await.iter().all(Result::is_err));
        // Half of the hundred tokens of `retryThrottling` are used. Of these calls, 49 may be retried.
        let attempts = mock.calls_to_get_user().len();
        assert!((61..110).contains(&attempts), "{attempts}");
        users.clone().get_user(GetUserRequest::default()).await.unwrap_err();
        assert_eq!(mock.calls_to_get_user().len(), attempts + 1);
    })
    .await;
}
