use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use services::client::{Connect, Keepalive, Repeat, Retry, Transport};
use services::data::DataDir;
use services::proto::ticker::v1::TickerRequest;
use services::proto::ticker::v1::ticker_stream_service_client::TickerStreamServiceClient;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::proto::user::v1::{GetUserRequest, ListUsersRequest};
use services::store::Store;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tonic::{Code, Status};

use crate::process::{Served, token};
use crate::server::{Running, all, create_users, end, options, within};

const ANY_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];

fn transport(data: &Path, servers: &[&Served]) -> Transport {
    let servers = servers.iter().map(|server| server.url.clone()).collect();
    let ca = DataDir::new(data).ca().unwrap();
    Connect { servers, ca, certificate: None, token: Some(token(data)), keepalive: Keepalive::default() }
        .transport()
        .unwrap()
}

async fn get(transport: &Transport, id: &str) -> Result<String, Status> {
    let answer = UserServiceClient::new(transport.clone()).get_user(GetUserRequest { id: id.to_owned() }).await?;
    Ok(answer.into_inner().user.unwrap().name)
}

#[tokio::test]
async fn a_server_that_dies_in_mid_stream_ends_the_stream() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        let server = Served::start(data.path(), &ANY_PORT).await;
        let mut ticker = TickerStreamServiceClient::new(transport(data.path(), &[&server]));
        let asked = tokio_stream::iter([TickerRequest { symbol: "ACME".into() }]);
        let mut prices = ticker.ticker_stream(asked).await.unwrap().into_inner();
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
async fn calls_go_on_when_one_of_two_servers_dies_and_when_it_comes_back() {
    within(async {
        let data = tempfile::tempdir().unwrap();
        // They share the folder, and with it the database.
        let first = Served::start(data.path(), &ANY_PORT).await;
        let second = Served::start(data.path(), &ANY_PORT).await;
        let transport = transport(data.path(), &[&first, &second]);
        let id = create_users(&mut UserServiceClient::new(transport.clone()), "ann", 1).await[0].id.clone();
        for _ in 0..10 {
            assert_eq!(get(&transport, &id).await.unwrap(), "ann0");
        }
        let port = first.url.rsplit(':').next().unwrap().to_owned();
        first.kill().await;
        // One of two calls in a row finds out; what was on its way there may fail and is made again.
        let retry = Retry::default();
        for _ in 0..2 {
            assert_eq!(retry.run(Repeat::Always, None, || get(&transport, &id)).await.unwrap(), "ann0");
        }
        // From then on not one call fails, also when the dead server is tried again after a while.
        let known = Instant::now();
        while known.elapsed() < Duration::from_millis(400) {
            assert_eq!(get(&transport, &id).await.unwrap(), "ann0");
        }
        // The other dies as well, the first is back: calls find it.
        let first = Served::start(data.path(), &["--listen", &format!("127.0.0.1:{port}")]).await;
        second.kill().await;
        let patient = Retry { attempts: 50, ..retry };
        assert_eq!(patient.run(Repeat::Always, None, || get(&transport, &id)).await.unwrap(), "ann0");
        first.kill().await;
    })
    .await;
}

#[tokio::test]
async fn two_servers_write_to_one_file_at_once() {
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
async fn calls_are_spread_over_all_servers() {
    within(async {
        // Two servers with stores of their own: who answers can be told from what is found.
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

/// An address that was free a moment ago.
async fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn a_server_that_comes_late_is_waited_for() {
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
        // Without a retry it fails, and says why.
        let status = get(&transport, "nobody").await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable);
        assert!(status.message().contains("refused"), "{status:?}");
        let (calls, mut called) = watch::channel(0);
        let late = tokio::spawn(async move {
            // It starts once it was called in vain for the second time.
            called.wait_for(|calls| *calls >= 2).await.unwrap();
            let options = services::server::Options { listen: address, ..options() };
            Running::with(options, identity, Store::memory().unwrap())
        });
        let retry = Retry { attempts: 100, first: Duration::from_millis(10), most: Duration::from_millis(50) };
        // Nothing was sent in vain, so even what must not be done twice is tried again.
        let answer = retry.run(Repeat::Unsent, None, || {
            let call = get(&transport, "nobody");
            calls.send_modify(|calls| *calls += 1);
            call
        });
        assert_eq!(answer.await.unwrap_err().code(), Code::NotFound);
        assert!(*calls.borrow() >= 3);
        late.await.unwrap().stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_never_there_is_given_up() {
    within(async {
        let server = Running::start();
        let connect = Connect { servers: vec![format!("https://{}", free_address().await)], ..server.connect() };
        let transport = connect.transport().unwrap();
        let retry = Retry { attempts: 3, first: Duration::from_millis(20), most: Duration::from_millis(20) };
        let started = Instant::now();
        let status = retry.run(Repeat::Always, None, || get(&transport, "nobody")).await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable);
        // Two pauses of which at least a half is waited.
        assert!(started.elapsed() >= Duration::from_millis(20));
    })
    .await;
}

/// Passes bytes on until it is told to stop; then it stays connected and says nothing.
pub(crate) async fn dam(to: SocketAddr) -> (SocketAddr, watch::Sender<bool>) {
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
                // Holds both connections open until the end of the test.
                std::future::pending::<()>().await;
            });
        }
    });
    (address, close)
}

#[tokio::test]
async fn a_server_that_falls_silent_is_found_out_by_keepalive() {
    within(async {
        let server = Running::start();
        let (address, close) = dam(server.address).await;
        let connect = Connect {
            servers: vec![format!("https://{address}")],
            keepalive: Keepalive { interval: Duration::from_millis(50), timeout: Duration::from_millis(100) },
            ..server.connect()
        };
        let mut ticker = TickerStreamServiceClient::new(connect.transport().unwrap());
        let asked = tokio_stream::iter([TickerRequest { symbol: "ACME".into() }]);
        let mut prices = ticker.ticker_stream(asked).await.unwrap().into_inner();
        prices.message().await.unwrap().unwrap();
        close.send_replace(true);
        let status = end(prices).await;
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_broke_is_made_anew() {
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
        let retry = Retry::default();
        assert_eq!(retry.run(Repeat::Always, None, || get(&transport, &id)).await.unwrap(), "ann0");
        second.stop().await;
    })
    .await;
}
