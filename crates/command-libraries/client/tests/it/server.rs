//! A server on a thread of its own: the service `test.v1.Test` by tonic, and answers that no library would give.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_stream::{Stream, StreamExt};
use tonic::body::Body;
use tonic::codec::CompressionEncoding;
use tonic::metadata::MetadataValue;
use tonic::server::{Grpc, StreamingService};
use tonic::{Code, Status, Streaming};

use super::codec::Bytes;

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A function that answers requests.
pub(crate) type Handler = Arc<dyn Fn(Request<Incoming>) -> BoxFuture<Response<Body>> + Send + Sync>;

/// Starts a server, and returns its address.
pub(crate) fn start(handler: Handler) -> SocketAddr {
    start_with(handler, None)
}

/// Starts a server over TLS, and returns its address.
pub(crate) fn start_tls(handler: Handler, config: rustls::ServerConfig) -> SocketAddr {
    start_with(handler, Some(TlsAcceptor::from(Arc::new(config))))
}

fn start_with(handler: Handler, acceptor: Option<TlsAcceptor>) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let handler = Arc::clone(&handler);
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    match acceptor {
                        None => serve(socket, handler).await,
                        // A client may refuse the certificate.
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(socket).await {
                                serve(stream, handler).await;
                            }
                        }
                    }
                });
            }
        });
    });
    address
}

async fn serve(socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, handler: Handler) {
    let service = service_fn(move |request| {
        let answer = handler(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    // A client may leave.
    let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
}

/// Returns the service `test.v1.Test`.
pub(crate) fn test_service() -> Handler {
    Arc::new(|request| Box::pin(answer(request)))
}

/// Answers a call of `test.v1.Test`.
pub(crate) async fn answer(request: Request<Incoming>) -> Response<Body> {
    let method = request.uri().path().strip_prefix("/test.v1.Test/").unwrap_or_default().to_owned();
    let mut grpc = Grpc::new(Bytes).accept_compressed(CompressionEncoding::Gzip);
    if method == "Zipped" {
        grpc = grpc.send_compressed(CompressionEncoding::Gzip);
    }
    grpc.streaming(Method(method), request).await
}

/// A method of the service.
struct Method(String);

type Messages = Pin<Box<dyn Stream<Item = Result<Vec<u8>, Status>> + Send>>;

impl StreamingService<Vec<u8>> for Method {
    type Response = Vec<u8>;
    type ResponseStream = Messages;
    type Future = BoxFuture<Result<tonic::Response<Messages>, Status>>;

    fn call(&mut self, request: tonic::Request<Streaming<Vec<u8>>>) -> Self::Future {
        let method = self.0.clone();
        Box::pin(async move { run(&method, request).await })
    }
}

async fn run(method: &str, request: tonic::Request<Streaming<Vec<u8>>>) -> Result<tonic::Response<Messages>, Status> {
    let metadata = request.metadata().clone();
    let mut requests = request.into_inner();
    let several = |messages: Vec<Result<Vec<u8>, Status>>| -> Messages { Box::pin(tokio_stream::iter(messages)) };
    let messages = match method {
        "Unary" | "Zipped" => several(vec![Ok(requests.message().await?.unwrap_or_default())]),
        "Repeat" => {
            let first = requests.message().await?.unwrap_or_default();
            several(vec![Ok(first.clone()), Ok(first.clone()), Ok(first)])
        }
        "Collect" => {
            let mut all = Vec::new();
            while let Some(message) = requests.message().await? {
                all.extend(message);
            }
            several(vec![Ok(all)])
        }
        "Echo" => Box::pin(requests),
        "Fail" => several(vec![Ok(b"first".to_vec()), Err(failure())]),
        "FailFirst" => return Err(failure()),
        // Never answers.
        "Slow" => std::future::pending().await,
        // Answers once, and never ends.
        "Endless" => Box::pin(tokio_stream::iter([Ok(b"first".to_vec())]).chain(tokio_stream::pending())),
        "Large" => several(vec![Ok(vec![b'a'; 100_000])]),
        "Metadata" => {
            let shown = |name: &str| metadata.get(name).map(|value| value.to_str().unwrap_or("?").to_owned());
            let names = ["authorization", "x-text", "user-agent", "grpc-timeout"];
            let lines = names.map(|name| format!("{name}={}\n", shown(name).unwrap_or_default())).concat();
            let bytes = metadata.get_bin("x-data-bin").map(|value| value.to_bytes().unwrap());
            let lines = format!("{lines}x-data-bin={:?}", bytes.unwrap_or_default());
            let mut response = tonic::Response::new(several(vec![Ok(lines.into_bytes())]));
            response.metadata_mut().insert("x-answer", MetadataValue::from_static("42"));
            return Ok(response);
        }
        _ => return Err(Status::unimplemented(format!("there is no method {method:?}"))),
    };
    Ok(tonic::Response::new(messages))
}

/// An error with a detail, a `google.rpc.RetryInfo` of three seconds, and a trailer.
fn failure() -> Status {
    // code: 5, message: "no", details: {type_url: "type.googleapis.com/google.rpc.RetryInfo", value: {retry_delay: 3s}}
    let url = b"type.googleapis.com/google.rpc.RetryInfo";
    let mut any = vec![0x0a, u8::try_from(url.len()).unwrap()];
    any.extend_from_slice(url);
    any.extend_from_slice(b"\x12\x04\x0a\x02\x08\x03");
    let mut details = b"\x08\x05\x12\x02no\x1a".to_vec();
    details.push(u8::try_from(any.len()).unwrap());
    details.extend(any);
    let mut status = Status::with_details(Code::NotFound, "no user `ä`", details.into());
    status.metadata_mut().insert("x-trailer", MetadataValue::from_static("7"));
    status
}
