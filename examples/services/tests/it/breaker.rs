//! Circuit breakers stop calls to failing servers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use services::client::{Balancing, BreakerSettings, Obstacle, Transport, Unreachable};
use services::proto::user::v1::user_service::{MockUserService, UserServiceClient};
use services::proto::user::v1::{GetUserRequest, GetUserResponse};
use tokio::net::TcpListener;
use tonic::{Code, Response, Status};

use crate::mocked::{Mocked, connect, identity};
use crate::server::within;

const HOUR: Duration = Duration::from_secs(3600);

fn breaking(failures: u32, pause: Duration) -> Balancing {
    Balancing {
        breaker: BreakerSettings { failures, first_pause: pause, longest_pause: pause },
        ..Balancing::default()
    }
}

/// Returns a server that fails this many times, and succeeds from then on.
fn failing(times: usize) -> MockUserService {
    let mock = MockUserService::new();
    let calls = mock.clone();
    mock.on_get_user(move |_| {
        let fails = calls.calls_to_get_user().len() <= times;
        async move {
            if fails { Err(Status::unavailable("overloaded")) } else { Ok(Response::new(GetUserResponse::default())) }
        }
    })
}

async fn get(transport: &Transport) -> Result<(), Status> {
    UserServiceClient::new(transport.clone()).get_user(GetUserRequest::default()).await.map(drop)
}

fn obstacle(status: &Status) -> Option<Obstacle> {
    std::error::Error::source(status)?.downcast_ref().map(|Unreachable(obstacle)| *obstacle)
}

#[tokio::test]
async fn rejects_calls_to_a_failing_server() {
    within(async {
        let mock = failing(usize::MAX);
        let server = Mocked::start(&mock).await;
        let transport = server.connect().transport_with(&breaking(3, HOUR)).unwrap();
        for _ in 0..3 {
            let status = get(&transport).await.unwrap_err();
            assert_eq!((status.code(), status.message()), (Code::Unavailable, "overloaded"));
        }
        for _ in 0..3 {
            let status = get(&transport).await.unwrap_err();
            assert_eq!((status.code(), obstacle(&status)), (Code::Unavailable, Some(Obstacle::Failing)));
            assert!(status.message().ends_with("keeps failing: overloaded"), "{status:?}");
        }
        assert_eq!(mock.calls_to_get_user().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn ignores_errors_of_the_caller() {
    within(async {
        let mock = MockUserService::new().on_get_user(|_| async { Err(Status::not_found("nobody")) });
        let server = Mocked::start(&mock).await;
        let transport = server.connect().transport_with(&breaking(1, HOUR)).unwrap();
        for _ in 0..3 {
            assert_eq!(get(&transport).await.unwrap_err().code(), Code::NotFound);
        }
    })
    .await;
}

#[tokio::test]
async fn closes_after_a_successful_trial() {
    within(async {
        let mock = failing(3);
        let server = Mocked::start(&mock).await;
        // The breaker opens with each failure, and the pause ends at once.
        let transport = server.connect().transport_with(&breaking(1, Duration::ZERO)).unwrap();
        for _ in 0..3 {
            assert_eq!(get(&transport).await.unwrap_err().message(), "overloaded");
        }
        for _ in 0..3 {
            get(&transport).await.unwrap();
        }
        assert_eq!(mock.calls_to_get_user().len(), 6);
    })
    .await;
}

#[tokio::test]
async fn prefers_healthy_servers() {
    within(async {
        let (ill, well) = (failing(usize::MAX), failing(0));
        let first = Mocked::start(&ill).await;
        let second = Mocked::at("127.0.0.1:0".parse().unwrap(), &well, first.identity.clone()).await;
        let servers = connect(&[&first.url(), &second.url()], &first.identity);
        let transport = servers.transport_with(&breaking(2, HOUR)).unwrap();
        let mut failures = 0;
        for _ in 0..20 {
            failures += usize::from(get(&transport).await.is_err());
        }
        assert_eq!((failures, ill.calls_to_get_user().len(), well.calls_to_get_user().len()), (2, 2, 18));
    })
    .await;
}

/// Returns an address that closes connections at once, and their number.
async fn closing() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        loop {
            drop(listener.accept().await.unwrap());
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (address, count)
}

#[tokio::test]
async fn opens_at_once_for_an_unreachable_server() {
    within(async {
        let (address, connections) = closing().await;
        let connect = connect(&[&format!("https://{address}")], &identity());
        let patient = connect.transport_with(&breaking(5, HOUR)).unwrap();
        let first = get(&patient).await.unwrap_err();
        // Later calls get the failure of the first one.
        assert_eq!(get(&patient).await.unwrap_err().message(), first.message());
        assert_eq!(connections.load(Ordering::SeqCst), 1);
        let hasty = connect.transport_with(&breaking(5, Duration::ZERO)).unwrap();
        for _ in 0..3 {
            get(&hasty).await.unwrap_err();
        }
        assert_eq!(connections.load(Ordering::SeqCst), 4);
    })
    .await;
}
