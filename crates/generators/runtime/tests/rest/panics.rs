//! Methods and interceptors that panic: the client gets an internal error, and the connection survives.

use crate::server::{exchange, routes, serve};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn answers_a_panic_with_an_internal_error() {
    let address = serve(routes()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let answer = exchange(&mut stream, &get("/v1/items/panic")).await;
    assert_eq!((answer.status, answer.json()["code"].clone()), (500, 13.into()), "{answer:?}");
    assert!(!answer.body.contains("the method panics"), "{answer:?}");
    // The connection is still there.
    let answer = exchange(&mut stream, &get("/v1/watch/panic")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.contains("{\"error\":{\"code\":13,\"message\":\"internal error\"}}"), "{answer:?}");
    assert_eq!(exchange(&mut stream, &get("/v1/items/a")).await.status, 200);
    let interceptor = serve(routes().intercept(|_| panic!("the interceptor panics"))).await;
    let mut stream = TcpStream::connect(interceptor).await.unwrap();
    assert_eq!(exchange(&mut stream, &get("/v1/items/a")).await.status, 500);
}
