//! A server in this process, or one in another language, and helpers for tests.

use std::net::SocketAddr;
use std::time::Duration;

use services::client::{Connect, Keepalive, Transport};
use services::data::{DataDir, Identity};
use services::fault;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::proto::user::v1::{CreateUsersRequest, User};
use services::server::{Options, Server, ServerError};
use services::store::Store;
use services::token::Role;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_stream::StreamExt;
use tonic::{Code, Status, Streaming};

use crate::other::{Other, Program};

/// The maximum duration of a test.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a test, and fails if it hangs.
pub(crate) async fn within<T>(test: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, test).await.expect("the test hangs")
}

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    /// The address of metrics, if the server has one.
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) identity: Identity,
    serving: Serving,
    _folder: Option<TempDir>,
}

/// The process of a server.
enum Serving {
    Here { stop: oneshot::Sender<()>, served: JoinHandle<Result<(), ServerError>> },
    Elsewhere(#[expect(dead_code, reason = "held until the end of the test")] Other),
}

/// Returns options for tests: any port, and frequent prices.
pub(crate) fn options() -> Options {
    Options { listen: SocketAddr::from(([127, 0, 0, 1], 0)), tick: Duration::from_millis(5), ..Options::default() }
}

impl Running {
    /// Starts a server with an empty store in memory: the one of this package, or one in another language.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let running = match Program::from_environment() {
            Some(program) => Self::elsewhere(program.start(folder.path()), identity),
            None => Self::with(options(), identity, Store::memory().unwrap()),
        };
        Self { _folder: Some(folder), ..running }
    }

    fn elsewhere(other: Other, identity: Identity) -> Self {
        Self { address: other.address, metrics: None, identity, serving: Serving::Elsewhere(other), _folder: None }
    }

    pub(crate) fn with(options: Options, identity: Identity, store: Store) -> Self {
        let server = Server::bind(options, identity.clone(), store).unwrap();
        let (address, metrics) = (server.address(), server.metrics_address());
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(server.run(async move { _ = stopped.await }));
        Self { address, metrics, identity, serving: Serving::Here { stop, served }, _folder: None }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn token(&self) -> String {
        self.identity.secret.sign("tester", Duration::from_secs(60)).unwrap()
    }

    /// Returns a token with the role `admin`.
    pub(crate) fn admin_token(&self) -> String {
        self.identity.secret.sign_with_roles("admin", vec![Role::Admin], Duration::from_secs(60)).unwrap()
    }

    /// Returns a transport with the role `admin`.
    pub(crate) fn admin(&self) -> Transport {
        Connect { token: Some(self.admin_token()), ..self.connect() }.transport().unwrap()
    }

    pub(crate) fn connect(&self) -> Connect {
        Connect {
            servers: vec![self.url()],
            ca: self.identity.ca.clone(),
            certificate: None,
            token: Some(self.token()),
            keepalive: Keepalive::default(),
        }
    }

    pub(crate) fn transport(&self) -> Transport {
        self.connect().transport().unwrap()
    }

    pub(crate) fn users(&self) -> UserServiceClient<Transport> {
        UserServiceClient::new(self.transport())
    }

    /// Tells the server to stop, without waiting for it.
    pub(crate) fn begin_stop(self) -> JoinHandle<Result<(), ServerError>> {
        let Serving::Here { stop, served } = self.serving else {
            panic!("a server in another process is not told to stop");
        };
        stop.send(()).unwrap();
        served
    }

    /// Stops the server and waits for its end.
    pub(crate) async fn stop(self) {
        self.begin_stop().await.unwrap().unwrap();
    }
}

/// Creates users named `name0`, `name1` and so on.
pub(crate) async fn create_users(users: &mut UserServiceClient<Transport>, name: &str, count: usize) -> Vec<User> {
    let requests: Vec<_> = (0..count).map(|index| new_user(&format!("{name}{index}"))).collect();
    users.create_users(tokio_stream::iter(requests)).await.unwrap().into_inner().users
}

pub(crate) fn new_user(name: &str) -> CreateUsersRequest {
    CreateUsersRequest { name: name.to_owned(), email: format!("{name}@example.org") }
}

/// Returns all messages of a stream that ends without an error.
pub(crate) async fn all<T>(stream: Streaming<T>) -> Vec<T> {
    stream.collect::<Result<_, _>>().await.unwrap()
}

/// Returns the error at the end of a stream, after any number of messages.
pub(crate) async fn end<T>(mut stream: Streaming<T>) -> Status {
    loop {
        match stream.message().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the stream ended well"),
            Err(status) => return status,
        }
    }
}

/// Checks the code and fields in the details of an error.
#[track_caller]
pub(crate) fn assert_fault(status: &Status, code: Code, fields: &[(&str, &str)]) {
    assert_eq!(status.code(), code, "{status:?}");
    let error = fault::error_of(status).expect("the status has an Error in its details");
    assert_eq!(error.code, i32::from(code));
    assert_eq!(error.message, status.message());
    let details: Vec<_> =
        error.details.iter().map(|detail| (detail.field.as_str(), detail.description.as_str())).collect();
    assert_eq!(details, fields);
}
