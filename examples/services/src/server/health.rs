//! Health: gRPC health checks of the whole server and of each service, and `GET /healthz` and `GET /readyz` for probes
//! over HTTP.
//!
//! A server is ready while what it needs works: its store, or the server behind a gateway. It is not ready during the
//! shutdown.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use prost::Message;
use prost_types::FileDescriptorSet;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tonic::Code;
use tonic_health::ServingStatus;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus as UpstreamStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health as HealthApi, HealthServer};
use tonic_health::server::HealthReporter;

use crate::DESCRIPTORS;
use crate::client::Transport;
use crate::store::Store;

/// The interval between probes.
const PROBE: Duration = Duration::from_secs(5);
/// The time in which the server behind a gateway must answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The part that a server cannot do without.
pub(super) enum Need {
    Store(Store),
    Upstream(Transport),
}

/// The health of a server, which follows its need until it stops.
pub(super) struct Health {
    board: Board,
    follower: JoinHandle<()>,
}

/// The status for callers.
#[derive(Clone)]
struct Board {
    reporter: HealthReporter,
    services: Vec<String>,
    ready: watch::Sender<bool>,
}

/// Starts the health service with the present status.
pub(super) async fn start(need: Need) -> (Health, HealthServer<impl HealthApi>) {
    let (reporter, service) = tonic_health::server::health_reporter();
    let board = Board { reporter, services: services(), ready: watch::Sender::new(false) };
    board.show(need.probe().await).await;
    let follower = tokio::spawn(follow(need, board.clone()));
    (Health { board, follower }, service)
}

impl Health {
    /// Returns the routes of probes over HTTP, which need no token: `/healthz` while the process works, `/readyz` while
    /// the server can do what it is asked for.
    pub(super) fn routes(&self) -> Router {
        let ready = self.board.ready.subscribe();
        let readiness = move || {
            let is_ready = *ready.borrow();
            async move {
                if is_ready { (StatusCode::OK, "ready\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready\n") }
            }
        };
        Router::new().route("/healthz", get(async || "alive\n")).route("/readyz", get(readiness))
    }

    /// Sets NOT_SERVING, and ends the streams of watchers, which would delay the shutdown.
    pub(super) async fn stop(mut self) {
        self.follower.abort();
        // The follower would set another status later.
        _ = self.follower.await;
        self.board.show(false).await;
        for service in &self.board.services {
            self.board.reporter.clear_service_status(service).await;
        }
    }
}

impl Board {
    async fn show(&self, is_ready: bool) {
        let status = if is_ready { ServingStatus::Serving } else { ServingStatus::NotServing };
        for service in &self.services {
            self.reporter.set_service_status(service, status).await;
        }
        self.ready.send_replace(is_ready);
    }
}

async fn follow(need: Need, board: Board) {
    let mut was_ready = *board.ready.borrow();
    loop {
        let is_ready = need.next(was_ready).await;
        if is_ready != was_ready {
            match is_ready {
                true => tracing::info!("the server is ready again"),
                false => tracing::error!("the server is not ready: {}", need.trouble()),
            }
            board.show(is_ready).await;
            was_ready = is_ready;
        }
    }
}

impl Need {
    /// Returns `true` if the need is met now.
    async fn probe(&self) -> bool {
        match self {
            Self::Store(store) => {
                store.probe().await;
                *store.works().borrow()
            }
            Self::Upstream(upstream) => is_serving(upstream).await,
        }
    }

    /// Waits until the answer may be another one than before, and returns it.
    async fn next(&self, was_ready: bool) -> bool {
        if let Self::Store(store) = self {
            let mut works = store.works();
            tokio::select! {
                // The store, which owns the sender, outlives the wait.
                _ = works.wait_for(|works| *works != was_ready) => return !was_ready,
                () = sleep(PROBE) => {}
            }
        } else {
            sleep(PROBE).await;
        }
        self.probe().await
    }

    fn trouble(&self) -> &'static str {
        match self {
            Self::Store(_) => "the store cannot be written",
            Self::Upstream(_) => "the upstream server does not serve",
        }
    }
}

/// Returns `true` if a server says that it serves, or has no health checks.
async fn is_serving(upstream: &Transport) -> bool {
    let mut health = HealthClient::new(upstream.clone());
    match timeout(PATIENCE, health.check(HealthCheckRequest::default())).await {
        Ok(Ok(response)) => response.into_inner().status() == UpstreamStatus::Serving,
        Ok(Err(status)) => status.code() == Code::Unimplemented,
        Err(_) => false,
    }
}

/// Returns the names of all services of the schema, and the empty name, which is the whole server.
fn services() -> Vec<String> {
    let schema = FileDescriptorSet::decode(DESCRIPTORS).unwrap_or_default();
    let named = schema
        .file
        .iter()
        .flat_map(|file| file.service.iter().map(|service| format!("{}.{}", file.package(), service.name())));
    std::iter::once(String::new()).chain(named).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::time::Duration;

    use axum::body::Body;
    use http::Request;
    use tonic_health::pb::HealthCheckRequest;
    use tonic_health::pb::health_check_response::ServingStatus;
    use tonic_health::pb::health_client::HealthClient;
    use tower::ServiceExt as _;

    use super::{Need, start};
    use crate::store::Store;
    use crate::store::users::{self, NewUser};

    #[tokio::test(start_paused = true)]
    async fn health_follows_the_store() {
        let store = Store::memory().unwrap();
        let (health, service) = start(Need::Store(store.clone())).await;
        let probes = health.routes();
        let get = async |path: &str| {
            let response = probes.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
            response.status().as_u16()
        };
        let check = async || {
            let request = HealthCheckRequest { service: "user.v1.UserService".to_owned() };
            HealthClient::new(service.clone()).check(request).await.unwrap().into_inner().status()
        };
        assert_eq!((get("/healthz").await, get("/readyz").await, check().await), (200, 200, ServingStatus::Serving));
        store.set_read_only(true).await;
        let ann = NewUser { name: "Ann".into(), email: "ann@example.org".into(), phone: None };
        store.write(|store| users::create(store, ann)).await.unwrap_err();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!((get("/healthz").await, get("/readyz").await, check().await), (200, 503, ServingStatus::NotServing));
        store.set_read_only(false).await;
        tokio::time::sleep(Duration::from_secs(6)).await;
        assert_eq!((get("/readyz").await, check().await), (200, ServingStatus::Serving));
        health.stop().await;
        assert_eq!((get("/healthz").await, get("/readyz").await), (200, 503));
    }
}
